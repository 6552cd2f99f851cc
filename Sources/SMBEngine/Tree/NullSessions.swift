// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBSettings
import SMBWire

/// What anonymous sessions may reach besides IPC$ itself, which everybody may connect to.
extension Settings {
    /// Without RestrictNullSessAccess they are guests, so that a share must welcome those too. Where every session has to be safe from
    /// relay they get no share at all.
    func letsNullSessions(into share: ShareDefinition) -> Bool {
        guard !self.isolatesUnproven, share.allowsGuest else { return false }
        return !self.restrictsNullSessions || Self.lists(self.nullSessionShares, share.name)
    }

    func letsNullSessions(open pipe: String) -> Bool { !self.restrictsNullSessions || Self.lists(self.nullSessionPipes, pipe) }

    private static func lists(_ names: [String], _ name: String) -> Bool {
        let name = name.lowercased()
        return names.contains { $0.lowercased() == name }
    }
}

extension ConnectionMachine {
    /// What a session's principal may do on a share.
    func right(of principal: Principal, on share: ShareDefinition) -> ShareRight {
        switch principal.kind {
        case .user, .guest:
            return share.right(of: principal)
        case .anonymous:
            guard self.server.settings.value.letsNullSessions(into: share) else { return .none }
            var guest = principal
            guest.kind = .guest
            return share.right(of: guest)
        }
    }

    func refuseNullSession(_ name: String, of session: Session) {
        guard session.principal.kind == .anonymous else { return }
        self.observe(.nullSessionRefused(name: name), workstation: session.workstation)
    }
}
