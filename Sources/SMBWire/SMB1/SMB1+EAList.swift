// SPDX-License-Identifier: Apache-2.0
import NIOCore

extension SMB1 {
    /// SMB_FEA_LIST: names and values of extended attributes. [MS-CIFS] 2.2.1.2.2.1
    ///
    /// Its size, and the lengths of each name and value, are all checked against what is there; nothing is sized by one and filled by
    /// another (CVE-2017-0144).
    package struct FEAList: Hashable, Sendable {
        package var attributes: [FileFullEaInformation.Attribute]

        package init(_ attributes: [FileFullEaInformation.Attribute] = []) { self.attributes = attributes }
    }

    /// SMB_GEA_LIST: names of extended attributes. [MS-CIFS] 2.2.1.2.1.1
    package struct GEAList: Hashable, Sendable {
        /// More names than clients ask for; each is looked for in every file that a search finds.
        static let maximumCount = 1024

        /// In the peer's eight-bit code page.
        package var names: [[UInt8]]

        package init(_ names: [[UInt8]]) { self.names = names }
    }
}

extension SMB1.FEAList {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.attributes = []
        let start = reader.offset
        let end = start + (try reader.listSize("SizeOfListInBytes"))
        while reader.offset < end {
            let flags = try reader.u8("ExtendedAttributeFlag")
            let nameLength = Int(try reader.u8("AttributeNameLengthInBytes"))
            let valueLength = Int(try reader.u16("AttributeValueLengthInBytes"))
            guard nameLength + 1 + valueLength <= end - reader.offset else { throw reader.failure(.overrun, "AttributeName") }
            let name = try reader.bytes("AttributeName", nameLength)
            guard try reader.u8("AttributeName") == 0 else { throw reader.failure(.value, "AttributeName") }
            let value = try reader.bytes("AttributeValue", valueLength)
            self.attributes.append(.init(flags: flags, name: Array(name.readableBytesView), value: value))
        }
    }

    package func encode(into writer: inout WireWriter) {
        let start = writer.count
        let size = writer.reserve32()
        for attribute in self.attributes {
            writer.u8(attribute.flags)
            let name = attribute.name.prefix(255)
            writer.u8(UInt8(clamping: name.count))
            let value = attribute.value.getSlice(at: attribute.value.readerIndex, length: min(attribute.value.readableBytes, 0xFFFF))
            writer.u16(UInt16(clamping: value?.readableBytes ?? 0))
            writer.bytes(Array(name))
            writer.u8(0)
            if let value { writer.bytes(value) }
        }
        writer.fill(size, with: writer.count - start)
    }
}

extension SMB1.GEAList {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.names = []
        let end = reader.offset + (try reader.listSize("SizeOfListInBytes"))
        while reader.offset < end {
            guard self.names.count < Self.maximumCount else { throw reader.failure(.limit, "GEAList") }
            let length = Int(try reader.u8("AttributeNameLengthInBytes"))
            guard length > 0 else { throw reader.failure(.value, "AttributeNameLengthInBytes") }
            guard length + 1 <= end - reader.offset else { throw reader.failure(.overrun, "AttributeName") }
            let name = try reader.bytes("AttributeName", length)
            guard try reader.u8("AttributeName") == 0 else { throw reader.failure(.value, "AttributeName") }
            self.names.append(Array(name.readableBytesView))
        }
    }

    package func encode(into writer: inout WireWriter) {
        let start = writer.count
        let size = writer.reserve32()
        for name in self.names {
            writer.u8(UInt8(clamping: name.count))
            writer.bytes(Array(name.prefix(255)))
            writer.u8(0)
        }
        writer.fill(size, with: writer.count - start)
    }
}

extension WireReader {
    /// The size of a list that counts its own four bytes, and lies inside of what is there. 0 is an empty list to some clients.
    fileprivate mutating func listSize(_ field: StaticString) throws(WireError) -> Int {
        let left = self.remaining
        let size = Int(try self.u32(field))
        if size == 0 { return 4 }
        guard size >= 4, size <= left else { throw self.failure(.overrun, field) }
        return size
    }
}
