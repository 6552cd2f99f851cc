// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import SMBSettings

/// What the proposed settings make of a kind of session: the worst finding of all that they demand.
struct WhatIf {
    private let signing: SigningReadiness
    private let encryption: EncryptionReadiness
    private let current: Settings
    private let proposed: Settings
    private let listedNow: AcceptedNames
    private let listedThen: AcceptedNames

    init(signing: SigningReadiness, current: Settings, proposed: Settings) {
        self.signing = signing
        self.encryption = EncryptionReadiness(proposed)
        self.current = current
        self.proposed = proposed
        self.listedNow = AcceptedNames(allowed: current.allowedServerNames)
        self.listedThen = AcceptedNames(allowed: proposed.allowedServerNames)
    }

    func judge(_ kind: SessionKind) -> Finding {
        let findings = [
            self.dialect(kind), self.logon(kind), self.mechanism(kind), self.nullSession(kind), self.names(kind), self.encryption(kind),
            self.relayProtection(kind), self.signing(kind),
        ].compactMap { $0 }
        guard let worst = findings.max(by: { $0.verdict < $1.verdict }) else { return Finding(.ready, .none, "Nothing is demanded of it.") }
        // Who cures one cause only would still have a client that fails: all causes are named.
        let causes = findings.filter { $0.verdict == worst.verdict }
        return Finding(
            worst.verdict, worst.evidence, causes.map(\.reason).joined(separator: " "),
            advice: ClientReport.unique(causes.map(\.advice)).joined(separator: " "))
    }

    private func dialect(_ kind: SessionKind) -> Finding? {
        let dialect = kind.logon.dialect
        // A switch of its own decides over SMB1; MinSmb2Dialect and MaxSmb2Dialect do not touch it.
        if dialect == DialectName.smb1 {
            return self.proposed.speaksSMB1
                ? nil : Finding(.breaks, .seen, "It speaks SMB1, which is off.", advice: "Update the client or allow it SMB 2 or 3.")
        }
        if dialect < self.proposed.minimumDialect {
            return Finding(
                .breaks, .seen,
                "It speaks \(DialectName.of(dialect)), older than the minimum \(DialectName.of(self.proposed.minimumDialect)).",
                advice: "Update the client or allow it a newer dialect.")
        }
        // A client that speaks a newer dialect mostly speaks the older ones too.
        if dialect > self.proposed.maximumDialect {
            return Finding(
                .atRisk, .none,
                "It speaks \(DialectName.of(dialect)) and would have to fall back to \(DialectName.of(self.proposed.maximumDialect)) or older.",
                advice: "Make sure that the client allows an older dialect.")
        }
        return nil
    }

    private func logon(_ kind: SessionKind) -> Finding? {
        switch kind.logon.kind {
        case .user: nil
        case .guest where !self.proposed.allowsGuest:
            Finding(.breaks, .seen, "It logs on as guest, and guests are not allowed.", advice: "Give the client a user and a password.")
        case .anonymous where !self.proposed.allowsAnonymous:
            Finding(
                .breaks, .seen, "It logs on anonymously, and anonymous logons are not allowed.",
                advice: "Give the client a user and a password.")
        case .guest, .anonymous: nil
        }
    }

    private func mechanism(_ kind: SessionKind) -> Finding? {
        if kind.logon.mechanism == .ntlmv1, !self.proposed.takesNTLMv1 {
            return Finding(
                .breaks, .seen, "It logs on with NTLMv1, which LmCompatibilityLevel 5 refuses.",
                advice: "Make the client use NTLMv2 or Kerberos.")
        }
        guard self.proposed.refusesNTLM, kind.logon.mechanism.isNTLM else { return nil }
        return Finding(
            .breaks, .seen, "It logs on with NTLM, and NTLM is not taken.",
            advice: "Give the client Kerberos (a ticket for its user, and a name of this server that the keytab has), or allow NTLM.")
    }

    /// Anonymous sessions keep IPC$; shares and pipes they may lose. What they used is not recorded.
    private func nullSession(_ kind: SessionKind) -> Finding? {
        guard kind.logon.kind == .anonymous else { return nil }
        let losesShares = self.current.opensShares && !self.proposed.opensShares
        let losesPipes = !self.current.restrictsNullSessions && self.proposed.restrictsNullSessions
        let names = { (settings: Settings) in Set((settings.nullSessionShares + settings.nullSessionPipes).map(HostName.init)) }
        let losesNames = self.proposed.restrictsNullSessions && !names(self.current).isSubset(of: names(self.proposed))
        guard losesShares || losesPipes || losesNames else { return nil }
        return Finding(
            .atRisk, .none, "Its sessions are anonymous, and these lose shares or pipes that they may reach today.",
            advice: "Give the client a user and a password if it needs more than IPC$.")
    }

    private func encryption(_ kind: SessionKind) -> Finding? {
        self.proposed.encryptsData ? self.encryption.judge(kind) : nil
    }

    private func relayProtection(_ kind: SessionKind) -> Finding? {
        guard self.proposed.requiresRelayProtection else { return nil }
        return RelayProtectionReadiness(signing: self.signing, encryption: self.encryption, proposed: self.proposed)
            .judge(kind, spn: self.verdict(kind))
    }

    /// An encrypted session need not sign.
    private func signing(_ kind: SessionKind) -> Finding? {
        guard self.proposed.requiresSigning else { return nil }
        return self.proposed.encryptsData && self.encryption.encrypts(kind.logon) ? nil : self.signing.judge(kind)
    }

    /// The verdict on the recorded name by the names that the server would have.
    private func verdict(_ kind: SessionKind) -> SPNVerdict {
        guard case .unrecognized(let spn, true, false) = kind.logon.spn, self.isNewlyAllowed(spn, kind) else { return kind.logon.spn }
        return .accepted(spn: spn, tolerances: [])
    }

    private func names(_ kind: SessionKind) -> Finding? {
        let level = self.proposed.hardeningLevel
        if level == .off { return nil }
        switch self.verdict(kind) {
        case .accepted(let spn, _) where self.isNoLongerListed(spn):
            return Finding(
                .atRisk, .seen, "It sends the SPN \(spn), which is being taken off SrvAllowedServerNames.",
                advice: "Keep the name listed unless it is this server's own.")
        case let verdict:
            return SPNReadiness.judge(kind, verdict: verdict, at: level)
        }
    }

    private func isNewlyAllowed(_ spn: String, _ kind: SessionKind) -> Bool {
        let name = ServicePrincipalName(spn)
        guard name.realm == nil || kind.logon.mechanism == .kerberos else { return false }
        return self.listedThen.accepts(name.host, peerIsLoopback: false)
    }

    private func isNoLongerListed(_ spn: String) -> Bool {
        let host = ServicePrincipalName(spn).host
        return self.listedNow.accepts(host, peerIsLoopback: false) && !self.listedThen.accepts(host, peerIsLoopback: false)
    }
}

extension Settings {
    /// Whether anonymous sessions may enter any share at all.
    fileprivate var opensShares: Bool {
        let isolates = self.requiresSigning || self.requiresRelayProtection || self.encryptsData && self.rejectsUnencryptedAccess
        return !isolates && (!self.restrictsNullSessions || !self.nullSessionShares.isEmpty)
    }
}
