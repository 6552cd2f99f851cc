// SPDX-License-Identifier: Apache-2.0
import SMBCrypto
import SMBSettings
import SMBWire

/// Which cipher a connection gets. Which sessions must use it is for `judgeRelayProtection` to say.
enum EncryptionPolicy {
    /// Connection.CipherId, or nil. [MS-SMB2] 3.3.5.4
    ///
    /// 3.0 and 3.0.2 have AES-128-CCM and nothing to choose from. An administrator who took it out of `CipherSuiteOrder` has forbidden
    /// it there as well.
    static func cipher(_ dialect: SMB2.Dialect, _ capabilities: SMB2.Capabilities, offered: [UInt16], _ settings: Settings) -> Cipher? {
        let ours = self.ciphers(settings)
        switch dialect {
        case .smb3_1_1:
            let theirs = offered.compactMap(Cipher.init)
            return settings.honorsCipherOrder ? ours.first(where: theirs.contains) : theirs.first(where: ours.contains)
        case .smb3_0, .smb3_0_2:
            return capabilities.contains(.encryption) && ours.contains(.aes128CCM) ? .aes128CCM : nil
        default:
            return nil
        }
    }

    /// `CipherSuiteOrder`. An empty list means the default, as in Windows' policy.
    private static func ciphers(_ settings: Settings) -> [Cipher] {
        let listed = settings.cipherOrder.compactMap(Cipher.init(settingName:))
        return listed.isEmpty ? Settings().cipherOrder.compactMap(Cipher.init(settingName:)) : listed
    }
}

/// The two keys of an encrypted session, one for each direction. [MS-SMB2] 3.3.1.8
struct SessionSeals {
    let sealer: Sealer
    let opener: Opener

    /// `fullKey` is the whole key of the logon; `preauth` the session's hash; `firstNonce` random. [MS-SMB2] 3.3.5.5.3
    init(cipher: Cipher, dialect: SMB2.Dialect, fullKey: SecretKey, preauth: PreauthHash?, firstNonce: UInt64) {
        self.sealer = Sealer(
            cipher: cipher,
            key: KeySchedule.serverToClientKey(
                dialect: dialect.rawValue, fullKey: fullKey, preauth: preauth, keyBytes: cipher.keyBytes),
            firstNonce: firstNonce)
        self.opener = Opener(
            cipher: cipher,
            key: KeySchedule.clientToServerKey(
                dialect: dialect.rawValue, fullKey: fullKey, preauth: preauth, keyBytes: cipher.keyBytes))
    }
}
