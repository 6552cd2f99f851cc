// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// An open file, directory or pipe of one session. [MS-SMB2] 3.3.1.10
final class Open {
    enum Object {
        case file(any FileHandle)
        case pipe(Pipe)
    }

    let id: SMB2.FileID
    let tree: Tree
    let object: Object
    /// The access that was granted, generic bits expanded.
    let access: AccessMask
    /// Its row in the table that all connections share; nil for pipes.
    let registration: OpenRegistration?
    let options: SMB2.CreateOptions
    /// The name as the client spelt it, below the share, for answers and notices.
    let path: StorePath
    var scan: DirectoryProgress?
    var watch: NotifyState?
    var resumeKey: Bool = false

    init(
        id: SMB2.FileID, tree: Tree, object: Object, access: AccessMask, registration: OpenRegistration?, options: SMB2.CreateOptions,
        path: StorePath
    ) {
        self.id = id
        self.tree = tree
        self.object = object
        self.access = access
        self.registration = registration
        self.options = options
        self.path = path
    }
}
