// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// What the commands of every dialect do with the files of a share, in the terms of [MS-FSA]. A dialect's handler puts its request into
/// these terms, and what comes of it into its own words.
struct FileOperations {
    let connection: ConnectionMachine
    let session: Session
    let tree: Tree
    /// Whose locks count as its own: SMB1 tells the processes of a client apart.
    var process: UInt32 = 0

    var server: ServerState { self.connection.server }

    /// The share's files, or NOT_SUPPORTED on IPC$.
    func share() throws(NTStatus) -> ShareDefinition {
        switch self.tree.target {
        case .files(let share): return share
        case .pipes: throw .notSupported
        }
    }
}
