// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension TreeContext {
    /// [MS-SMB2] 3.3.5.20.3
    func querySecurity(
        _ parts: SecurityInformation, of open: Open, limit: Int, into reply: inout WireWriter, base: Int
    ) throws(NTStatus) -> Outcome {
        let file = try open.file(orThrow: .notSupported)
        // Auditing is nobody's to read over the network: no open has ACCESS_SYSTEM_SECURITY.
        guard !parts.contains(.sacl) else { throw .accessDenied }
        try open.require(anyOf: .readControl)
        let descriptor = self.securityDescriptor(of: try file.handle.metadata()).restricted(to: parts)

        let payload = SMB2.QueryInfoResponse.begin(in: &reply, base: base)
        let start = payload.start
        descriptor.encode(into: &reply)
        let size = payload.finish(in: &reply)
        guard size > limit else { return .replied }
        // "STATUS_BUFFER_TOO_SMALL … ErrorData … the number of bytes needed": clients ask for 0 bytes first.
        reply.truncate(to: min(start, base + SMB2.Header.size))
        SMB2.ErrorResponse(size: size, contexts: self.connection.agreement?.dialect == .smb3_1_1).encode(into: &reply, base: base)
        return .repliedWith(.bufferTooSmall)
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

extension SMB2.ErrorResponse {
    /// [MS-SMB2] 2.2.2.2: in 3.1.1 the data is wrapped in an error context.
    fileprivate init(size: Int, contexts: Bool) {
        var writer = WireWriter()
        if contexts {
            writer.u32(4)
            writer.u32(0)
        }
        writer.u32(UInt32(clamping: size))
        self.init(errorContextCount: contexts ? 1 : 0, errorData: writer.buffer)
    }
}
