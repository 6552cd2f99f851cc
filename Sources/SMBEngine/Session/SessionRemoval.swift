// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBWire

extension ConnectionMachine {
    /// Closes all that hangs on a session and forgets it. [MS-SMB2] 3.3.4.12
    func remove(_ session: Session) {
        guard self.sessions.removeValue(forKey: session.id) != nil else { return }
        self.logons[session.id] = nil
        for open in Array(session.opens.values) { self.close(open, of: session) }
        session.trees = [:]
        self.smb1?.forget(session)
        self.server.sessions.remove(session.id)
        self.trialSessionEnded(session)
        self.observe(.sessionEnded(sessionID: session.id, session.signatures + session.contradictions), workstation: session.workstation)
    }

    /// A session that was replaced by its user's next logon, or that an administrator closed. [MS-SMB2] 3.3.4.12
    func endSession(_ id: UInt64, _ reason: SessionEnd) {
        guard let session = self.sessions[id] else { return }
        self.trialInterrupted(session)
        self.remove(session)
        // The challenge of SMB1 is the connection's: whoever relayed the answer to it could send the same one again. [MS-CIFS] 3.3.5.42
        if self.smb1 != nil, reason != .replaced { self.disconnect(.sessionClosed) }
    }
}
