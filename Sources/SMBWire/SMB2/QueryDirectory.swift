// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB2 {
    /// [MS-SMB2] 2.2.33
    package struct QueryDirectoryRequest: Hashable, Sendable {
        package static let structureSize: UInt16 = 33

        package var fileInformationClass: FileInformationClass
        package var flags: QueryDirectoryFlags
        package var fileIndex: UInt32
        package var file: FileID
        package var outputBufferLength: UInt32
        package var pattern: String

        package init(
            fileInformationClass: FileInformationClass, flags: QueryDirectoryFlags = [], fileIndex: UInt32 = 0, file: FileID,
            outputBufferLength: UInt32, pattern: String
        ) {
            self.fileInformationClass = fileInformationClass
            self.flags = flags
            self.fileIndex = fileIndex
            self.file = file
            self.outputBufferLength = outputBufferLength
            self.pattern = pattern
        }
    }

    package struct QueryDirectoryFlags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let restartScans = QueryDirectoryFlags(rawValue: 0x01)
        package static let returnSingleEntry = QueryDirectoryFlags(rawValue: 0x02)
        package static let indexSpecified = QueryDirectoryFlags(rawValue: 0x04)
        package static let reopen = QueryDirectoryFlags(rawValue: 0x10)
    }

    /// [MS-SMB2] 2.2.34
    package struct QueryDirectoryResponse: Hashable, Sendable {
        package static let structureSize: UInt16 = 9

        package var data: ByteBuffer

        package init(data: ByteBuffer) { self.data = data }
    }
}

extension SMB2.QueryDirectoryRequest {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        self.fileInformationClass = FileInformationClass(rawValue: try reader.u8("FileInformationClass"))
        self.flags = SMB2.QueryDirectoryFlags(rawValue: try reader.u8("Flags"))
        self.fileIndex = try reader.u32("FileIndex")
        self.file = try SMB2.FileID(decoding: &reader)
        let offset = try reader.u16("FileNameOffset")
        let length = try reader.u16("FileNameLength")
        self.outputBufferLength = try reader.u32("OutputBufferLength")
        self.pattern = try reader.utf16("FileName", at: Int(offset), byteCount: Int(length))
    }

    package func encode(into writer: inout WireWriter, base: Int) {
        writer.u16(Self.structureSize)
        writer.u8(self.fileInformationClass.rawValue)
        writer.u8(self.flags.rawValue)
        writer.u32(self.fileIndex)
        self.file.encode(into: &writer)
        let offset = writer.reserve16()
        let length = writer.reserve16()
        writer.u32(self.outputBufferLength)
        writer.fill(offset, with: writer.count - base)
        let count = writer.utf16(self.pattern)
        writer.fill(length, with: count)
        writer.padEmptyPayload(count)
    }
}

extension SMB2.QueryDirectoryResponse {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        self.data = try reader.outputBuffer()
    }

    package func encode(into writer: inout WireWriter, base: Int) {
        let payload = Self.begin(in: &writer, base: base)
        writer.bytes(self.data)
        payload.finish(in: &writer)
    }

    /// Writes the fixed part. The caller appends the entries to `writer.buffer` and calls `finish` on what is returned.
    package static func begin(in writer: inout WireWriter, base: Int) -> SMB2.OpenPayload {
        writer.u16(Self.structureSize)
        return writer.beginOutputBuffer(base: base)
    }
}
