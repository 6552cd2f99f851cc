// SPDX-License-Identifier: Apache-2.0

extension SMB1 {
    /// SMB_COM_CLOSE Request. [MS-CIFS] 2.2.4.5.1
    package struct CloseRequest: Hashable, Sendable {
        package var file: UInt16
        package var lastWriteTime: UTime

        package init(file: UInt16, lastWriteTime: UTime = .unchanged) {
            self.file = file
            self.lastWriteTime = lastWriteTime
        }
    }
}

extension SMB1.CloseRequest {
    package init(decoding body: SMB1.Body, text: SMB1.TextForm) throws(WireError) {
        self = try body.withWords([3]) { (reader) throws(WireError) in
            Self(file: try reader.u16("FID"), lastWriteTime: SMB1.UTime(rawValue: try reader.u32("LastTimeModified")))
        }
    }

    package func encode(into writer: inout WireWriter) {
        writer.body { writer in
            writer.u16(self.file)
            writer.u32(self.lastWriteTime.rawValue)
        }
    }
}
