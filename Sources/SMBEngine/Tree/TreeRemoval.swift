// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension ConnectionMachine {
    /// Closes what was opened through a tree and forgets it. [MS-SMB2] 3.3.4.14
    func end(_ tree: Tree, of session: Session) {
        for open in Array(session.opens.values) where open.tree === tree { self.close(open, of: session) }
        session.trees[tree.id] = nil
    }

    /// Ends the trees of shares that are gone, or that give their user another right now, or are encrypted now: what was granted must not outlive
    /// the grant.
    func endStaleTrees(of id: UInt64) {
        guard let session = self.sessions[id] else { return }
        let shares = self.server.shares.value
        for tree in Array(session.trees.values) {
            guard case .files(let share) = tree.target else { continue }
            if let now = shares[share.name], now.store === share.store, self.right(of: session.principal, on: now) == tree.right,
                now.encryptsData == share.encryptsData, self.smb1 == nil || now.speaksSMB1
            {
                continue
            }
            self.end(tree, of: session)
        }
    }
}
