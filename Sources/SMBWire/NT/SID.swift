// SPDX-License-Identifier: Apache-2.0

/// Who somebody is to Windows: `S-1-5-21-…`. [MS-DTYP] 2.4.2
package struct SID: Hashable, Sendable {
    package static let maximumSubAuthorityCount = 15

    /// 48 bits.
    package let identifierAuthority: UInt64
    package let subAuthorities: [UInt32]

    /// What the specification has no room for is cut off.
    package init(authority: UInt64, _ subAuthorities: [UInt32]) {
        self.identifierAuthority = authority & 0xFFFF_FFFF_FFFF
        self.subAuthorities = Array(subAuthorities.prefix(Self.maximumSubAuthorityCount))
    }

    package static let everyone = SID(authority: 1, [0])
    package static let creatorOwner = SID(authority: 3, [0])
    package static let creatorGroup = SID(authority: 3, [1])
    package static let anonymous = SID(authority: 5, [7])
    package static let authenticatedUsers = SID(authority: 5, [11])
    package static let localSystem = SID(authority: 5, [18])
    package static let administrators = SID(authority: 5, [32, 544])

    // A POSIX identity that has no Windows account, as Samba has made known.
    package static func unixUser(_ identifier: UInt32) -> SID { SID(authority: 22, [1, identifier]) }
    package static func unixGroup(_ identifier: UInt32) -> SID { SID(authority: 22, [2, identifier]) }
}

extension SID {
    package init(decoding reader: inout WireReader) throws(WireError) {
        guard try reader.u8("Revision") == 1 else { throw reader.failure(.value, "Revision") }
        let count = Int(try reader.u8("SubAuthorityCount"))
        guard count <= Self.maximumSubAuthorityCount else { throw reader.failure(.value, "SubAuthorityCount") }
        var authority: UInt64 = 0
        for _ in 0..<6 { authority = authority << 8 | UInt64(try reader.u8("IdentifierAuthority")) }
        var subAuthorities: [UInt32] = []
        for _ in 0..<count { subAuthorities.append(try reader.u32("SubAuthority")) }
        self.init(authority: authority, subAuthorities)
    }

    package func encode(into writer: inout WireWriter) {
        writer.u8(1)
        writer.u8(UInt8(clamping: self.subAuthorities.count))
        for shift in stride(from: 40, through: 0, by: -8) {
            writer.u8(UInt8(truncatingIfNeeded: self.identifierAuthority >> UInt64(shift)))
        }
        for part in self.subAuthorities { writer.u32(part) }
    }
}

extension SID: CustomStringConvertible {
    package var description: String {
        let authority =
            self.identifierAuthority >> 32 == 0
            ? String(self.identifierAuthority) : "0x" + String(self.identifierAuthority, radix: 16)
        return (["S-1", authority] + self.subAuthorities.map { String($0) }).joined(separator: "-")
    }

    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts.count <= 3 + Self.maximumSubAuthorityCount, parts[0] == "S" || parts[0] == "s", parts[1] == "1"
        else { return nil }
        let authority = parts[2].hasPrefix("0x") ? UInt64(parts[2].dropFirst(2), radix: 16) : UInt64(parts[2])
        let subAuthorities = parts[3...].compactMap { UInt32($0) }
        guard let authority, authority < 1 << 48, subAuthorities.count == parts.count - 3 else { return nil }
        self.init(authority: authority, subAuthorities)
    }
}
