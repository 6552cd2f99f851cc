// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB2 {
    /// [MS-SMB2] 2.2.19
    package struct ReadRequest: Hashable, Sendable {
        package static let structureSize: UInt16 = 49

        /// Where the client would like the data in the answer. Ours is always at 80, as Samba's and Windows' is.
        package var padding: UInt8
        package var flags: ReadFlags
        package var length: UInt32
        package var offset: UInt64
        package var file: FileID
        package var minimumCount: UInt32

        package init(
            padding: UInt8 = 80, flags: ReadFlags = [], length: UInt32, offset: UInt64, file: FileID, minimumCount: UInt32 = 0
        ) {
            self.padding = padding
            self.flags = flags
            self.length = length
            self.offset = offset
            self.file = file
            self.minimumCount = minimumCount
        }
    }

    package struct ReadFlags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let unbuffered = ReadFlags(rawValue: 0x1)
        package static let requestCompressed = ReadFlags(rawValue: 0x2)
    }

    /// [MS-SMB2] 2.2.20
    package struct ReadResponse: Hashable, Sendable {
        package static let structureSize: UInt16 = 17
        private static let fixedSize = 16

        package var data: ByteBuffer

        package init(data: ByteBuffer) { self.data = data }
    }
}

extension SMB2.ReadRequest {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        self.padding = try reader.u8("Padding")
        self.flags = SMB2.ReadFlags(rawValue: try reader.u8("Flags"))
        self.length = try reader.u32("Length")
        self.offset = try reader.u64("Offset")
        self.file = try SMB2.FileID(decoding: &reader)
        self.minimumCount = try reader.u32("MinimumCount")
        try reader.skip(12, "Channel")  // RDMA is never offered, so this and the channel info stay unused.
    }

    package func encode(into writer: inout WireWriter, base _: Int) {
        writer.u16(Self.structureSize)
        writer.u8(self.padding)
        writer.u8(self.flags.rawValue)
        writer.u32(self.length)
        writer.u64(self.offset)
        self.file.encode(into: &writer)
        writer.u32(self.minimumCount)
        writer.zeros(12)
        writer.padEmptyPayload(0)
    }
}

extension SMB2.ReadResponse {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        let offset = try reader.u8("DataOffset")
        try reader.skip(1)
        let length = try reader.u32("DataLength")
        try reader.skip(8, "DataRemaining")
        self.data = try reader.payload("Buffer", at: Int(offset), count: Int(length))
    }

    package func encode(into writer: inout WireWriter, base: Int) {
        let payload = Self.begin(in: &writer, base: base)
        writer.bytes(self.data)
        payload.finish(in: &writer)
    }

    /// Writes the fixed part. The caller appends the data to `writer.buffer` and calls `finish` on what is returned.
    package static func begin(in writer: inout WireWriter, base: Int) -> SMB2.OpenPayload {
        let start = writer.count + Self.fixedSize
        writer.u16(Self.structureSize)
        writer.u8(UInt8(clamping: start - base))
        writer.u8(0)
        let length = writer.reserve32()
        writer.zeros(8)
        return SMB2.OpenPayload(length: length, start: start)
    }
}
