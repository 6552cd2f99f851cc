// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB2 {
    /// [MS-SMB2] 2.2.21
    package struct WriteRequest: Hashable, Sendable {
        package static let structureSize: UInt16 = 49

        package var file: FileID
        package var offset: UInt64
        package var flags: WriteFlags
        /// The bytes to write: a slice of the frame, never a copy.
        package var data: ByteBuffer

        package init(file: FileID, offset: UInt64, flags: WriteFlags = [], data: ByteBuffer) {
            self.file = file
            self.offset = offset
            self.flags = flags
            self.data = data
        }
    }

    package struct WriteFlags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package static let writeThrough = WriteFlags(rawValue: 0x1)
        package static let unbuffered = WriteFlags(rawValue: 0x2)
    }

    /// [MS-SMB2] 2.2.22
    package struct WriteResponse: Hashable, Sendable {
        package static let structureSize: UInt16 = 17

        package var count: UInt32

        package init(count: UInt32) { self.count = count }
    }
}

extension SMB2.WriteRequest {
    /// "If DataOffset is greater than 0x100 … the server MUST fail the request with STATUS_INVALID_PARAMETER." [MS-SMB2] 3.3.5.13
    private static let maximumDataOffset: UInt16 = 0x100

    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        let dataOffset = try reader.u16("DataOffset")
        guard dataOffset <= Self.maximumDataOffset else { throw reader.failure(.value, "DataOffset") }
        let length = try reader.u32("Length")
        self.offset = try reader.u64("Offset")
        self.file = try SMB2.FileID(decoding: &reader)
        try reader.skip(12, "Channel")  // RDMA is never offered, so this and the channel info stay unused.
        self.flags = SMB2.WriteFlags(rawValue: try reader.u32("Flags"))
        self.data = try reader.payload("Buffer", at: Int(dataOffset), count: Int(length))
    }

    package func encode(into writer: inout WireWriter, base: Int) {
        writer.u16(Self.structureSize)
        let dataOffset = writer.reserve16()
        writer.u32(UInt32(clamping: self.data.readableBytes))
        writer.u64(self.offset)
        self.file.encode(into: &writer)
        writer.zeros(12)
        writer.u32(self.flags.rawValue)
        writer.fill(dataOffset, with: writer.count - base)
        writer.bytes(self.data)
        writer.padEmptyPayload(self.data.readableBytes)
    }
}

extension SMB2.WriteResponse {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        try reader.skip(2)
        self.count = try reader.u32("Count")
        try reader.skip(8, "Remaining")
    }

    package func encode(into writer: inout WireWriter, base _: Int) {
        writer.u16(Self.structureSize)
        writer.u16(0)
        writer.u32(self.count)
        writer.zeros(8)
    }
}
