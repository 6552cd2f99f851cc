// SPDX-License-Identifier: Apache-2.0
package import SMBCrypto

/// The computations of NTLMv1. [MS-NLMP] 3.3.1
package enum NTLMv1 {
    /// NtChallengeResponse. Nil where libcrypto has no DES.
    package static func response(ntHash: SecretKey, challenge: [UInt8]) -> [UInt8]? { DES.long(key: ntHash, challenge) }

    /// With extended session security both sides' challenges are answered: the client's stands where LM's response would.
    package static func challenge(server: [UInt8], client: [UInt8]) -> [UInt8] { [UInt8](Digests.md5(server + client).prefix(8)) }

    package static func sessionBaseKey(ntHash: SecretKey) -> SecretKey { SecretKey(Digests.md4(ntHash.copyBytes())) }

    /// KXKEY with extended session security. [MS-NLMP] 3.4.5.1
    package static func keyExchangeKey(_ sessionBaseKey: SecretKey, server: [UInt8], client: [UInt8]) -> SecretKey {
        SecretKey(Digests.hmacMD5(sessionBaseKey, [server, client]))
    }
}
