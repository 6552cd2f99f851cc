// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import SMBSettings

extension AuditRule {
    /// 3021: the client advertises signing neither in NEGOTIATE nor in SESSION_SETUP. Anonymous sessions have no key and are not judged;
    /// a guest is, under the name it claimed.
    static let clientLacksSigning = AuditRule(isEnabled: \.auditsSigning) { observation, settings in
        guard case .logon(let logon) = observation.fact, logon.smb1 == nil, logon.kind != .anonymous, logon.signingModes.isEmpty else {
            return nil
        }
        return AuditEvent(
            id: EventID.clientLacksSigning,
            fields: .clientName(observation.client) + .userName(logon.user) + [
                EventField("ServerRequiresSigning", .boolean(settings.requiresSigning))
            ],
            extra: .evidence(observation.client, logon))
    }
}
