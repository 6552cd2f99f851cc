// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB2 {
    /// A named addition to CREATE, kept as it came. [MS-SMB2] 2.2.13.2
    package struct CreateContext: Hashable, Sendable {
        package var name: CreateContextName
        /// A slice of the frame.
        package var data: ByteBuffer

        package init(name: CreateContextName, data: ByteBuffer) {
            self.name = name
            self.data = data
        }
    }

    /// Four letters, or the 16 bytes of a GUID.
    package struct CreateContextName: Hashable, Sendable {
        package let bytes: [UInt8]
        package init(bytes: [UInt8]) { self.bytes = bytes }
        package init(_ tag: StaticString) { self.bytes = Array(tag.description.utf8) }

        package static let extendedAttributes = CreateContextName("ExtA")
        package static let securityDescriptor = CreateContextName("SecD")
        package static let durableHandleRequest = CreateContextName("DHnQ")
        package static let durableHandleReconnect = CreateContextName("DHnC")
        package static let durableHandleRequestV2 = CreateContextName("DH2Q")
        package static let durableHandleReconnectV2 = CreateContextName("DH2C")
        package static let allocationSize = CreateContextName("AlSi")
        package static let queryMaximalAccess = CreateContextName("MxAc")
        package static let timewarp = CreateContextName("TWrp")
        package static let queryOnDiskID = CreateContextName("QFid")
        package static let lease = CreateContextName("RqLs")
    }
}

extension SMB2.CreateContext {
    private static let fixedSize = 16

    /// `list` is the CreateContexts part of the message. Each step forward is at least a fixed part long: no chain is a loop.
    static func decodeList(_ list: ByteBuffer) throws(WireError) -> [SMB2.CreateContext] {
        var contexts: [SMB2.CreateContext] = []
        var rest = list
        while rest.readableBytes > 0 {
            let extent = try Self.extentOfFirst(in: rest)
            guard let first = rest.readSlice(length: extent) else { throw WireError(.overrun, field: "Next", offset: 0) }
            contexts.append(try SMB2.CreateContext(decoding: first))
        }
        return contexts
    }

    /// Up to where the next context begins, or the list ends.
    private static func extentOfFirst(in list: ByteBuffer) throws(WireError) -> Int {
        var reader = WireReader(list)
        let next = Int(try reader.u32("Next"))
        if next == 0 { return list.readableBytes }
        guard next.isMultiple(of: 8) else { throw reader.failure(.alignment, "Next") }
        guard next >= Self.fixedSize, next <= list.readableBytes - Self.fixedSize else { throw reader.failure(.overrun, "Next") }
        return next
    }

    /// `bytes` end where the next context begins: contexts that share bytes would multiply what a small frame costs us.
    private init(decoding bytes: ByteBuffer) throws(WireError) {
        var reader = WireReader(bytes)
        try reader.skip(4, "Next")
        let nameOffset = try reader.u16("NameOffset")
        let nameLength = try reader.u16("NameLength")
        try reader.skip(2)
        let dataOffset = try reader.u16("DataOffset")
        let dataLength = try reader.u32("DataLength")
        let name = try reader.payload("Name", at: Int(nameOffset), count: Int(nameLength))
        self.name = SMB2.CreateContextName(bytes: Array(name.readableBytesView))
        self.data = try reader.payload("Data", at: Int(dataOffset), count: Int(dataLength))
    }

    /// Fills in where the list lies and how long it is; both stay 0 for an empty one.
    static func encodeList(
        _ contexts: [SMB2.CreateContext], into writer: inout WireWriter, base: Int, offset: consuming Hole32, length: consuming Hole32
    ) {
        guard let last = contexts.indices.last else { return }
        writer.align(to: 8, from: base)
        let start = writer.count
        writer.fill(offset, with: start - base)
        for (index, context) in contexts.enumerated() {
            context.encode(into: &writer, isLast: index == last)
        }
        writer.fill(length, with: writer.count - start)
    }

    private func encode(into writer: inout WireWriter, isLast: Bool) {
        let start = writer.count
        let next = writer.reserve32()
        writer.u16(UInt16(Self.fixedSize))
        writer.u16(UInt16(clamping: self.name.bytes.count))
        writer.u16(0)
        let dataOffset = writer.reserve16()
        writer.u32(UInt32(clamping: self.data.readableBytes))
        writer.bytes(self.name.bytes)
        writer.align(to: 8, from: start)
        if self.data.readableBytes > 0 {
            writer.fill(dataOffset, with: writer.count - start)
            writer.bytes(self.data)
        }
        if !isLast {
            writer.align(to: 8, from: start)
            writer.fill(next, with: writer.count - start)
        }
    }
}
