// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAuth
import SMBCrypto
import SMBWire
import Support
import Testing

/// Real clients, as captured: what they computed must be what we compute.
@Suite("Captured logons") struct CapturedLogonTests {
    @Test("proof, MIC and mechListMIC of real clients are right", arguments: CapturedLogon.all)
    func computesWhatTheClientComputed(_ logon: CapturedLogon) throws {
        let negotiate = try logon.negotiateMessage()
        let challenge = try logon.challengeMessage()
        let authenticate = try logon.authenticateMessage()
        let message = try AuthenticateMessage(decoding: ByteBuffer(bytes: authenticate))
        guard !message.userName.isEmpty else {
            #expect(message.ntResponse.isEmpty)
            return
        }
        let response = try #require(NTLMv2Response(message.ntResponse))
        let computation = NTLMv2(
            ntHash: SecretKey(NTHash.of(password: CapturedLogon.password)), user: message.userName, domain: message.domainName)
        let proof = computation.proof(
            serverChallenge: try ChallengeMessage(decoding: ByteBuffer(bytes: challenge)).serverChallenge,
            clientChallenge: response.clientChallenge)
        #expect(proof == response.proof)

        var key = computation.sessionBaseKey(proof: proof)
        if message.flags.contains(.keyExchange) { key = SecretKey(RC4(key: key).process(message.encryptedSessionKey)) }
        if (response.attributes.clientFlags ?? 0) & 2 != 0 {
            var zeroed = authenticate
            zeroed.replaceSubrange(72..<88, with: repeatElement(0, count: 16))
            #expect(message.mic == Digests.hmacMD5(key, [negotiate, challenge, zeroed]))
        }
        if let mic = NegTokenResp(logon.authenticate)?.mechListMIC {
            let signature = NTLMSignature(sender: .client, exportedSessionKey: key, flags: message.flags)
            #expect(signature?.verify(mic, over: NegTokenInit(mechanisms: [.ntlm], mechToken: nil).encodedMechanisms) == true)
        }
    }

    @Test("the acceptor takes every client's NEGOTIATE and understands its AUTHENTICATE", arguments: CapturedLogon.all)
    func takesTheTokens(_ logon: CapturedLogon) throws {
        var authenticator = Authenticator(.test)
        guard case .reply = authenticator.receive(logon.negotiate) else {
            Issue.record("no challenge")
            return
        }
        let step = authenticator.receive(logon.authenticate)
        if logon.client.contains("anonymous") {
            #expect(step.failure?.reason == .anonymousRefused)
        } else {
            #expect(step.query?.user == "alice")
            // Another challenge than the captured one: the proof cannot be right.
            #expect(authenticator.resume(.alice(password: CapturedLogon.password)).failure?.reason == .wrongPassword)
        }
    }

    @Test("every prefix of every token is refused, none traps", arguments: CapturedLogon.all)
    func prefixes(_ logon: CapturedLogon) {
        for length in 0..<logon.negotiate.count {
            var authenticator = Authenticator(.test)
            let step = authenticator.receive([UInt8](logon.negotiate.prefix(length)))
            // A bare NEGOTIATE may end anywhere behind its flags: names and version are optional.
            let isComplete = logon.isRaw && length >= 16
            #expect((step.failure == nil) == isComplete, "length \(length)")
        }
        for length in 0..<logon.authenticate.count {
            var authenticator = Authenticator(.test)
            _ = authenticator.receive(logon.negotiate)
            let step = authenticator.receive([UInt8](logon.authenticate.prefix(length)))
            #expect(step.failure != nil, "length \(length)")
        }
    }

    @Test("seeded bit flips never trap and never log anybody on", arguments: CapturedLogon.all)
    func bitFlips(_ logon: CapturedLogon) {
        var random = SplitMix64(seed: 0x5167_6E65_7401)
        for _ in 0..<400 {
            var authenticator = Authenticator(.test)
            let first = authenticator.receive(logon.negotiate.withFlips(Int.random(in: 0...3, using: &random), &random))
            guard first.failure == nil else { continue }
            let second = authenticator.receive(logon.authenticate.withFlips(Int.random(in: 1...8, using: &random), &random))
            guard case .lookUp = second else { continue }
            #expect(authenticator.resume(.alice(password: CapturedLogon.password)).logon == nil)
        }
    }

