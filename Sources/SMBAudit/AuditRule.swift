// SPDX-License-Identifier: Apache-2.0
package import SMBSettings

/// A judgement: when it is asked for, and what it makes of an observation.
package struct AuditRule: Sendable {
    let isEnabled: @Sendable (Settings) -> Bool
    /// The event, or nil where the observation gives no cause.
    let judge: @Sendable (Observation, Settings) -> AuditEvent?

    init(
        isEnabled: @escaping @Sendable (Settings) -> Bool = { _ in true }, judge: @escaping @Sendable (Observation, Settings) -> AuditEvent?
    ) {
        self.isEnabled = isEnabled
        self.judge = judge
    }

    static let all: [AuditRule] = [
        .clientLacksSigning, .smb1ClientLacksSigning, .clientLacksEncryption, .insecureGuest, .spnAbsent, .spnUnrecognized, .spnEmpty,
        .logonRefused,
        .relayProtectionRefused, .logonFailed, .smb1Refused, .smb1Access, .dialectOutsideRange, .negotiateRefused, .badSignature,
        .unsignedWhereDue, .unencryptedAccess, .decryptionFailed, .negotiateValidationFailed, .negotiateNotValidated, .nullSessionRefused,
        .trialEnded, .legacyAnswerRefused, .challengeRewritten, .ntlmUsed, .ntlmRefused,
    ]
}

/// The events that an observation gives cause for. Enforcement reads the same observation, so the two cannot disagree.
package func audit(_ observation: Observation, under settings: Settings) -> [AuditEvent] {
    AuditRule.all.compactMap { rule in
        rule.isEnabled(settings) ? rule.judge(observation, settings) : nil
    }
}
