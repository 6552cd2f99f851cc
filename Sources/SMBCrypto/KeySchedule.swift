// SPDX-License-Identifier: Apache-2.0

/// From the key of the logon to the keys of a session. [MS-SMB2] 3.1.4.2
///
/// `dialect` is the number on the wire; `preauth` is the session's hash and must be there for 3.1.1.
package enum KeySchedule {
    /// Session.SessionKey: "the first 16 bytes of the cryptographic key", zero-padded. [MS-SMB2] 3.3.1.8
    package static func sessionKey(_ key: SecretKey) -> SecretKey { key.prefix(16) }

    /// Below 3.0 the session key signs by itself.
    package static func signingKey(dialect: UInt16, sessionKey: SecretKey, preauth: PreauthHash?) -> SecretKey {
        guard dialect >= 0x0300 else { return sessionKey.prefix(16) }
        return self.derive(sessionKey.prefix(16), self.purpose(dialect, preauth, "SMBSigningKey", "SMB2AESCMAC", "SmbSign"))
    }

    /// What an RPC client on a pipe must see as its session key. [MS-SMB2] 3.3.4.5
    package static func applicationKey(dialect: UInt16, sessionKey: SecretKey, preauth: PreauthHash?) -> SecretKey {
        guard dialect >= 0x0300 else { return sessionKey.prefix(16) }
        return self.derive(sessionKey.prefix(16), self.purpose(dialect, preauth, "SMBAppKey", "SMB2APP", "SmbRpc"))
    }

    /// `fullKey` is the whole key of the logon: an AES-256 key is derived from all of it, an AES-128 key from its first 16 bytes.
    package static func serverToClientKey(dialect: UInt16, fullKey: SecretKey, preauth: PreauthHash?, keyBytes: Int) -> SecretKey {
        self.derive(
            self.cipherSource(fullKey, keyBytes), self.purpose(dialect, preauth, "SMBS2CCipherKey", "SMB2AESCCM", "ServerOut"),
            keyBytes: keyBytes)
    }

    package static func clientToServerKey(dialect: UInt16, fullKey: SecretKey, preauth: PreauthHash?, keyBytes: Int) -> SecretKey {
        self.derive(
            self.cipherSource(fullKey, keyBytes), self.purpose(dialect, preauth, "SMBC2SCipherKey", "SMB2AESCCM", "ServerIn "),
            keyBytes: keyBytes)
    }

    private static func cipherSource(_ fullKey: SecretKey, _ keyBytes: Int) -> SecretKey {
        keyBytes > 16 ? fullKey : fullKey.prefix(16)
    }

    private struct Purpose {
        var label: [UInt8]
        var context: [UInt8]
    }

    /// Label and context with the terminators that the specification counts in.
    private static func purpose(
        _ dialect: UInt16, _ preauth: PreauthHash?, _ label311: String, _ label300: String, _ context300: String
    ) -> Purpose {
        guard dialect >= 0x0311 else { return Purpose(label: label300.utf8 + [0], context: context300.utf8 + [0]) }
        guard let preauth else { preconditionFailure("3.1.1 keys depend on the session's preauth hash") }
        return Purpose(label: label311.utf8 + [0], context: preauth.value)
    }

    /// SP800-108 in counter mode with HMAC-SHA256, r = 32: one block suffices for every length in use.
    private static func derive(_ key: SecretKey, _ purpose: Purpose, keyBytes: Int = 16) -> SecretKey {
        precondition(keyBytes == 16 || keyBytes == 32, "no SMB key has another length")
        let bits: [UInt8] = keyBytes == 32 ? [0, 0, 1, 0] : [0, 0, 0, 128]
        return SecretKey(Digests.hmacSHA256(key, [[0, 0, 0, 1], purpose.label, [0], purpose.context, bits])).prefix(keyBytes)
    }
}
