// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import SMBSettings

extension AuditRule {
    /// 3023: somebody unknown was let in as guest. A guest's session can be neither signed nor encrypted.
    static let insecureGuest = AuditRule(isEnabled: \.auditsInsecureGuest) { observation, _ in
        guard case .logon(let logon) = observation.fact, logon.kind == .guest, logon.refusal == nil, !logon.refusedByLevel else {
            return nil
        }
        return AuditEvent(
            id: EventID.insecureGuest, fields: .clientName(observation.client), extra: .evidence(observation.client, logon))
    }
}
