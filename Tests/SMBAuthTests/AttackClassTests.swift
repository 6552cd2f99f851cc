// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAuth
import SMBWire
import Support
import Testing

/// What went wrong in other servers, as tests of this one.
@Suite("Attack classes") struct AttackClassTests {
    /// ksmbd wrote an exchanged session key of the peer's length into sixteen bytes.
    @Test("CVE-2023-52440: the length of EncryptedRandomSessionKey", arguments: [0, 1, 15, 17, 255, 4096])
    func sessionKeyLength(_ size: Int) throws {
        let token = try Self.authenticate { $0.encryptedSessionKey = [UInt8](repeating: 0, count: size) }
        #expect(try Self.outcome(token)?.reason == .badToken)
    }

    /// ksmbd subtracted a header from an NTLMv2 response shorter than it.
    @Test("CVE-2023-0210: an NTLMv2 response shorter than its header", arguments: 0...44)
    func responseLength(_ size: Int) throws {
        let token = try Self.authenticate { $0.ntResponse = [UInt8]($0.ntResponse.prefix(size)) }
        let failure = try #require(try Self.outcome(token))
        let expected: AuthenticationFailure.Reason =
            switch size {
            case 0: .lmRefused
            case 1...24: .ntlmv1Refused
            case 25..<44: .badToken
            default: .wrongPassword
            }
        #expect(failure.reason == expected)
    }

    /// ksmbd took a mechanism token for NTLM's without looking at its size.
    @Test("CVE-2024-26594: a mechToken that is no message", arguments: [0, 1, 7, 8, 11, 12, 15])
    func mechTokenLength(_ size: Int) throws {
        var client = NTLMClient.alice
        let mechToken = [UInt8](client.negotiate().prefix(size))
        var first = Authenticator(.test)
        let step = first.receive(NegTokenInit(mechanisms: [.ntlm], mechToken: mechToken).encoded())
        // An empty token is none: the client is asked for one.
        #expect((step.failure?.reason == .badToken) == (size > 0))
        var second = Authenticator(.test)
        _ = second.receive(NegTokenInit(mechanisms: [.ntlm], mechToken: nil).encoded())
        #expect(second.receive(NegTokenResp(state: nil, responseToken: mechToken).encoded()).failure?.reason == .badToken)
    }

    @Test("every field that points outside its message is refused", arguments: [12, 20, 28, 36, 44, 52])
    func fieldBounds(_ field: Int) throws {
        for pointer: [UInt8] in [
            [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [8, 0, 8, 0, 0xFF, 0xFF, 0xFF, 0xFF], [8, 0, 8, 0, 0xFE, 0xFF, 0xFF, 0x7F],
            [0xFF, 0xFF, 0xFF, 0xFF, 88, 0, 0, 0], [2, 0, 2, 0, 0, 0, 0, 0], [2, 0, 2, 0, 63, 0, 0, 0],
        ] {
            var token = try Self.authenticate { _ in }
            token.replaceSubrange(field..<field + 8, with: pointer)
            #expect(try Self.outcome(token)?.reason == .badToken)
        }
    }

    /// A relay takes the MIC out, so that it may change the flags of the exchange. AvFlags, which the proof covers, still announces it.
    @Test("CVE-2016-2110, CVE-2019-1040: a MIC that was taken out is missed", arguments: [TokenWrapping.spnego, .raw])
    func strippedMIC(_ wrapping: TokenWrapping) throws {
        #expect(try Exchange.logon(.alice.with { $0.mic = .stripped }, wrapping: wrapping).failure?.reason == .micMissing)
        #expect(try Exchange.logon(.alice.with { $0.mic = .zeroed }, wrapping: wrapping).failure?.reason == .badMIC)
        #expect(try Exchange.logon(.alice.with { $0.mic = .corrupted }, wrapping: wrapping).failure?.reason == .badMIC)
    }

    /// The second way to drop the MIC (CVE-2019-1166): the relay plants AvFlags without the bit in the challenge, and the client echoes them
    /// in front of its own.
    @Test func plantedFlagsDoNotSwitchTheMICOff() {
        let list = AVPairs([.init(.flags, [0, 0, 0, 0]), .init(.flags, [2, 0, 0, 0])])
        #expect(list.clientFlags == 2)
    }

    @Test("a changed flag in NEGOTIATE breaks the MIC", arguments: [NTLMFlags.sign, .seal, .key128])
    func changedNegotiate(_ flag: NTLMFlags) throws {
        var client = NTLMClient.alice
        _ = client.negotiate()
        var authenticator = Authenticator(.test)
        let challenge = authenticator.receive(NegotiateMessage(flags: client.flags.subtracting(flag), version: client.version).encoded())
        _ = authenticator.receive(try client.authenticate(try #require(challenge.token)))
        #expect(authenticator.resume(.alice()).failure?.reason == .badMIC)
    }

    /// A relay cannot make up what the proof covers.
    @Test func changedAttributesBreakTheProof() throws {
        var token = try Self.authenticate(client: .alice.with { $0.targetName = "cifs/files" }) { _ in }
        let name: [UInt8] = [0x66, 0, 0x69, 0, 0x6C, 0, 0x65, 0, 0x73, 0]
        let index = try #require(token.indices.first { token[$0...].starts(with: name) })
        token[index] ^= 1
        #expect(try Self.outcome(token)?.reason == .wrongPassword)
    }

    // MARK: One exchange by hand

    /// A message of alice with the right password, changed before it is sent.
    private static func authenticate(
        client: NTLMClient = .alice, _ change: (inout AuthenticateMessage) -> Void
    ) throws -> [UInt8] {
        var client = client
        var authenticator = Authenticator(.test)
        let challenge = authenticator.receive(client.negotiate())
        var message = try AuthenticateMessage(decoding: ByteBuffer(bytes: try client.authenticate(try #require(challenge.token))))
        change(&message)
        return message.encoded()
    }

    private static func outcome(_ token: [UInt8]) throws -> AuthenticationFailure? {
        var client = NTLMClient.alice
        var authenticator = Authenticator(.test)
        _ = authenticator.receive(client.negotiate())
        let step = authenticator.receive(token)
        if case .lookUp = step { return authenticator.resume(.alice()).failure }
        return step.failure
    }
}
