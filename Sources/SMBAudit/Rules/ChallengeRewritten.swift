// SPDX-License-Identifier: Apache-2.0
import SMBSettings

extension AuditRule {
    /// 60004, a record of ours: what the client proved to have seen is not the challenge that was sent. Said at every level.
    static let challengeRewritten = AuditRule { observation, settings in
        guard let logon = observation.provenLogon, logon.challengeWasRewritten else { return nil }
        return AuditEvent(
            id: EventID.challengeRewritten,
            fields: .clientName(observation.client) + .userName(logon.user) + [
                EventField("SessionID", .hexInt64(logon.sessionID)), EventField("SPN", .unicode(logon.spn.spn ?? "")), .policy(settings),
            ],
            extra: .evidence(observation.client, logon))
    }
}
