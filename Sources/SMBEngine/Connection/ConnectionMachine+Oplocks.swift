// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension ConnectionMachine {
    /// Tells the client what is left of its oplock, and waits for its answer no longer than others can be made to wait.
    /// [MS-SMB2] 3.3.4.6, [MS-CIFS] 3.3.4.2
    func oplockBroken(_ token: Token, _ level: OplockLevel, _ needsAcknowledgment: Bool) {
        guard let (session, open) = self.oplocks[token] else { return }
        if needsAcknowledgment {
            self.actions.append(.startTimer(milliseconds: ConnectionLimits.oplockBreakMilliseconds, token))
        }
        if let smb1 = self.smb1 {
            smb1.sendOplockBreak(of: open, to: level)
        } else {
            self.sendOplockBreak(of: open, in: session, to: level)
        }
    }

    /// The client answers a break.
    func acknowledgeBreak(of open: Open, keeping level: OplockLevel) throws(NTStatus) {
        guard let token = open.oplockToken, case .file(_, let registration) = open.object else { throw .invalidOplockProtocol }
        self.actions.append(.stopTimer(token))
        try self.server.opens.acknowledgeBreak(registration, keeping: level)
    }

    /// The open closes, and its oplock goes with it.
    func endOplock(of open: Open) {
        guard let token = open.oplockToken else { return }
        open.oplockToken = nil
        self.oplocks[token] = nil
        self.actions.append(.stopTimer(token))
    }
}
