// SPDX-License-Identifier: Apache-2.0
import SMBAuth

extension AuditRule {
    /// 60003, a record of ours: somebody answered the challenge with NTLMv1 or LM, which is not even looked at. Who it was is not known.
    static let legacyAnswerRefused = AuditRule { observation, _ in
        guard case .logonFailed(let failure) = observation.fact, let answer = failure.legacyAnswer else { return nil }
        return AuditEvent(
            id: EventID.legacyAnswerRefused,
            fields: .clientName(observation.client) + .userName(failure.claimedUser) + [EventField("Answer", .unicode(answer))],
            extra: observation.client.workstation.isEmpty
                ? [] : [EventField("workstation", .unicode(observation.client.workstation))])
    }
}

extension FailedLogonFact {
    /// What the logon was tried with where that was older than NTLMv2.
    package var legacyAnswer: String? {
        switch self.reason {
        case String(describing: AuthenticationFailure.Reason.ntlmv1Refused): "NTLMv1"
        case String(describing: AuthenticationFailure.Reason.lmRefused): "LM"
        case _: nil
        }
    }
}
