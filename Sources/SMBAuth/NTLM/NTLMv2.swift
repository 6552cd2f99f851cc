// SPDX-License-Identifier: Apache-2.0
package import SMBCrypto

/// The computations of NTLMv2. [MS-NLMP] 3.3.2
package struct NTLMv2 {
    private let responseKey: SecretKey

    /// NTOWFv2.
    package init(ntHash: SecretKey, user: String, domain: String) {
        let names = NTLMText.bytes(NTLMText.uppercased(user)) + NTLMText.bytes(domain)
        self.responseKey = SecretKey(Digests.hmacMD5(ntHash, [names]))
    }

    /// NTProofStr over the client's part of the response.
    package func proof(serverChallenge: [UInt8], clientChallenge: [UInt8]) -> [UInt8] {
        Digests.hmacMD5(self.responseKey, [serverChallenge, clientChallenge])
    }

    /// SessionBaseKey, which is the KeyExchangeKey too.
    package func sessionBaseKey(proof: [UInt8]) -> SecretKey {
        SecretKey(Digests.hmacMD5(self.responseKey, [proof]))
    }
}

/// NTLMv2_RESPONSE. [MS-NLMP] 2.2.2.8
package struct NTLMv2Response: Hashable, Sendable {
    package var proof: [UInt8]
    /// NTLMv2_CLIENT_CHALLENGE as it was sent: what the proof covers. [MS-NLMP] 2.2.2.7
    package var clientChallenge: [UInt8]
    package var attributes: AVPairs

    package static let proofSize = 16
    /// RespType to the second Reserved.
    package static let headerSize = 28

    /// Nil for what is too short to be one: a length is never subtracted before it was compared.
    package init?(_ response: [UInt8]) {
        guard response.count >= Self.proofSize + Self.headerSize, response[Self.proofSize] == 1 else { return nil }
        self.proof = [UInt8](response[..<Self.proofSize])
        self.clientChallenge = [UInt8](response[Self.proofSize...])
        self.attributes = AVPairs(decoding: self.clientChallenge[Self.headerSize...])
    }
}
