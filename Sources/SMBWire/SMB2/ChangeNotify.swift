// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB2 {
    /// [MS-SMB2] 2.2.35
    package struct ChangeNotifyRequest: Hashable, Sendable {
        package static let structureSize: UInt16 = 32

        package var flags: ChangeNotifyFlags
        package var outputBufferLength: UInt32
        package var file: FileID
        package var completionFilter: UInt32

        package init(flags: ChangeNotifyFlags = [], outputBufferLength: UInt32, file: FileID, completionFilter: UInt32) {
            self.flags = flags
            self.outputBufferLength = outputBufferLength
            self.file = file
            self.completionFilter = completionFilter
        }
    }

    package struct ChangeNotifyFlags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        package static let watchTree = ChangeNotifyFlags(rawValue: 0x1)
    }

    /// [MS-SMB2] 2.2.36
    package struct ChangeNotifyResponse: Hashable, Sendable {
        package static let structureSize: UInt16 = 9

        /// A chain of FILE_NOTIFY_INFORMATION.
        package var data: ByteBuffer

        package init(data: ByteBuffer) { self.data = data }
    }
}

extension SMB2.ChangeNotifyRequest {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        self.flags = SMB2.ChangeNotifyFlags(rawValue: try reader.u16("Flags"))
        self.outputBufferLength = try reader.u32("OutputBufferLength")
        self.file = try SMB2.FileID(decoding: &reader)
        self.completionFilter = try reader.u32("CompletionFilter")
        try reader.skip(4)
    }

    package func encode(into writer: inout WireWriter, base _: Int) {
        writer.u16(Self.structureSize)
        writer.u16(self.flags.rawValue)
        writer.u32(self.outputBufferLength)
        self.file.encode(into: &writer)
        writer.u32(self.completionFilter)
        writer.u32(0)
    }
}

extension SMB2.ChangeNotifyResponse {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        self.data = try reader.outputBuffer()
    }

    package func encode(into writer: inout WireWriter, base: Int) {
        let payload = Self.begin(in: &writer, base: base)
        writer.bytes(self.data)
        payload.finish(in: &writer)
    }

    /// Writes the fixed part. The caller appends the changes to `writer.buffer` and calls `finish` on what is returned.
    package static func begin(in writer: inout WireWriter, base: Int) -> SMB2.OpenPayload {
        writer.u16(Self.structureSize)
        return writer.beginOutputBuffer(base: base)
    }
}
