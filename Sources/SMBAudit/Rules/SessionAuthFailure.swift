// SPDX-License-Identifier: Apache-2.0
import SMBSettings
import SMBWire

/// 551: somebody asked for a session and got none.
extension AuditRule {
    /// The logon was proven and turned away. No lockout counts it.
    static let logonRefused = AuditRule { observation, settings in
        guard case .logon(let logon) = observation.fact, let refusal = logon.refusal ?? (logon.refusedByLevel ? .level : nil) else {
            return nil
        }
        return Self.sessionAuthFailure(
            observation, logon.sessionID, .accessDenied, user: logon.user, spn: logon.spn.spn ?? "", Self.code(refusal), settings,
            extra: .evidence(observation.client, logon) + [EventField("refusal", .unicode(refusal.rawValue))])
    }

    /// The logon failed: what it claims is a stranger's word. The SPN was not read, and would prove nothing.
    static let logonFailed = AuditRule { observation, settings in
        guard case .logonFailed(let failed) = observation.fact else { return nil }
        var extra = [EventField("reason", .unicode(failed.reason))]
        if !failed.claimedDomain.isEmpty { extra.append(EventField("domain", .unicode(failed.claimedDomain))) }
        if !observation.client.workstation.isEmpty { extra.append(EventField("workstation", .unicode(observation.client.workstation))) }
        return Self.sessionAuthFailure(
            observation, failed.sessionID, failed.status, user: failed.claimedUser, spn: "", 0, settings, extra: extra)
    }

    /// Windows' values of ReasonCode are not published; these are ours.
    private static func code(_ refusal: LogonRefusal) -> UInt32 {
        switch refusal {
        case .level: 1
        case .relayProtection: 2
        case .rewrittenChallenge: 3
        case .encryption: 4
        case .anothersKey: 5
        }
    }

    private static func sessionAuthFailure(
        _ observation: Observation, _ sessionID: UInt64, _ status: NTStatus, user: String, spn: String, _ code: UInt32,
        _ settings: Settings,
        extra: [EventField]
    ) -> AuditEvent {
        AuditEvent(
            id: EventID.sessionAuthFailure,
            fields: [
                EventField("SessionGUID", .guid(Self.sessionGUID(sessionID))),
                EventField("ConnectionGUID", .guid("{\(observation.connection.id)}")),
                EventField("Status", .hexInt32(status.rawValue)),
                EventField("TranslatedStatus", .hexInt32(status.rawValue)),
            ] + .clientAddress(observation) + [EventField("SessionId", .hexInt64(sessionID))] + .userName(user)
                + .clientName(observation.client) + [
                    EventField("SPN", .unicode(spn)),
                    .policy(settings),
                    EventField("ReasonCode", .uint32(code)),
                ],
            extra: extra)
    }

    /// Sessions have no GUID here; their number makes one that is as unique.
    private static func sessionGUID(_ sessionID: UInt64) -> String { "{\(GUID(low: 0, high: sessionID.byteSwapped))}" }
}
