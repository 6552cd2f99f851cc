// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import SMBSettings

extension AuditRule {
    /// 3027: the client was offered signing and does not ask for it in SESSION_SETUP_ANDX. Without the offer its silence is no answer, and
    /// nothing is said. Anonymous sessions and guests are judged as in 3021.
    static let smb1ClientLacksSigning = AuditRule(isEnabled: \.auditsSigning) { observation, settings in
        guard case .logon(let logon) = observation.fact, let claims = logon.smb1, logon.kind != .anonymous, claims.signingWasOffered,
            claims.stance == .declined
        else { return nil }
        return AuditEvent(
            id: EventID.smb1ClientLacksSigning,
            fields: .clientName(observation.client) + [EventField("ServerRequiresSigning", .boolean(settings.requiresSigning))],
            extra: .evidence(observation.client, logon))
    }
}
