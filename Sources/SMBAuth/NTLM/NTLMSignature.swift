// SPDX-License-Identifier: Apache-2.0
package import SMBCrypto

/// NTLM's signature over one message, which SMB uses for the mechListMIC alone. [MS-NLMP] 3.4.4.2
///
/// Each is made with a fresh RC4 stream and sequence number 0: [MS-SPNG] 3.2.5.1 has the state put back after it, and there is no later
/// message here that would go on from it.
package struct NTLMSignature {
    package enum Sender {
        case client
        case server

        fileprivate var direction: String {
            switch self {
            case .client: "client-to-server"
            case .server: "server-to-client"
            }
        }
    }

    private let signingKey: SecretKey
    private let sealingKey: SecretKey
    private let seals: Bool

    /// Nil without extended session security, whose older scheme no client with NTLMv2 uses.
    package init?(sender: Sender, exportedSessionKey key: SecretKey, flags: NTLMFlags) {
        guard flags.contains(.extendedSessionSecurity) else { return nil }
        let bytes = key.copyBytes()
        let strength = flags.contains(.key128) ? 16 : flags.contains(.key56) ? 7 : 5
        self.signingKey = Self.key(bytes, "session key to \(sender.direction) signing key magic constant")
        self.sealingKey = Self.key([UInt8](bytes.prefix(strength)), "session key to \(sender.direction) sealing key magic constant")
        self.seals = flags.contains(.keyExchange)
    }

    package func make(over message: [UInt8]) -> [UInt8] {
        let sequenceNumber: [UInt8] = [0, 0, 0, 0]
        let version: [UInt8] = [1, 0, 0, 0]
        let checksum = [UInt8](Digests.hmacMD5(self.signingKey, [sequenceNumber, message]).prefix(8))
        return version + (self.seals ? RC4(key: self.sealingKey).process(checksum) : checksum) + sequenceNumber
    }

    package func verify(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        Digests.constantTimeEquals(signature, self.make(over: message))
    }

    private static func key(_ key: [UInt8], _ purpose: String) -> SecretKey {
        SecretKey(Digests.md5(key + [UInt8](purpose.utf8) + [0]))
    }
}
