// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// An open file, directory or pipe of one session. [MS-SMB2] 3.3.1.10
///
/// Lives on its connection's loop; what others must know of it lies in `OpenTable`, under `registration`.
final class Open {
    enum Object {
        case file(OpenFile, OpenRegistration)
        case pipe(Pipe)
    }

    let id: SMB2.FileID
    let tree: Tree
    let object: Object
    /// The access that was granted, generic bits expanded.
    let access: AccessMask
    let options: CreateOptions
    /// The name as the client spelt it, below the share.
    var path: StorePath
    /// What is open of the file, unless it is the file itself.
    var stream: OpenStream?
    /// Where QUERY_DIRECTORY stands.
    var listing: DirectoryListing?
    /// What CHANGE_NOTIFY began.
    var watch: DirectoryWatch?
    /// Breaks of its oplock come with this token.
    var oplockToken: Token?
    /// Where the lock began that an SMB1 client could not have last.
    var lastLockFailure: UInt64?
    /// The process that opened it in a mode of DOS, and may do so again.
    var sharingProcess: UInt32?
    /// Where SEEK stands, which nothing but SEEK knows.
    var seekPosition: UInt64 = 0
    /// FilePositionInformation: where the last READ ended. It can be set and asked for; nothing here reads from it.
    var position: UInt64 = 0
    /// Set once FSCTL_SRV_REQUEST_RESUME_KEY was asked: only then may the open be the source of a server-side copy.
    var hasResumeKey = false

    init(id: SMB2.FileID, tree: Tree, object: Object, access: AccessMask, options: CreateOptions, path: StorePath) {
        self.id = id
        self.tree = tree
        self.object = object
        self.access = access
        self.options = options
        self.path = path
    }
}

extension Open {
    /// The file or directory. On a pipe, what only files have does not exist (CVE-2022-32230).
    func file(orThrow status: NTStatus = .invalidParameter) throws(NTStatus) -> OpenFile {
        guard case .file(let file, _) = self.object else { throw status }
        return file
    }

    func registration(orThrow status: NTStatus = .invalidParameter) throws(NTStatus) -> OpenRegistration {
        guard case .file(_, let registration) = self.object else { throw status }
        return registration
    }

    /// The file, opened with at least one of these rights.
    func file(withAnyOf rights: AccessMask) throws(NTStatus) -> OpenFile {
        let file = try self.file()
        try self.require(anyOf: rights)
        return file
    }

    func require(anyOf rights: AccessMask) throws(NTStatus) {
        guard !self.access.isDisjoint(with: rights) else { throw .accessDenied }
    }

    /// `clientName` as the store spells it now.
    var storedName: String {
        guard self.stream == nil, case .file(let file, _) = self.object, let path = try? file.handle.currentPath() else {
            return self.clientName
        }
        return path.clientName
    }

    /// The name below the share as clients write it, with that of the stream.
    var clientName: String {
        guard let stream = self.stream else { return self.path.clientName }
        return self.path.clientName + ":" + stream.name
    }

    var writesThrough: Bool { self.options.contains(.writeThrough) }
}
