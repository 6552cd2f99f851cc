// SPDX-License-Identifier: Apache-2.0
import SMBSettings

extension AuditRule {
    /// 3024: no SPN came, or one that the client itself does not trust.
    static let spnAbsent = AuditRule(isEnabled: \.auditsSPN) { observation, settings in
        guard let logon = observation.provenLogon, case .absent(let status) = logon.spn else { return nil }
        return AuditEvent(
            id: EventID.spnAbsent,
            fields: .clientName(observation.client) + [EventField("Status", .hexInt32(status)), .policy(settings)],
            extra: .evidence(observation.client, logon))
    }
}
