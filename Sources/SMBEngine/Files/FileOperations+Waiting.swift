// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension FileOperations {
    /// Puts an open into the table, or throws RETRY once the command waits for who is in the way.
    func admit(_ candidate: OpenCandidate, to identity: FileIdentity, isDirectory: Bool = false) throws(NTStatus) -> (
        OpenRegistration, OplockLevel
    ) {
        var candidate = candidate
        candidate.patience = self.connection.patience()
        // Nobody lets go of a directory in a moment.
        if isDirectory { candidate.patience?.outwaitsSharing = false }
        switch try self.server.opens.admit(candidate, to: identity) {
        case .registered(let registration, let level): return (registration, level)
        case .waiting(let ticket, let obstacle):
            self.connection.attempt.wait(ticket, for: identity, obstacle)
            throw .retry
        }
    }

    func wish(_ request: OpenRequest, _ token: Token) -> OpenCandidate.OplockWish? {
        guard request.oplock > .none else { return nil }
        return OpenCandidate.OplockWish(
            level: request.oplock, takesLevelII: request.takesLevelII, token: token, mailbox: self.connection.mailbox)
    }
}
