// SPDX-License-Identifier: Apache-2.0
import SMBSettings
import SMBWire

/// What the checks common to all commands have proved before a handler runs: a session, and for `tree` commands a tree.
///
/// Handlers are extensions of these, one file per command. A handler decodes nothing and checks no signature; it writes its response
/// body with `reply` at `base` (the index of its header in the reply), or throws the status.
struct SessionContext {
    let connection: ConnectionMachine
    let session: Session
    let header: SMB2.Header

    var server: ServerState { self.connection.server }
}

/// A session, and a tree of it that the request names.
struct TreeContext {
    let connection: ConnectionMachine
    let session: Session
    let tree: Tree
    let header: SMB2.Header

    var server: ServerState { self.connection.server }

    /// What all dialects do with the tree's files.
    var files: FileOperations { FileOperations(connection: self.connection, session: self.session, tree: self.tree) }

    /// The open that the request names. [MS-SMB2] 3.3.5.10 and its like: FILE_CLOSED otherwise.
    func open(_ file: SMB2.FileID) throws(NTStatus) -> Open {
        guard let open = self.session.opens[file.volatile], open.id == file, open.tree === self.tree else { throw .fileClosed }
        return open
    }
}
