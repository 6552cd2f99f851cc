// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAuth
import SMBCrypto
import SMBWire
import Support
import Testing

@Suite("Authenticator") struct AuthenticatorTests {
    @Test("a right password logs on, and both sides have the same key", arguments: [TokenWrapping.spnego, .raw])
    func happyPath(_ wrapping: TokenWrapping) throws {
        var exchange = Exchange(.alice.with { $0.targetName = "cifs/files.example" }, wrapping: wrapping)
        let step = try exchange.run()
        let key = try #require(exchange.client.sessionKey)
        var expected = AuthenticatedLogon(
            userName: "alice", domainName: "WORKGROUP", workstation: "CLIENT", kind: .user, sessionKey: key, mechanism: .ntlmv2,
            wrapping: wrapping, targetName: .present("cifs/files.example"), avFlags: 2, hasMIC: true,
            clientVersion: NTLMVersion(major: 6, minor: 1, build: 7601), relativeIdentifier: 1001)
        expected.nameOrigin = .typed
        #expect(step.logon == expected)
        #expect(exchange.legs == 2)
    }

    @Test func theChallengeNamesTheServer() throws {
        var authenticator = Authenticator(.test)
        var client = NTLMClient.alice
        let step = authenticator.receive(client.negotiate())
        let challenge = try ChallengeMessage(decoding: ByteBuffer(bytes: try #require(step.token)))
        #expect(challenge.serverChallenge == [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(challenge.targetName == "FILES")
        let text: (AVPairs.Identifier) -> String? = { identifier in
            challenge.targetInfo[identifier].map { String(decoding: $0.filter { $0 != 0 }, as: UTF8.self) }
        }
        // The computer's names carry a watermark, in the case of their letters.
        #expect(text(.netbiosComputerName)?.uppercased() == "FILES")
        #expect(text(.netbiosDomainName) == "EXAMPLE")
        #expect(text(.dnsComputerName)?.lowercased() == "files.example")
        #expect(text(.dnsDomainName) == "example")
        #expect(challenge.targetInfo[.timestamp]?.count == 8)
        #expect(challenge.flags.isSuperset(of: [.unicode, .targetInfo, .requestTarget, .targetTypeServer, .ntlm, .alwaysSign]))
    }

    @Test func theHintOffersNTLM() throws {
        let hint = Authenticator.hint()
        // As Samba sends it, byte for byte.
        #expect(
            hint
                == hex(
                    """
                    604806062b0601050502a03e303ca00e300c060a2b06010401823702020aa32a3028a0261b24
                    6e6f745f646566696e65645f696e5f5246433431373840706c656173655f69676e6f7265
                    """))
        // A client may send such hints back: they are tolerated.
        var authenticator = Authenticator(.test)
        #expect(authenticator.receive(hint).token != nil)
    }

    // MARK: Who is refused

    @Test("a wrong password and an unknown user look alike from outside", arguments: [TokenWrapping.spnego, .raw])
    func wrongPasswordAndUnknownUser(_ wrapping: TokenWrapping) throws {
        var wrong = Exchange(.alice.with { $0.password = "wrong" }, wrapping: wrapping)
        var unknown = Exchange(.alice, wrapping: wrapping)
        let first = try #require(try wrong.run().failure)
        let second = try #require(try unknown.run(nil).failure)
        #expect(first.reason == .wrongPassword)
        #expect(second.reason == .unknownUser)
        #expect(first.status == .logonFailure)
        #expect(second.status == .logonFailure)
        #expect(first.claimedUser == "alice")
        #expect(first.claimedDomain == "WORKGROUP")
        #expect(first.workstation == "CLIENT")
    }

    @Test func theKeyThatStandsInForAnUnknownUserOpensNothing() throws {
        // Whoever reads the source knows that key.
        var exchange = Exchange(.alice)
        exchange.client.ntlm.password = "irrelevant"
        #expect(try exchange.run(nil).failure?.reason == .unknownUser)
    }

    @Test func aDisabledAccountIsToldSoOnlyWithTheRightPassword() throws {
        var right = Exchange(.alice)
        var wrong = Exchange(.alice.with { $0.password = "wrong" })
        #expect(try right.run(.alice(isEnabled: false)).failure?.status == .accountDisabled)
        #expect(try wrong.run(.alice(isEnabled: false)).failure?.status == .logonFailure)
    }

    @Test("old responses are refused without a look-up", arguments: [TokenWrapping.spnego, .raw])
    func oldResponses(_ wrapping: TokenWrapping) throws {
        #expect(try Exchange.logon(.alice.with { $0.response = .ntlmv1 }, wrapping: wrapping).failure?.reason == .ntlmv1Refused)
        #expect(try Exchange.logon(.alice.with { $0.response = .lm }, wrapping: wrapping).failure?.reason == .lmRefused)
    }

    @Test("anonymous is let in only where that is allowed", arguments: [TokenWrapping.spnego, .raw])
    func anonymous(_ wrapping: TokenWrapping) throws {
        var refused = Exchange(.anonymous, wrapping: wrapping)
        #expect(try refused.run().failure?.reason == .anonymousRefused)
        var allowed = Exchange(.anonymous, wrapping: wrapping, configuration: .testWithAnonymous)
        let logon = try #require(try allowed.run().logon)
        #expect(logon.kind == .anonymous)
        #expect(logon.mechanism == .anonymous)
        #expect(logon.targetName == .absent)
        #expect(logon.sessionKey == allowed.client.sessionKey)
    }

    @Test func aUserWithoutAnyResponseIsNotAnonymous() throws {
        var exchange = Exchange(.anonymous.with { $0.user = "root" }, configuration: .testWithAnonymous)
        #expect(try exchange.run().failure?.reason == .emptyResponse)
    }

    // MARK: What clients do differently

    @Test func aClientThatHashesNoDomainIsTolerated() throws {
        #expect(try Exchange.logon(.alice.with { $0.hashesEmptyDomain = true }).logon != nil)
    }

    @Test("names are folded, passwords are not", arguments: ["ALICE", "Alice"])
    func folding(_ user: String) throws {
        #expect(try Exchange.logon(.alice.with { $0.user = user }).logon?.userName == "alice")
        #expect(try Exchange.logon(.alice.with { $0.password = "SECRET" }).logon == nil)
    }

    @Test func withoutKeyExchangeTheBaseKeyIsTheSessionKey() throws {
        var exchange = Exchange(.alice.with { $0.flags.remove(.keyExchange) })
        let logon = try #require(try exchange.run().logon)
        #expect(logon.sessionKey == exchange.client.sessionKey)
    }

    @Test func withoutMICAndTimestampAClientIsTakenAndSaidToHaveNone() throws {
        let client = NTLMClient.alice.with {
            $0.mic = .omitted
            $0.sendsTimestamp = false
        }
        let logon = try #require(try Exchange.logon(client).logon)
        #expect(!logon.hasMIC)
        #expect(logon.avFlags == nil)
    }

    @Test("an exchanged key that is not sixteen bytes long ends the logon", arguments: [0, 1, 15])
    func brokenKeyExchange(_ size: Int) throws {
        #expect(try Exchange.logon(.alice.with { $0.encryptedSessionKeySize = size }).failure?.reason == .badToken)
    }

    @Test func namesOfUnreasonableLengthAreRefused() throws {
        #expect(try Exchange.logon(.alice.with { $0.user = String(repeating: "a", count: 256) }).logon != nil)
        #expect(try Exchange.logon(.alice.with { $0.user = String(repeating: "a", count: 257) }).failure?.reason == .badToken)
    }

    @Test func aClientWithoutUnicodeIsRefused() throws {
        #expect(try Exchange.logon(.alice.with { $0.flags.remove(.unicode) }).failure?.reason == .badToken)
    }
}
