// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// A tree connect: one session's way into one share. Lives on its connection's loop.
final class Tree {
    enum Target {
        case files(ShareDefinition)
        /// IPC$: named pipes only.
        case pipes
    }

    let id: UInt32
    let target: Target
    let right: ShareRight

    init(id: UInt32, target: Target, right: ShareRight) {
        self.id = id
        self.target = target
        self.right = right
    }

    /// The share, if its files may be reached encrypted only.
    var encryptedShare: ShareDefinition? {
        if case .files(let share) = self.target, share.encryptsData { return share }
        return nil
    }

    var canWrite: Bool { self.right == .write }
    /// The most that an open on this tree can be granted. [MS-SMB2] 2.2.10 MaximalAccess
    var maximalAccess: AccessMask {
        switch self.right {
        case .none: []
        case .read: [.readData, .readEA, .execute, .readAttributes, .readControl, .synchronize]
        case .write: .fileAll
        }
    }
}
