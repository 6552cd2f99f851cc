// SPDX-License-Identifier: Apache-2.0

extension SMB1 {
    /// SMB_COM_SEEK Request. [MS-CIFS] 2.2.4.19.1
    package struct SeekRequest: Hashable, Sendable {
        /// What the offset counts from.
        package enum Mode: UInt16, Hashable, Sendable { case start, position, end }

        package var file: UInt16
        /// Nil: one that does not exist.
        package var mode: Mode?
        package var offset: Int32

        package init(file: UInt16, mode: Mode?, offset: Int32) {
            self.file = file
            self.mode = mode
            self.offset = offset
        }
    }

    /// SMB_COM_FLUSH Request. [MS-CIFS] 2.2.4.6.1
    package struct FlushRequest: Hashable, Sendable {
        /// All ones: every file of the process.
        package static let allFiles: UInt16 = 0xFFFF

        package var file: UInt16

        package init(file: UInt16) { self.file = file }
    }
}

extension SMB1.SeekRequest {
    package init(decoding body: SMB1.Body, text: SMB1.TextForm) throws(WireError) {
        self = try body.withWords([4]) { (reader) throws(WireError) in
            let file = try reader.u16("FID")
            let mode = Mode(rawValue: try reader.u16("Mode"))
            return Self(file: file, mode: mode, offset: Int32(bitPattern: try reader.u32("Offset")))
        }
    }

    package func encode(into writer: inout WireWriter) {
        writer.body { writer in
            writer.u16(self.file)
            writer.u16(self.mode?.rawValue ?? 0xFFFF)
            writer.u32(UInt32(bitPattern: self.offset))
        }
    }
}

extension SMB1.FlushRequest {
    package init(decoding body: SMB1.Body, text: SMB1.TextForm) throws(WireError) {
        self.file = try body.withWords([1]) { (reader) throws(WireError) in try reader.u16("FID") }
    }

    package func encode(into writer: inout WireWriter) { writer.body { $0.u16(self.file) } }
}
