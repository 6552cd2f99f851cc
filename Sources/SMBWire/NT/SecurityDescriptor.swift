// SPDX-License-Identifier: Apache-2.0
import NIOCore

/// Owner, group and access control list of a file, in self-relative form. Audit lists are not kept. [MS-DTYP] 2.4.6
package struct SecurityDescriptor: Hashable, Sendable {
    /// What a client may send, and what is kept: an access control list has a length of 16 bits. [MS-DTYP] 2.4.5
    package static let maximumSize = 65_536
    package static let maximumEntryCount = 1_820

    package enum AccessControlList: Hashable, Sendable {
        /// Says nothing about access.
        case absent
        /// Present but NULL: everybody may do everything.
        case null
        case entries([AccessControlEntry])
    }

    package struct Control: OptionSet, Hashable, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }
        package static let daclPresent = Control(rawValue: 0x0004)
        package static let daclAutoInheritRequired = Control(rawValue: 0x0100)
        package static let daclAutoInherited = Control(rawValue: 0x0400)
        package static let daclProtected = Control(rawValue: 0x1000)
        package static let selfRelative = Control(rawValue: 0x8000)
    }

    /// What `dacl` does not say itself: protection and inheritance.
    package var control: Control
    package var owner: SID?
    package var group: SID?
    package var dacl: AccessControlList

    package init(control: Control = [], owner: SID?, group: SID?, dacl: AccessControlList) {
        self.control = control.subtracting([.daclPresent, .selfRelative])
        self.owner = owner
        self.group = group
        self.dacl = dacl
    }

    /// Only the parts asked for.
    package func restricted(to parts: SecurityInformation) -> SecurityDescriptor {
        SecurityDescriptor(
            control: self.control, owner: parts.contains(.owner) ? self.owner : nil,
            group: parts.contains(.group) ? self.group : nil, dacl: parts.contains(.dacl) ? self.dacl : .absent)
    }
}

extension SecurityDescriptor {
    package func encode(into writer: inout WireWriter) {
        let base = writer.count
        writer.u8(1)
        writer.u8(0)
        writer.u16(self.wireControl.rawValue)
        let ownerOffset = writer.reserve32()
        let groupOffset = writer.reserve32()
        writer.u32(0)  // OffsetSacl
        let daclOffset = writer.reserve32()
        if let owner = self.owner {
            writer.fill(ownerOffset, with: writer.count - base)
            owner.encode(into: &writer)
        }
        if let group = self.group {
            writer.fill(groupOffset, with: writer.count - base)
            group.encode(into: &writer)
        }
        if case .entries(let entries) = self.dacl {
            writer.fill(daclOffset, with: writer.count - base)
            Self.encode(entries, into: &writer)
        }
    }

    private var wireControl: Control {
        let fixed = self.control.union(.selfRelative)
        return self.dacl == .absent ? fixed : fixed.union(.daclPresent)
    }

    /// [MS-DTYP] 2.4.5
    private static func encode(_ entries: [AccessControlEntry], into writer: inout WireWriter) {
        let start = writer.count
        writer.u8(2)
        writer.u8(0)
        let size = writer.reserve16()
        writer.u16(UInt16(clamping: entries.count))
        writer.u16(0)
        for entry in entries { entry.encode(into: &writer) }
        writer.fill(size, with: writer.count - start)
    }
}

extension SecurityDescriptor {
    package init(decoding reader: inout WireReader) throws(WireError) {
        guard try reader.u8("Revision") == 1 else { throw reader.failure(.value, "Revision") }
        try reader.skip(1, "Sbz1")
        let control = Control(rawValue: try reader.u16("Control"))
        guard control.contains(.selfRelative) else { throw reader.failure(.value, "Control") }
        let owner = Int(try reader.u32("OffsetOwner"))
        let group = Int(try reader.u32("OffsetGroup"))
        try reader.skip(4, "OffsetSacl")
        let dacl = Int(try reader.u32("OffsetDacl"))
        self.init(
            control: control,
            owner: owner == 0 ? nil : try Self.sid(&reader, at: owner),
            group: group == 0 ? nil : try Self.sid(&reader, at: group),
            dacl: try Self.accessControlList(&reader, control, at: dacl))
    }

    private static func part(_ reader: inout WireReader, _ field: StaticString, at offset: Int) throws(WireError) -> ByteBuffer {
        guard offset < reader.count else { throw reader.failure(.overrun, field) }
        return try reader.payload(field, at: offset, count: reader.count - offset)
    }

    private static func sid(_ reader: inout WireReader, at offset: Int) throws(WireError) -> SID {
        let bytes = try Self.part(&reader, "SID", at: offset)
        var part = WireReader(bytes)
        return try SID(decoding: &part)
    }

    private static func accessControlList(_ reader: inout WireReader, _ control: Control, at offset: Int) throws(WireError)
        -> AccessControlList
    {
        guard control.contains(.daclPresent) else { return .absent }
        if offset == 0 { return .null }
        let bytes = try Self.part(&reader, "Dacl", at: offset)
        var part = WireReader(bytes)
        try part.skip(2, "AclRevision")
        let size = Int(try part.u16("AclSize"))
        let count = Int(try part.u16("AceCount"))
        try part.skip(2, "Sbz2")
        let list = try part.bytes("Aces", size - part.offset)
        var lines = WireReader(list)
        var entries: [AccessControlEntry] = []
        guard count <= Self.maximumEntryCount else { throw part.failure(.value, "AceCount") }
        for _ in 0..<count { entries.append(try AccessControlEntry(decoding: &lines)) }
        return .entries(entries)
    }
}
