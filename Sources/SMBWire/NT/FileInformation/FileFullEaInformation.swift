// SPDX-License-Identifier: Apache-2.0
package import NIOCore

/// Extended attributes. [MS-FSCC] 2.4.15
package struct FileFullEaInformation: Hashable, Sendable {
    package struct Attribute: Hashable, Sendable {
        package var flags: UInt8
        /// In the peer's eight-bit code page, without the terminator.
        package var name: [UInt8]
        package var value: ByteBuffer

        package init(flags: UInt8 = 0, name: [UInt8], value: ByteBuffer) {
            self.flags = flags
            self.name = name
            self.value = value
        }
    }

    package var attributes: [Attribute]

    package init(_ attributes: [Attribute]) { self.attributes = attributes }
}

extension FileFullEaInformation {
    package init(decoding list: ByteBuffer) throws(WireError) {
        self.attributes = []
        if list.readableBytes == 0 { return }
        for entry in try EntryChain.split(list, alignment: 4) {
            var reader = WireReader(entry)
            try reader.skip(4, "NextEntryOffset")
            let flags = try reader.u8("Flags")
            let nameLength = Int(try reader.u8("EaNameLength"))
            let valueLength = Int(try reader.u16("EaValueLength"))
            let name = try reader.bytes("EaName", nameLength)
            guard try reader.u8("EaName") == 0 else { throw reader.failure(.value, "EaName") }
            let value = try reader.bytes("EaValue", valueLength)
            self.attributes.append(Attribute(flags: flags, name: Array(name.readableBytesView), value: value))
        }
    }

    package func encode(into writer: inout WireWriter) {
        let base = writer.count
        var previous: Int?
        for attribute in self.attributes {
            let name = Array(attribute.name.prefix(255))
            let value = attribute.value.getSlice(
                at: attribute.value.readerIndex, length: min(attribute.value.readableBytes, Int(UInt16.max)))
            EntryChain.begin(in: &writer, alignment: 4, base: base, previous: &previous)
            writer.u8(attribute.flags)
            writer.u8(UInt8(clamping: name.count))
            writer.u16(UInt16(clamping: value?.readableBytes ?? 0))
            writer.bytes(name)
            writer.u8(0)
            if let value { writer.bytes(value) }
        }
    }
}
