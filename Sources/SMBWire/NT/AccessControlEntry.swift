// SPDX-License-Identifier: Apache-2.0

/// One line of an access control list: who may, or may not, do what. [MS-DTYP] 2.4.4
package struct AccessControlEntry: Hashable, Sendable {
    package enum Kind: UInt8, Sendable {
        case accessAllowed = 0
        case accessDenied = 1
        case systemAudit = 2
    }

    package struct Flags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }
        package static let objectInherit = Flags(rawValue: 0x01)
        package static let containerInherit = Flags(rawValue: 0x02)
        package static let noPropagateInherit = Flags(rawValue: 0x04)
        package static let inheritOnly = Flags(rawValue: 0x08)
        package static let inherited = Flags(rawValue: 0x10)
    }

    package var kind: Kind
    package var flags: Flags
    package var mask: AccessMask
    package var sid: SID

    package init(_ kind: Kind, _ sid: SID, _ mask: AccessMask, flags: Flags = []) {
        self.kind = kind
        self.flags = flags
        self.mask = mask
        self.sid = sid
    }
}

extension AccessControlEntry {
    package init(decoding reader: inout WireReader) throws(WireError) {
        let start = reader.offset
        let kind = try reader.u8("AceType")
        self.flags = Flags(rawValue: try reader.u8("AceFlags"))
        let size = Int(try reader.u16("AceSize"))
        // Object and callback entries have other fields; an entry half understood would be an access check half made.
        guard let kind = Kind(rawValue: kind) else { throw reader.failure(.value, "AceType") }
        self.kind = kind
        self.mask = AccessMask(rawValue: try reader.u32("Mask"))
        self.sid = try SID(decoding: &reader)
        try reader.seek(to: start + size, "AceSize")
    }

    package func encode(into writer: inout WireWriter) {
        let start = writer.count
        writer.u8(self.kind.rawValue)
        writer.u8(self.flags.rawValue)
        let size = writer.reserve16()
        writer.u32(self.mask.rawValue)
        self.sid.encode(into: &writer)
        writer.fill(size, with: writer.count - start)
    }
}
