// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB2 {
    /// [MS-SMB2] 2.2.37
    package struct QueryInfoRequest: Hashable, Sendable {
        package static let structureSize: UInt16 = 41

        package var infoType: InfoType
        /// A FileInformationClass or a FilesystemInformationClass, as `infoType` says; 0 for security.
        package var fileInfoClass: UInt8
        package var outputBufferLength: UInt32
        /// For security, which parts of the descriptor; for extended attributes, where to start.
        package var additionalInformation: UInt32
        package var flags: QueryInfoFlags
        package var file: FileID
        /// A slice of the frame: a quota query or a list of extended attributes.
        package var input: ByteBuffer

        package init(
            infoType: InfoType, fileInfoClass: UInt8, outputBufferLength: UInt32, additionalInformation: UInt32 = 0,
            flags: QueryInfoFlags = [], file: FileID, input: ByteBuffer = ByteBuffer()
        ) {
            self.infoType = infoType
            self.fileInfoClass = fileInfoClass
            self.outputBufferLength = outputBufferLength
            self.additionalInformation = additionalInformation
            self.flags = flags
            self.file = file
            self.input = input
        }
    }

    package struct QueryInfoFlags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package static let restartScan = QueryInfoFlags(rawValue: 0x1)
        package static let returnSingleEntry = QueryInfoFlags(rawValue: 0x2)
        package static let indexSpecified = QueryInfoFlags(rawValue: 0x4)
    }

    /// [MS-SMB2] 2.2.38
    package struct QueryInfoResponse: Hashable, Sendable {
        package static let structureSize: UInt16 = 9

        package var data: ByteBuffer

        package init(data: ByteBuffer) { self.data = data }
    }
}

extension SMB2.QueryInfoRequest {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        self.infoType = InfoType(rawValue: try reader.u8("InfoType"))
        self.fileInfoClass = try reader.u8("FileInfoClass")
        self.outputBufferLength = try reader.u32("OutputBufferLength")
        let inputOffset = try reader.u16("InputBufferOffset")
        try reader.skip(2)
        let inputLength = try reader.u32("InputBufferLength")
        self.additionalInformation = try reader.u32("AdditionalInformation")
        self.flags = SMB2.QueryInfoFlags(rawValue: try reader.u32("Flags"))
        self.file = try SMB2.FileID(decoding: &reader)
        self.input = try reader.payload("Buffer", at: Int(inputOffset), count: Int(inputLength))
    }

    package func encode(into writer: inout WireWriter, base: Int) {
        writer.u16(Self.structureSize)
        writer.u8(self.infoType.rawValue)
        writer.u8(self.fileInfoClass)
        writer.u32(self.outputBufferLength)
        let inputOffset = writer.reserve16()
        writer.u16(0)
        writer.u32(UInt32(clamping: self.input.readableBytes))
        writer.u32(self.additionalInformation)
        writer.u32(self.flags.rawValue)
        self.file.encode(into: &writer)
        if self.input.readableBytes > 0 { writer.fill(inputOffset, with: writer.count - base) }
        writer.bytes(self.input)
        writer.padEmptyPayload(self.input.readableBytes)
    }
}

extension SMB2.QueryInfoResponse {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        self.data = try reader.outputBuffer()
    }

    package func encode(into writer: inout WireWriter, base: Int) {
        let payload = Self.begin(in: &writer, base: base)
        writer.bytes(self.data)
        payload.finish(in: &writer)
    }

    /// Writes the fixed part. The caller appends the information to `writer.buffer` and calls `finish` on what is returned.
    package static func begin(in writer: inout WireWriter, base: Int) -> SMB2.OpenPayload {
        writer.u16(Self.structureSize)
        return writer.beginOutputBuffer(base: base)
    }
}
