// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB2 {
    /// [MS-SMB2] 2.2.39
    package struct SetInfoRequest: Hashable, Sendable {
        package static let structureSize: UInt16 = 33

        package var infoType: InfoType
        /// A FileInformationClass or a FilesystemInformationClass, as `infoType` says; 0 for security.
        package var fileInfoClass: UInt8
        /// For security: which parts of the descriptor.
        package var additionalInformation: UInt32
        package var file: FileID
        /// A slice of the frame.
        package var data: ByteBuffer

        package init(infoType: InfoType, fileInfoClass: UInt8, additionalInformation: UInt32 = 0, file: FileID, data: ByteBuffer) {
            self.infoType = infoType
            self.fileInfoClass = fileInfoClass
            self.additionalInformation = additionalInformation
            self.file = file
            self.data = data
        }
    }

    /// [MS-SMB2] 2.2.40
    package struct SetInfoResponse: Hashable, Sendable {
        package static let structureSize: UInt16 = 2
        package init() {}
    }
}

extension SMB2.SetInfoRequest {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        self.infoType = InfoType(rawValue: try reader.u8("InfoType"))
        self.fileInfoClass = try reader.u8("FileInfoClass")
        let length = try reader.u32("BufferLength")
        let offset = try reader.u16("BufferOffset")
        try reader.skip(2)
        self.additionalInformation = try reader.u32("AdditionalInformation")
        self.file = try SMB2.FileID(decoding: &reader)
        self.data = try reader.payload("Buffer", at: Int(offset), count: Int(length))
    }

    package func encode(into writer: inout WireWriter, base: Int) {
        writer.u16(Self.structureSize)
        writer.u8(self.infoType.rawValue)
        writer.u8(self.fileInfoClass)
        writer.u32(UInt32(clamping: self.data.readableBytes))
        let offset = writer.reserve16()
        writer.u16(0)
        writer.u32(self.additionalInformation)
        self.file.encode(into: &writer)
        writer.fill(offset, with: writer.count - base)
        writer.bytes(self.data)
        writer.padEmptyPayload(self.data.readableBytes)
    }
}

extension SMB2.SetInfoResponse {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
    }

    package func encode(into writer: inout WireWriter, base _: Int) {
        writer.u16(Self.structureSize)
    }
}
