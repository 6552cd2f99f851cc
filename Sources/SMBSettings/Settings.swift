// SPDX-License-Identifier: Apache-2.0

/// The values in force, each resolved from its layers. `Settings()` holds the built-in defaults.
///
/// The names of the registry stand in `SettingKey.all`; here are the names that code reads.
package struct Settings: Hashable, Sendable {
    // Signing
    package var requiresSigning = false
    package var requiresRelayProtection = false
    package var offersSMB1Signing = true

    // Encryption
    package var encryptsData = false
    package var rejectsUnencryptedAccess = true
    package var cipherOrder: [String] = ["AES_128_GCM", "AES_128_CCM", "AES_256_GCM", "AES_256_CCM"]
    package var honorsCipherOrder = false

    // Audit
    package var auditsSigning = false
    package var auditsSPN = false
    package var auditsSMB1 = false
    package var auditsEncryption = false
    package var auditsInsecureGuest = false
    package var ntlmAudit = 0
    package var auditRetentionDays = 90
    package var auditMaximumMegabytes = 1024

    // Names
    package var hardeningLevel = HardeningLevel.off
    package var allowedServerNames: [String] = []

    // Dialects, as DialectRevision values
    package var minimumDialect: UInt16 = 0x0202
    package var maximumDialect: UInt16 = 0x0311
    package var speaksSMB1 = false

    // Authentication
    package var limitsFailedLogons = true
    package var failedLogonDelayMilliseconds = 2000
    package var lmCompatibilityLevel = 5
    package var allowsAnonymous = false
    package var allowsGuest = false
    package var ntlmRestriction = 0
    package var restrictsNullSessions = true
    package var nullSessionPipes: [String] = []
    package var nullSessionShares: [String] = []

    // Limits
    package var minimumCredits = 512
    package var maximumCredits = 8192
    package var maximumConnections = 16384
    package var maximumConnectionsPerAddress = 2048
    package var maximumSessionsPerConnection = 16384
    package var pendingClientTimeoutSeconds = 120

    package init() {}
}

extension Settings {
    // Windows tells domain accounts (1) from all accounts (2). The users of this server are all of one kind.
    package var refusesNTLM: Bool { self.ntlmRestriction > 0 }
    /// At 5 a server refuses NTLMv1. LM is refused at every level here.
    package var takesNTLMv1: Bool { self.lmCompatibilityLevel < 5 }
    package var auditsNTLM: Bool { self.ntlmAudit > 0 }

    /// Whether clients of SMB1 are let in and would be audited, but are never offered what the audit judges their answer to.
    package var missesSMB1Signing: Bool {
        self.speaksSMB1 && self.auditsSigning && !self.offersSMB1Signing && !self.requiresSigning && !self.requiresRelayProtection
    }

    /// Values that are allowed alone and impossible together.
    package var contradiction: SettingError? {
        if self.minimumDialect > self.maximumDialect {
            return .contradiction(lower: "MinSmb2Dialect \(self.minimumDialect)", upper: "MaxSmb2Dialect \(self.maximumDialect)")
        }
        if self.minimumCredits > self.maximumCredits {
            return .contradiction(lower: "Smb2CreditsMin \(self.minimumCredits)", upper: "Smb2CreditsMax \(self.maximumCredits)")
        }
        return nil
    }
}
