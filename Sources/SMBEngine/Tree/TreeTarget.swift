// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import SMBWire

extension ConnectionMachine {
    /// What a share's name stands for, and what the session may do there; nothing at all is ACCESS_DENIED.
    func target(named name: String, for session: Session) throws(NTStatus) -> (Tree.Target, ShareRight) {
        if name.lowercased() == "ipc$" { return (.pipes, .read) }
        guard let share = self.server.shares.value[name] else { throw .badNetworkName }
        let right = self.right(of: session.principal, on: share)
        guard right > .none else {
            self.refuseNullSession(share.name, of: session)
            throw .accessDenied
        }
        return (.files(share), right)
    }
}