    @Test func aKerberosClientIsToldThatWeSpeakAnotherMechanism() {
        // The captured client offered Kerberos alone, with an AP-REQ in the first token.
        let token = NegTokenInit(mechanisms: [.microsoftKerberos, .kerberos], mechToken: hex("6082024606092a864886f71201020201"))
        var authenticator = Authenticator(.test)
        #expect(authenticator.receive(token.encoded()).failure?.reason == .mechanismRefused)
    }
}

@Suite("Captured sessions") struct CapturedSessionTests {
    /// From the password to the signature: everything between them must be right.
    @Test("the signatures of a real session verify", arguments: CapturedSession.all)
    func signaturesVerify(_ session: CapturedSession) throws {
        var preauth = PreauthHash()
        for message in session.messages[..<5] { preauth.update(ByteBuffer(bytes: message)) }
        let key = try session.sessionKey()
        let signer = Signer(
            algorithm: session.algorithm,
            key: KeySchedule.signingKey(dialect: session.dialect, sessionKey: key, preauth: preauth))
        for (index, message) in session.messages.enumerated().dropFirst(5) {
            let buffer = ByteBuffer(bytes: message)
            let messageID: UInt64 = try #require(buffer.getInteger(at: 24, endianness: .little))
            let isServer = !index.isMultiple(of: 2)
            #expect(
                signer.verify(buffer, at: 0, length: message.count, messageID: messageID, isServer: isServer, isCancel: false),
                "message \(index)")
            var signed = buffer
            signer.sign(&signed, at: 0, length: message.count, messageID: messageID, isServer: isServer, isCancel: false)
            #expect(signed == buffer)
        }
    }
}

extension CapturedLogon {
    fileprivate var isRaw: Bool { NTLMMessage.isOne(ByteBuffer(bytes: self.negotiate)) }

    fileprivate func negotiateMessage() throws -> [UInt8] {
        self.isRaw ? self.negotiate : [UInt8](self.negotiate.suffix(from: try #require(self.negotiate.indexOfNTLM)))
    }
    fileprivate func challengeMessage() throws -> [UInt8] {
        self.isRaw ? self.challenge : try #require(NegTokenResp(self.challenge)?.responseToken)
    }
    fileprivate func authenticateMessage() throws -> [UInt8] {
        self.isRaw ? self.authenticate : try #require(NegTokenResp(self.authenticate)?.responseToken)
    }
}

extension CapturedSession {
    fileprivate func sessionKey() throws -> SecretKey {
        let challengeToken = try #require(NegTokenResp(self.securityBuffer(3, fieldOffset: 68))?.responseToken)
        let authenticateToken = try #require(NegTokenResp(self.securityBuffer(4, fieldOffset: 76))?.responseToken)
        let message = try AuthenticateMessage(decoding: ByteBuffer(bytes: authenticateToken))
        let computation = NTLMv2(
            ntHash: SecretKey(NTHash.of(password: CapturedLogon.password)), user: message.userName, domain: message.domainName)
        let proof = computation.proof(
            serverChallenge: try ChallengeMessage(decoding: ByteBuffer(bytes: challengeToken)).serverChallenge,
            clientChallenge: try #require(NTLMv2Response(message.ntResponse)).clientChallenge)
        return SecretKey(RC4(key: computation.sessionBaseKey(proof: proof)).process(message.encryptedSessionKey))
    }

    private func securityBuffer(_ index: Int, fieldOffset: Int) -> [UInt8] {
        let message = self.messages[index]
        let offset = Int(message[fieldOffset]) | Int(message[fieldOffset + 1]) << 8
        let length = Int(message[fieldOffset + 2]) | Int(message[fieldOffset + 3]) << 8
        return [UInt8](message[offset..<offset + length])
    }
}

extension [UInt8] {
    fileprivate var indexOfNTLM: Int? {
        self.indices.first { self[$0...].starts(with: [UInt8]("NTLMSSP\0".utf8)) }
    }

    fileprivate func withFlips(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
        var copy = self
        for _ in 0..<count { copy[Int.random(in: copy.indices, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
        return copy
    }
}

/// The same numbers on every run.
private struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { self.state = seed }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var value = self.state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
