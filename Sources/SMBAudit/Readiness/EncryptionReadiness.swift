// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import SMBSettings

/// Whether a kind of session lives on once everything must be encrypted (EncryptData).
///
/// The offer decides, by the rules that NEGOTIATE follows: at 3.1.1 a cipher of the client's context that this server has too; at 3.0 and
/// 3.0.2 the capability bit, and AES-128-CCM not taken off the server's list. Requests that decrypted show more than an offer.
struct EncryptionReadiness {
    private let ciphers: [UInt16]
    private let refusesOthers: Bool

    /// Judged as if encryption were required: the settings say with which ciphers, and whether who cannot encrypt is let in all the same.
    init(_ settings: Settings = Settings()) {
        let listed = settings.cipherOrder.compactMap(CipherName.number)
        self.ciphers = listed.isEmpty ? Settings().cipherOrder.compactMap(CipherName.number) : listed
        self.refusesOthers = settings.rejectsUnencryptedAccess
    }

    /// Whether sessions of a kind would be encrypted.
    func encrypts(_ logon: LogonFact) -> Bool { logon.kind == .user && !self.common(logon).isEmpty }

    func judge(_ kind: SessionKind) -> Finding {
        self.judge(kind.logon, requests: kind.signatures).counting(kind.signatures)
    }

    private func judge(_ logon: LogonFact, requests: SignatureCounts) -> Finding {
        let common = self.common(logon)
        if common.isEmpty { return self.incapable(logon) }
        switch logon.kind {
        case .guest:
            return self.refused(
                .advertised, "A guest session has no key to encrypt with.", advice: "Give the client a user and a password.")
        case .anonymous:
            return Finding(.ready, .none, "An anonymous session has no key to encrypt with; it reaches IPC$ only.")
        case .user:
            break
        }
        let names = common.map(CipherName.of).joined(separator: ", ")
        if requests.encrypted > 0 {
            return requests.unsigned == 0
                ? Finding(.ready, .sustained, "It encrypted \(requests.encrypted) requests and sent none unprotected; it has \(names).")
                : Finding(.ready, .seen, "It encrypted \(requests.encrypted) requests; it has \(names).")
        }
        if logon.isEncrypted, requests.unsigned > 0 {
            return Finding(
                .breaks, .contradicted,
                "Where encryption was required it sent \(requests.unsigned) requests in the clear and none encrypted.",
                advice: "Update the client; it does not encrypt although it offers to.")
        }
        return Finding(.ready, .advertised, "It offers \(names).")
    }

    private func incapable(_ logon: LogonFact) -> Finding {
        let dialect = DialectName.of(logon.dialect)
        if logon.dialect < 0x0300 {
            return self.refused(
                .advertised, "It speaks \(dialect), which has no encryption.", advice: "Update the client or allow it SMB 3.")
        }
        let offered = Self.offered(logon)
        return offered.isEmpty
            ? self.refused(
                .advertised, "It speaks \(dialect) and offers no cipher.", advice: "Switch encryption on in the client, or update it.")
            : self.refused(
                .advertised, "It offers \(offered.map(CipherName.of).joined(separator: ", ")), and none of these is in CipherSuiteOrder.",
                advice: "Add a cipher that the client has to CipherSuiteOrder, or update the client.")
    }

    private func refused(_ evidence: Evidence, _ reason: String, advice: String) -> Finding {
        self.refusesOthers
            ? Finding(.breaks, evidence, reason, advice: advice)
            : Finding(.ready, evidence, reason + " RejectUnencryptedAccess is off, so it is let in all the same.")
    }

    private func common(_ logon: LogonFact) -> [UInt16] { Self.offered(logon).filter(self.ciphers.contains) }

    /// A client of 3.1.1 says in a context what it has; the capability bit says less there, and some that send the context leave it out.
    private static func offered(_ logon: LogonFact) -> [UInt16] {
        switch logon.dialect {
        case 0x0300, 0x0302: logon.capabilities & self.encryptionCapability != 0 ? [CipherName.beforeNegotiation] : []
        case 0x0311: logon.ciphers
        default: []
        }
    }

    /// SMB2_GLOBAL_CAP_ENCRYPTION
    private static let encryptionCapability: UInt32 = 0x0000_0040
}
