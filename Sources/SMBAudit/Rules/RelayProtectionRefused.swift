// SPDX-License-Identifier: Apache-2.0

extension AuditRule {
    /// 60011, a record of ours beside 551: RequireRelayProtection turned a proven logon away, or in SMB1 RequireSecuritySignature did.
    static let relayProtectionRefused = AuditRule { observation, _ in
        guard case .logon(let logon) = observation.fact, let refusal = logon.refusal, Self.isRelayProtection(refusal) else { return nil }
        return AuditEvent(
            id: EventID.relayProtectionRefused,
            fields: .clientName(observation.client) + .userName(logon.user) + .clientAddress(observation) + [
                EventField("SessionID", .hexInt64(logon.sessionID)),
                EventField("Reason", .unicode(refusal.rawValue)),
            ],
            extra: .evidence(observation.client, logon))
    }

    private static func isRelayProtection(_ refusal: LogonRefusal) -> Bool {
        switch refusal {
        case .relayProtection, .rewrittenChallenge, .anothersKey: true
        case .level, .encryption: false
        }
    }
}
