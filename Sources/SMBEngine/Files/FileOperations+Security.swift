// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAuth
import SMBWire

/// Who may do what with a file. The share's rights are the upper bound, always; a descriptor that was stored with the file narrows them.
/// A file without one is governed by its share alone.
extension FileOperations {
    /// [MS-FSA] 2.1.5.14
    func securityDescriptor(_ parts: SecurityInformation, of open: Open) throws(NTStatus) -> SecurityDescriptor {
        let file = try open.file(orThrow: .notSupported)
        // Auditing is nobody's to read over the network: no open has ACCESS_SYSTEM_SECURITY.
        guard !parts.contains(.sacl) else { throw .accessDenied }
        try open.require(anyOf: .readControl)
        return try self.currentDescriptor(of: file).restricted(to: parts)
    }

    /// [MS-FSA] 2.1.5.17
    func setSecurity(_ parts: SecurityInformation, _ bytes: ByteBuffer, of open: Open) throws(NTStatus) {
        let file = try open.file(orThrow: .notSupported)
        guard self.tree.canWrite, !parts.contains(.sacl) else { throw .accessDenied }
        if !parts.isDisjoint(with: [.owner, .group]) { try open.require(anyOf: .writeOwner) }
        if parts.contains(.dacl) { try open.require(anyOf: .writeDAC) }
        let given = try Self.descriptor(bytes)
        var descriptor = try self.currentDescriptor(of: file)
        if parts.contains(.owner) {
            guard let owner = given.owner else { throw .invalidOwner }
            try self.verify(owner: owner)
            descriptor.owner = owner
        }
        if parts.contains(.group) {
            guard let group = given.group else { throw .invalidParameter }
            descriptor.group = group
        }
        if parts.contains(.dacl) {
            descriptor.dacl = given.dacl == .absent ? .null : given.dacl.mapped
            descriptor.control = given.keptControl
        }
        try file.handle.setSecurityDescriptor(descriptor)
    }

    /// A descriptor as a client sends it.
    static func descriptor(_ bytes: ByteBuffer) throws(NTStatus) -> SecurityDescriptor {
        guard bytes.readableBytes <= SecurityDescriptor.maximumSize else { throw .invalidSecurityDescriptor }
        var reader = WireReader(bytes)
        do {
            return try SecurityDescriptor(decoding: &reader)
        } catch {
            throw .invalidSecurityDescriptor
        }
    }

    /// Ownership is taken, not given away, except by administrators. [MS-FSA] 2.1.5.17
    func verify(owner: SID) throws(NTStatus) {
        let token = self.token
        guard token.isAdministrator || token.sids.contains(owner) else { throw .invalidOwner }
    }

    private func currentDescriptor(of file: OpenFile) throws(NTStatus) -> SecurityDescriptor {
        if let stored = try file.handle.securityDescriptor() { return stored }
        return self.derivedDescriptor(of: try file.handle.metadata())
    }

    /// Where nothing was set the list says what the share grants. Whoever may do everything there is as good as the owner; to others the
    /// owner is that of the POSIX file.
    private func derivedDescriptor(of metadata: FileMetadata) -> SecurityDescriptor {
        let flags: AccessControlEntry.Flags = metadata.isDirectory ? [.objectInherit, .containerInherit] : []
        let isOwner = self.tree.canWrite && self.session.principal.kind == .user
        return SecurityDescriptor(
            control: .daclProtected, owner: isOwner ? self.token.user : .unixUser(metadata.owner), group: .unixGroup(metadata.group),
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

// MARK: - What may be done

extension FileOperations {
    /// The most that an open of this file can be granted.
    func maximalAccess(to opened: StoreOpened) -> AccessMask {
        let share = self.tree.maximalAccess
        guard let descriptor = opened.securityDescriptor else { return share }
        return AccessCheck(descriptor, self.token).granted(of: share, in: { Self.folderDescriptor(of: opened.handle) })
    }

    /// A folder whose descriptor cannot be had grants nothing: "none was set" is for the store to say.
    private static func folderDescriptor(of handle: any FileHandle) -> SecurityDescriptor? {
        do {
            return try handle.folderSecurityDescriptor()
        } catch {
            return SecurityDescriptor(owner: nil, group: nil, dacl: .entries([]))
        }
    }

    /// What a privilege gives whoever asks for it by name, whatever the file's descriptor says: administrators take ownership.
    var privilegedAccess: AccessMask {
        self.token.isAdministrator ? self.tree.maximalAccess.intersection(.writeOwner) : []
    }

    /// What the store asks before it creates something: whether the folder lets that happen, and what the new descriptor is.
    func admission(_ plan: CreatePlan) throws(NTStatus) -> StoreOpen.Admission? {
        guard plan.creation != .openExisting else { return nil }
        let given = plan.securityDescriptor
        let isDirectory = plan.options.contains(.directoryFile)
        if let owner = given?.owner { try self.verify(owner: owner) }
        let token = self.token
        return { folder throws(NTStatus) in
            if let folder {
                let right: AccessMask = isDirectory ? .addSubdirectory : .addFile
                guard AccessCheck(folder, token).granted(of: right) == right else { throw .accessDenied }
            }
            return Inheritance(folder: folder, token: token, isDirectory: isDirectory).descriptor(given: given)
        }
    }

    /// Opens a folder on the way to what was asked for, if the caller has this right on it.
    func folder(_ path: StorePath, granting right: AccessMask, reads: Bool = false) throws(NTStatus) -> OpenFile {
        let opened = try self.share().store.open(
            StoreOpen(path: path, creation: .openExisting, kind: .directory, reads: reads, writes: false))
        let folder = OpenFile(opened.handle)
        guard self.maximalAccess(to: opened).contains(right) else { throw .accessDenied }
        return folder
    }

    /// Before a name is added to a folder. One that is not there is for the store to tell.
    func verifyAdding(to folder: StorePath, isDirectory: Bool) throws(NTStatus) {
        do {
            _ = try self.folder(folder, granting: isDirectory ? .addSubdirectory : .addFile)
        } catch {
            switch error {
            case .objectNameNotFound, .objectPathNotFound, .notADirectory: return
            default: throw error
            }
        }
    }
}
