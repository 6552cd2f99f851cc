// SPDX-License-Identifier: Apache-2.0
import SMBAuth

/// Whether a kind of session could be encrypted. Only the offer is known: this server encrypts nothing yet.
enum EncryptionReadiness {
    static func judge(_ kind: SessionKind) -> Finding {
        let logon = kind.logon
        if logon.kind != .user {
            return Finding(
                .breaks, .advertised, "A session of no user has no key to encrypt with.", advice: "Give the client a user and a password.")
        }
        if logon.dialect < 0x0300 {
            return Finding(
                .breaks, .advertised, "It speaks \(DialectName.of(logon.dialect)), which has no encryption.",
                advice: "Update the client or allow it SMB 3.")
        }
        // [MS-SMB2] 3.3.5.5 asks for the capability at 3.1.1 too, while the offer is the context. Either counts.
        let hasCapability = logon.capabilities & self.encryptionCapability != 0
        if logon.ciphers.isEmpty, !hasCapability {
            return Finding(
                .breaks, .advertised, "It speaks \(DialectName.of(logon.dialect)) and offers no cipher.",
                advice: "Switch encryption on in the client, or update it.")
        }
        let ciphers = logon.ciphers.isEmpty ? "AES-128-CCM" : logon.ciphers.map(self.name).joined(separator: ", ")
        return Finding(.ready, .advertised, "It offers \(ciphers).")
    }

    /// SMB2_GLOBAL_CAP_ENCRYPTION
    private static let encryptionCapability: UInt32 = 0x0000_0040

    private static func name(_ cipher: UInt16) -> String {
        switch cipher {
        case 1: "AES-128-CCM"
        case 2: "AES-128-GCM"
        case 3: "AES-256-CCM"
        case 4: "AES-256-GCM"
        default: "0x" + Hex.digits(cipher, count: 4)
        }
    }
}
