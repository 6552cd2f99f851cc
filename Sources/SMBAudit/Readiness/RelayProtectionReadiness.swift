// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import SMBSettings

/// Whether a kind of session lives on once relay protection of any sort is required (RequireRelayProtection).
///
/// Two things happen then. NEGOTIATE announces to every client that signing is required, for it can't be told later; and each logon must
/// be carried by its SPN, by encryption or by signatures. What carries it is asked where enforcement asks.
struct RelayProtectionReadiness {
    let signing: SigningReadiness
    let encryption: EncryptionReadiness
    let proposed: Settings

    func judge(_ kind: SessionKind, spn: SPNVerdict) -> Finding? {
        var logon = kind.logon
        logon.spn = spn
        // Every connection signs then, with the key of its first user.
        let isSecondUser = logon.smb1?.followsAnotherUser == true
        logon.smb1?.connectionKey = isSecondUser ? .anotherUser : nil
        logon.isEncrypted = self.proposed.encryptsData && self.encryption.encrypts(logon)
        let judgement = judgeRelayProtection(
            logon, demand: self.proposed.requiresSigning ? .always : .whereNothingElse, under: self.proposed)
        switch judgement.refusal {
        case .relayProtection?:
            return Finding(
                .breaks, .none, "A guest session has no key, so nothing protects it from relay.",
                advice: "Give the client a user and a password.")
        case .rewrittenChallenge?:
            return Finding(
                .breaks, .contradicted, "The challenge that it answered was rewritten on its way.",
                advice: "Find out who stands between this client and the server (event 60004).")
        case .anothersKey?: return self.signing.judge(kind)
        // The level and encryption are demands of their own and judged as such.
        case .level?, .encryption?: return nil
        case nil: break
        }
        switch judgement.protection {
        case .encryption?:
            return Finding(.ready, .advertised, "Encryption protects it.")
        case .spn? where kind.logon.smb1 != nil:
            // All that goes over its connection is signed, whatever protects its logon.
            return self.signing.judgeSignatures(kind)
        case .spn?:
            let heard = self.signing.judgeAnnouncement(kind)
            return heard.verdict == .ready
                ? Finding(.ready, .seen, "Its SPN protects it. \(heard.reason)").counting(kind.signatures) : heard
        case .signing?:
            return self.signing.judge(kind)
        case nil:
            return nil
        }
    }
}
