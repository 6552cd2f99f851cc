// SPDX-License-Identifier: Apache-2.0
import SMBAuth
package import SMBSettings

/// What becomes of a proven logon, and what then stops a relay of its session.
package struct RelayJudgement: Hashable, Sendable {
    /// What the session has, whatever the settings demand; nil where nothing stops a relay of it, or where it is refused.
    package let protection: RelayProtection?
    /// Whether an unsigned request of the session is to be refused.
    package let requiresSigning: Bool
    package let refusal: LogonRefusal?

    fileprivate init(_ protection: RelayProtection?, requiresSigning: Bool) {
        self.protection = protection
        self.requiresSigning = requiresSigning
        self.refusal = nil
    }

    private init(_ refusal: LogonRefusal) {
        self.protection = nil
        self.requiresSigning = false
        self.refusal = refusal
    }
}

/// Why a server insists on signatures, or does not.
package enum SigningDemand: Hashable, Sendable {
    /// NEGOTIATE said that signing is enabled, no more. It is too late to ask this client for signatures.
    case none
    /// NEGOTIATE said that signing is required, for the sake of those sessions that have nothing else (RequireRelayProtection).
    case whereNothingElse
    /// Every session signs: RequireSecuritySignature, or a trial.
    case always
}

/// Judges a logon that was proven, by what is known of it. Enforcement and prediction both ask here.
///
/// A session has one of the three protections, in this order: it is encrypted; it must sign, because either side says so; its SPN names
/// this server and was not put into the client's mouth. What it has is recorded at every setting. Where RequireRelayProtection is on
/// and it has none, it must sign after all, which the client was told in NEGOTIATE; one that was not told would only fail later and less
/// clearly, so it is refused.
package func judgeRelayProtection(_ logon: LogonFact, demand: SigningDemand, under settings: Settings) -> RelayJudgement {
    if logon.spn.isRefused(at: settings.hardeningLevel, kind: logon.kind) { return .refused(.level) }
    if logon.cannotEncrypt(where: settings) { return .refused(.encryption) }
    guard logon.kind == .user else {
        // No key: nothing can be signed or encrypted. Anonymous sessions reach IPC$ only, where nothing is to be had.
        return settings.requiresRelayProtection && logon.kind == .guest ? .refused(.relayProtection) : .protected(by: nil)
    }
    if settings.requiresRelayProtection, logon.challengeWasRewritten { return .refused(.rewrittenChallenge) }
    if let claims = logon.smb1 { return judgeSMB1(logon, claims, demand: demand, under: settings) }
    if logon.isEncrypted { return .protected(by: .encryption) }
    if demand == .always || logon.signingModes.contains(.required) { return .protected(by: .signing) }
    if logon.spnProvesTarget { return .protected(by: .spn) }
    guard settings.requiresRelayProtection else { return .protected(by: nil) }
    return demand == .none ? .refused(.relayProtection) : .protected(by: .signing)
}

/// A connection of SMB1 signs as a whole or not at all, from its first user's logon to its end and with that logon's key. A client that
/// was told that signing is required expects it, so no demand is left to the SPN. [MS-SMB] 3.3.5.3, [MS-CIFS] 3.3.1.3
///
/// Who holds one account could log on with it and relay another user's logon into the same connection: its own key would sign what it
/// does in the other's name. So where signing is required, a connection serves the user whose key it has, and nobody else.
private func judgeSMB1(
    _ logon: LogonFact, _ claims: SMB1Claims, demand: SigningDemand, under settings: Settings
) -> RelayJudgement {
    if claims.connectionKey == .anotherUser {
        // A trial asks whether the client signs, not whom it serves.
        let isTrialOnly = logon.isTrial && !settings.requiresSigning
        if demand == .always, !isTrialOnly { return .refused(.anothersKey) }
        if logon.spnProvesTarget { return RelayJudgement(.spn, requiresSigning: true) }
        return settings.requiresRelayProtection ? .refused(.anothersKey) : RelayJudgement(nil, requiresSigning: true)
    }
    if demand != .none || claims.agreesToSign || claims.connectionKey == .sameUser { return .protected(by: .signing) }
    if logon.spnProvesTarget { return .protected(by: .spn) }
    return settings.requiresRelayProtection ? .refused(.relayProtection) : .protected(by: nil)
}

extension LogonFact {
    /// Session.EncryptData, and SMB2_SESSION_FLAG_ENCRYPT_DATA with it. [MS-SMB2] 3.3.5.5.3
    ///
    /// The text sets them only while RejectUnencryptedAccess is on. Who switches that off wants clients in that can't encrypt, not those
    /// in the clear that can: so here it does not matter.
    package func mustEncrypt(where settings: Settings) -> Bool { settings.encryptsData && self.kind == .user && self.cipher != nil }

    /// Whether the logon is refused because nothing of its session could be encrypted. [MS-SMB2] 3.3.5.5
    ///
    /// The text asks for the client's SMB2_GLOBAL_CAP_ENCRYPTION, which at 3.1.1 says less than the context with the ciphers does. An
    /// anonymous session, which has no key and reaches IPC$ only, is let in where its client could encrypt.
    package func cannotEncrypt(where settings: Settings) -> Bool {
        settings.encryptsData && settings.rejectsUnencryptedAccess && (self.cipher == nil || self.kind == .guest)
    }

    /// Whether the SPN shows that this logon was meant for this server and no relay asked for it.
    ///
    /// Clients copy what they find in a challenge, a planted target name with the rest. So a name from there counts only where a MIC shows
    /// that the client saw our challenge as it was sent, and where its spelling shows that it was not copied out of that. A ticket's own
    /// name is clear text; what stands in its encrypted authenticator is the client's.
    package var spnProvesTarget: Bool {
        guard self.kind == .user, self.spn.isAccepted, !self.challengeWasRewritten else { return false }
        return switch self.nameSource {
        case .attribute: self.hasMIC && self.nameOrigin == .typed
        case .authorizationData: true
        case .ticket: false
        }
    }
}

extension RelayJudgement {
    fileprivate static func refused(_ refusal: LogonRefusal) -> RelayJudgement { RelayJudgement(refusal) }

    fileprivate static func protected(by protection: RelayProtection?) -> RelayJudgement {
        RelayJudgement(protection, requiresSigning: protection == .signing)
    }
}
