// SPDX-License-Identifier: Apache-2.0
import SMBSettings

extension AuditRule {
    /// 3026: the client can send an SPN and chose not to.
    static let spnEmpty = AuditRule(isEnabled: \.auditsSPN) { observation, settings in
        guard let logon = observation.provenLogon, logon.spn == .empty else { return nil }
        return AuditEvent(
            id: EventID.spnEmpty, fields: .clientName(observation.client) + [.policy(settings)],
            extra: .evidence(observation.client, logon))
    }
}
