// SPDX-License-Identifier: Apache-2.0
import SMBSettings

extension AuditRule {
    /// 3025: an SPN came that is not ours, by its class, its principal or both.
    static let spnUnrecognized = AuditRule(isEnabled: \.auditsSPN) { observation, settings in
        guard let logon = observation.provenLogon, case .unrecognized(let spn, let classIsValid, let principalIsValid) = logon.spn else {
            return nil
        }
        return AuditEvent(
            id: EventID.spnUnrecognized,
            fields: .clientName(observation.client) + [
                EventField("SPN", .unicode(spn)),
                EventField("ServiceClassIsValid", .boolean(classIsValid)),
                EventField("PrincipalNameIsValid", .boolean(principalIsValid)),
                .policy(settings),
            ],
            extra: .evidence(observation.client, logon))
    }
}
