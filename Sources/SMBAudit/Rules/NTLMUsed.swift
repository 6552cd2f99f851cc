// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import SMBSettings
import SMBWire

extension AuditRule {
    /// 60020, a record of ours: a user logged on by NTLM. Who still does must change before NTLM can be switched off.
    static let ntlmUsed = AuditRule(isEnabled: \.auditsNTLM) { observation, _ in
        guard let logon = observation.provenLogon, logon.mechanism.isNTLM else { return nil }
        return AuditEvent(
            id: EventID.ntlmUsed, fields: .clientName(observation.client) + .userName(logon.user),
            extra: .evidence(observation.client, logon))
    }

    /// 60021, a record of ours: a client began with NTLM and was refused before any challenge, so nobody knows who it was.
    static let ntlmRefused = AuditRule { observation, _ in
        guard case .logonFailed(let failure) = observation.fact, failure.status == .ntlmBlocked else { return nil }
        return AuditEvent(id: EventID.ntlmRefused, fields: .clientName(observation.client) + .clientAddress(observation))
    }
}
