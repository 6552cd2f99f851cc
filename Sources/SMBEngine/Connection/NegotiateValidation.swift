// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBWire

extension ConnectionMachine {
    /// Notes once that work begins on a connection of 3.0 or 3.0.2 which nobody validated. It is not refused: some clients never validate,
    /// and one that somebody keeps from it ends the connection itself when no answer comes. [MS-SMB2] 3.2.5.5, 3.3.5.15.12
    func noteMissingValidation(_ session: Session, _ header: SMB2.Header) {
        guard self.awaitsValidation, session.principal.kind == .user, header.command != .ioControl, header.command != .treeDisconnect
        else { return }
        self.awaitsValidation = false
        let request = RequestFact(
            sessionID: session.id, user: session.principal.userName, command: header.command.rawValue, messageID: header.messageID)
        self.observe(.negotiateNotValidated(request), workstation: session.workstation)
    }
}

extension SMB2.Dialect {
    /// 3.1.1 has the pre-authentication hash instead, and 2.x clients validate only where they offered 3.x as well.
    var needsValidation: Bool { self == .smb3_0 || self == .smb3_0_2 }
}
