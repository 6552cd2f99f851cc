// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension FileOperations {
    /// What a file says of who may do what with it. [MS-FSA] 2.1.5.14
    func securityDescriptor(_ parts: SecurityInformation, of open: Open) throws(NTStatus) -> SecurityDescriptor {
        let file = try open.file(orThrow: .notSupported)
        // Auditing is nobody's to read over the network: no open has ACCESS_SYSTEM_SECURITY.
        guard !parts.contains(.sacl) else { throw .accessDenied }
        try open.require(anyOf: .readControl)
        return self.securityDescriptor(of: try file.handle.metadata()).restricted(to: parts)
    }

    /// What decides here is the share, not the file: the list says what the share grants. Owner and group are those of the file.
    private func securityDescriptor(of metadata: FileMetadata) -> SecurityDescriptor {
        let flags: AccessControlEntry.Flags = metadata.isDirectory ? [.objectInherit, .containerInherit] : []
        return SecurityDescriptor(
            control: .daclProtected, owner: .unixUser(metadata.owner), group: .unixGroup(metadata.group),
            dacl: .entries([AccessControlEntry(.accessAllowed, self.grantee, self.tree.maximalAccess, flags: flags)]))
    }

    /// Every user of the server, or, where the share names its users, the one who asks: others' rights are not this user's business.
    private var grantee: SID {
        guard case .files(let share) = self.tree.target, share.readers == nil, share.writers == nil else {
            return .account(self.session.principal.relativeID, of: self.server.guid)
        }
        return .authenticatedUsers
    }
}

extension SID {
    /// An account of this server, in a domain of its own that is made of the server's GUID.
    fileprivate static func account(_ relativeID: UInt32, of server: GUID) -> SID {
        var writer = WireWriter()
        server.encode(into: &writer)
        let words = (0..<3).map { writer.buffer.getInteger(at: $0 * 4, endianness: .little, as: UInt32.self) ?? 0 }
        return SID(authority: 5, [21] + words + [relativeID])
    }
}
