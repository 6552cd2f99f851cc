// SPDX-License-Identifier: Apache-2.0
import NIOCore
package import SMBAuth
package import SMBCrypto
package import SMBWire

/// The client's side of NTLM, with everything adjustable that a client can get wrong or leave out. [MS-NLMP] 3.1.5.1
package struct NTLMClient: Sendable {
    package enum Response: Sendable {
        case ntlmv2
        /// The right one, with extended session security where that is agreed on.
        case ntlmv1
        /// An LM response and no other.
        case lm
        case anonymous
    }

    package enum MIC: Sendable {
        case sent
        /// Neither announced nor there.
        case omitted
        case corrupted
        /// Announced by AvFlags, but the message has no such field: what a relay leaves that takes it out.
        case stripped
        /// Announced, and sixteen zeros.
        case zeroed
    }

    package enum Failure: Error {
        /// The server's token is not the one that has to come.
        case unexpectedToken
    }

    package var user: String
    package var password: String
    package var domain = "WORKGROUP"
    package var workstation = "CLIENT"
    package var response = Response.ntlmv2
    package var mic = MIC.sent
    /// MsvAvTargetName: nil is absent, "" is empty.
    package var targetName: String?
    package var isTargetNameUntrusted = false
    /// Names the server by what its own challenge says, whatever was typed.
    package var echoes: AVPairs.Identifier?
    /// Attributes behind all others, for instance a second target name.
    package var extraAttributes: [AVPairs.Pair] = []
    /// Bytes behind the end of the attributes.
    package var trailer: [UInt8] = []
    /// Copies the server's timestamp where it sent one.
    package var sendsTimestamp = true
    /// Computes the response with an empty domain whatever the message says, as some clients do.
    package var hashesEmptyDomain = false
    package var encryptedSessionKeySize = 16
    package var flags: NTLMFlags = [
        .unicode, .requestTarget, .sign, .seal, .ntlm, .alwaysSign, .extendedSessionSecurity, .targetInfo, .version, .key128, .keyExchange,
        .key56,
    ]
    package var version: NTLMVersion? = NTLMVersion(major: 6, minor: 1, build: 7601)
    package var clientChallenge: [UInt8] = [0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA]
    package var randomSessionKey = [UInt8](repeating: 0x55, count: 16)

    /// ExportedSessionKey, once AUTHENTICATE was made.
    package private(set) var sessionKey: SecretKey?
    /// What both sides set, once AUTHENTICATE was made.
    package private(set) var agreedFlags: NTLMFlags = []
    private var negotiateToken: [UInt8] = []

    package init(user: String, password: String) {
        self.user = user
        self.password = password
    }

    package static var anonymous: NTLMClient {
        var client = NTLMClient(user: "", password: "")
        client.response = .anonymous
        client.domain = ""
        client.workstation = ""
        return client
    }

    /// NEGOTIATE_MESSAGE
    package mutating func negotiate() -> [UInt8] {
        self.negotiateToken = NegotiateMessage(flags: self.flags, version: self.version).encoded()
        return self.negotiateToken
    }

    /// AUTHENTICATE_MESSAGE for the server's CHALLENGE_MESSAGE.
    package mutating func authenticate(_ challengeToken: [UInt8]) throws -> [UInt8] {
        let challenge = try ChallengeMessage(decoding: ByteBuffer(bytes: challengeToken))
        self.agreedFlags = self.flags.intersection(challenge.flags)
        let attributes = self.attributes(challenge)
        let answer = self.answer(challenge, attributes)
        var encryptedKey: [UInt8] = []
        var sessionKey = answer.keyExchangeKey
        if self.agreedFlags.contains(.keyExchange) {
            encryptedKey = [UInt8](RC4(key: answer.keyExchangeKey).process(self.randomSessionKey).prefix(self.encryptedSessionKeySize))
            sessionKey = SecretKey(self.randomSessionKey)
        }
        self.sessionKey = sessionKey

        var message = AuthenticateMessage(
            lmResponse: answer.lm, ntResponse: answer.nt, domainName: self.domain, userName: self.user,
            workstation: self.workstation, encryptedSessionKey: encryptedKey, flags: self.agreedFlags, version: self.version,
            mic: self.hasMICField ? [UInt8](repeating: 0, count: AuthenticateMessage.micSize) : nil)
        guard self.hasMICField, self.response == .ntlmv2 else { return message.encoded() }
        var mic = Digests.hmacMD5(sessionKey, [self.negotiateToken, challengeToken, message.encoded()])
        switch self.mic {
        case .corrupted: mic[0] ^= 1
        case .zeroed: mic = [UInt8](repeating: 0, count: mic.count)
        case .sent, .omitted, .stripped: break
        }
        message.mic = mic
        return message.encoded()
    }

    /// What SMB1 sends without extended security: no messages, only what answers the challenge. [MS-CIFS] 2.2.4.53.1
    package mutating func responses(to serverChallenge: [UInt8]) -> SMB1.SessionSetupRequest.Responses {
        let challenge = ChallengeMessage(
            targetName: "", flags: self.flags, serverChallenge: serverChallenge, targetInfo: AVPairs([]),
            version: NTLMVersion(major: 6, minor: 1, build: 7601))
        let answer = self.answer(challenge, self.attributes(challenge))
        self.sessionKey = answer.keyExchangeKey
        return SMB1.SessionSetupRequest.Responses(
            caseInsensitive: answer.lm, caseSensitive: answer.nt, accountName: self.user, primaryDomain: self.domain)
    }

    package func signature(of sender: NTLMSignature.Sender) -> NTLMSignature? {
        self.sessionKey.flatMap { NTLMSignature(sender: sender, exportedSessionKey: $0, flags: self.agreedFlags) }
    }

    private var hasMICField: Bool {
        switch self.mic {
        case .sent, .corrupted, .zeroed: true
        case .omitted, .stripped: false
        }
    }

    /// The server's attributes with the client's own behind them.
    private func attributes(_ challenge: ChallengeMessage) -> [UInt8] {
        var pairs = challenge.targetInfo.pairs
        if !self.sendsTimestamp { pairs.removeAll { $0.identifier == .timestamp } }
        let announcesMIC: UInt8 = self.mic == .omitted ? 0 : 2
        let flags = announcesMIC | (self.isTargetNameUntrusted ? 4 : 0)
        if flags != 0 { pairs.append(.init(.flags, [flags, 0, 0, 0])) }
        if let echoes, let name = challenge.targetInfo[echoes] {
            pairs.append(.init(.targetName, AVPairs.Pair(.targetName, text: "cifs/").value + name))
        } else if let targetName {
            pairs.append(.init(.targetName, text: targetName))
        }
        return AVPairs(pairs + self.extraAttributes).encoded() + self.trailer
    }

    private func ntlmv1(_ challenge: ChallengeMessage) -> (lm: [UInt8], nt: [UInt8], keyExchangeKey: SecretKey) {
        let ntHash = SecretKey(NTHash.of(password: self.password))
        let key = NTLMv1.sessionBaseKey(ntHash: ntHash)
        let server = challenge.serverChallenge
        guard self.agreedFlags.contains(.extendedSessionSecurity) else {
            let response = NTLMv1.response(ntHash: ntHash, challenge: server) ?? []
            return (response, response, key)
        }
        let both = NTLMv1.challenge(server: server, client: self.clientChallenge)
        return (
            self.clientChallenge + [UInt8](repeating: 0, count: 16), NTLMv1.response(ntHash: ntHash, challenge: both) ?? [],
            NTLMv1.keyExchangeKey(key, server: server, client: self.clientChallenge)
        )
    }

    private func answer(
        _ challenge: ChallengeMessage, _ attributes: [UInt8]
    ) -> (lm: [UInt8], nt: [UInt8], keyExchangeKey: SecretKey) {
        let zeroKey = SecretKey([UInt8](repeating: 0, count: 16))
        switch self.response {
        case .anonymous: return ([0], [], zeroKey)
        case .lm: return ([UInt8](repeating: 0x22, count: 24), [], zeroKey)
        case .ntlmv1: return self.ntlmv1(challenge)
        case .ntlmv2:
            let computation = NTLMv2(
                ntHash: SecretKey(NTHash.of(password: self.password)), user: self.user, domain: self.hashesEmptyDomain ? "" : self.domain)
            let timestamp = self.sendsTimestamp ? challenge.targetInfo[.timestamp] : nil
            let head: [UInt8] = [1, 1, 0, 0, 0, 0, 0, 0] + (timestamp ?? [UInt8](repeating: 0, count: 8))
            let part = head + self.clientChallenge + [0, 0, 0, 0] + attributes
            let proof = computation.proof(serverChallenge: challenge.serverChallenge, clientChallenge: part)
            return ([UInt8](repeating: 0, count: 24), proof + part, computation.sessionBaseKey(proof: proof))
        }
    }
}
