// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBAuth
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

@Suite("NEGOTIATE") struct NegotiateTests {
    private static let salt = ByteBuffer(repeating: 7, count: 32)
    private static let preauth = SMB2.NegotiateContext.preauthIntegrity(hashes: [SMB2.HashAlgorithm.sha512], salt: salt)

    private func client(_ settings: Settings = Settings()) -> (TestClient, TestServer) {
        let server = TestServer(settings)
        return (server.client(), server)
    }

    private static func request(_ contexts: [SMB2.NegotiateContext], dialects: [SMB2.Dialect] = [.smb3_1_1]) -> SMB2.NegotiateRequest {
        SMB2.NegotiateRequest(
            securityMode: .signingEnabled, capabilities: [], clientGUID: GUID(low: 1, high: 2), dialects: dialects, contexts: contexts)
    }

    // MARK: Dialects

    struct Choice: Sendable {
        var offered: [SMB2.Dialect]
        var minimum = SMB2.Dialect.smb2_0_2
        var maximum = SMB2.Dialect.smb3_1_1
        var chosen: SMB2.Dialect?
    }

    static let choices: [Choice] =
        SMB2.Dialect.all.map { Choice(offered: [$0], chosen: $0) }
        + SMB2.Dialect.all.map { Choice(offered: SMB2.Dialect.all, maximum: $0, chosen: $0) }
        + SMB2.Dialect.all.map { Choice(offered: SMB2.Dialect.all.reversed(), maximum: $0, chosen: $0) }
        + SMB2.Dialect.all.map { Choice(offered: [$0, .smb2_0_2], minimum: $0, chosen: $0) } + [
            Choice(offered: [.smb2_0_2, .smb2_1], minimum: .smb3_0, chosen: nil),
            Choice(offered: [.smb3_1_1], maximum: .smb3_0_2, chosen: nil),
            Choice(offered: [.smb2_1, .smb3_1_1], minimum: .smb3_0, maximum: .smb3_0_2, chosen: nil),
            Choice(offered: [SMB2.Dialect(rawValue: 0x0400)], chosen: nil),
            Choice(offered: [.wildcard], chosen: nil),
            Choice(offered: [SMB2.Dialect(rawValue: 0x0310), .smb2_1], chosen: .smb2_1),
            Choice(offered: [.smb2_1, .smb2_1, .smb2_1], chosen: .smb2_1),
        ]

    @Test("takes the highest common dialect within the settings", arguments: choices)
    func choosesDialect(_ choice: Choice) throws {
        var settings = Settings()
        settings.minimumDialect = choice.minimum.rawValue
        settings.maximumDialect = choice.maximum.rawValue
        let (client, server) = self.client(settings)
        client.options.dialects = choice.offered
        if let chosen = choice.chosen {
            let response = try client.negotiate()
            #expect(response.dialect == chosen)
            #expect(response.capabilities == (chosen == .smb2_0_2 ? [] : .largeMTU))
            #expect(response.maximumReadSize == (chosen == .smb2_0_2 ? 65536 : 8 << 20))
            #expect(response.serverGUID == server.state.guid)
            #expect(response.serverStartTime == .zero)
            #expect(response.systemTime == server.clock.now())
        } else {
            #expect(throws: NTStatus.notSupported) { try client.negotiate() }
            #expect(server.sink.eventIDs == [EventID.dialectOutsideRange])
        }
    }

    @Test("announces that signing is required where it is", arguments: [false, true], SMB2.Dialect.all)
    func announcesSigning(_ required: Bool, _ dialect: SMB2.Dialect) throws {
        var settings = Settings()
        settings.requiresSigning = required
        let (client, _) = self.client(settings)
        client.options.dialects = [dialect]
        #expect(try client.negotiate().securityMode == (required ? [.signingEnabled, .signingRequired] : .signingEnabled))
    }

    @Test("carries a token that offers NTLM") func offersMechanisms() throws {
        let (client, _) = self.client()
        #expect(Array(try client.negotiate().securityBuffer.readableBytesView) == Authenticator.hint())
    }

    // MARK: Contexts

    struct Contexts: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var contexts: [SMB2.NegotiateContext]
        var status: NTStatus
    }

    static let refusals: [Contexts] = [
        Contexts(testDescription: "none at all", contexts: [], status: .invalidParameter),
        Contexts(testDescription: "no preauth", contexts: [.signing([1])], status: .invalidParameter),
        Contexts(testDescription: "preauth twice", contexts: [preauth, preauth], status: .invalidParameter),
        Contexts(
            testDescription: "an unknown hash alone", contexts: [.preauthIntegrity(hashes: [2], salt: salt)],
            status: .smbNoPreauthIntegrityHashOverlap),
        Contexts(
            testDescription: "no hash", contexts: [.preauthIntegrity(hashes: [], salt: salt)], status: .invalidParameter),
        Contexts(testDescription: "encryption twice", contexts: [preauth, .encryption([1]), .encryption([1])], status: .invalidParameter),
        Contexts(testDescription: "no cipher", contexts: [preauth, .encryption([])], status: .invalidParameter),
        Contexts(testDescription: "signing twice", contexts: [preauth, .signing([1]), .signing([2])], status: .invalidParameter),
        Contexts(testDescription: "no signing algorithm", contexts: [preauth, .signing([])], status: .invalidParameter),
        Contexts(
            testDescription: "compression twice",
            contexts: [preauth, .compression(flags: 0, algorithms: [1]), .compression(flags: 0, algorithms: [1])], status: .invalidParameter
        ),
        Contexts(
            testDescription: "no compression algorithm", contexts: [preauth, .compression(flags: 0, algorithms: [])],
            status: .invalidParameter),
        Contexts(
            testDescription: "RDMA twice",
            contexts: [
                preauth, .unknown(type: 7, data: ByteBuffer(bytes: [1, 0, 0, 0, 0, 0, 0, 0, 1, 0])),
                .unknown(type: 7, data: ByteBuffer(bytes: [1, 0, 0, 0, 0, 0, 0, 0, 1, 0])),
            ], status: .invalidParameter),
        Contexts(
            testDescription: "data too short", contexts: [preauth, .unknown(type: 8, data: ByteBuffer(bytes: [9, 0, 1, 0]))],
            status: .invalidParameter),
    ]

    @Test("refuses contexts that break the rules, and can be asked again", arguments: refusals)
    func refusesContexts(_ wrong: Contexts) throws {
        let (client, _) = self.client()
        #expect(throws: wrong.status) { try client.negotiate(Self.request(wrong.contexts)) }
        #expect(try client.negotiate(Self.request([Self.preauth])).dialect == .smb3_1_1)
    }

    @Test("passes over contexts that it does not know") func skipsUnknown() throws {
        let (client, _) = self.client()
        let response = try client.negotiate(
            Self.request([
                .unknown(type: 0x100, data: ByteBuffer(repeating: 1, count: 16)),
                .unknown(type: 6, data: ByteBuffer(repeating: 0, count: 4)),
                Self.preauth, .unknown(type: 0xFFFF, data: ByteBuffer()), .unknown(type: 0xFFFF, data: ByteBuffer()),
            ]))
        #expect(response.contexts.count == 1)
    }

    @Test("ignores contexts where 3.1.1 is not chosen") func ignoresContexts() throws {
        var settings = Settings()
        settings.maximumDialect = 0x0302
        let (client, _) = self.client(settings)
        let response = try client.negotiate(Self.request([.signing([])], dialects: [.smb3_0_2, .smb3_1_1]))
        #expect(response.dialect == .smb3_0_2)
        #expect(response.contexts == [])
    }

    @Test("answers preauth with a salt of its own, and signing and encryption only when they were asked for") func answersContexts() throws
    {
        let (client, _) = self.client()
        let plain = try client.negotiate(Self.request([Self.preauth]))
        guard case .preauthIntegrity([SMB2.HashAlgorithm.sha512], let salt)? = plain.contexts.first else {
            Issue.record("no preauth context")
            return
        }
        #expect(salt.readableBytes == 32)
        #expect(salt != Self.salt)
        #expect(plain.contexts.count == 1)
    }

    @Test(
        "answers an offer of ciphers with the first that it knows, or none",
        arguments: [[1], [2, 1], [4, 3, 2, 1], [0x7777], [0x7777, 3]] as [[UInt16]])
    func cipher(_ ciphers: [UInt16]) throws {
        let (client, server) = self.client()
        client.options.ciphers = ciphers
        let chosen = ciphers.first { $0 != 0x7777 } ?? 0
        #expect(try client.negotiate().contexts.contains(.encryption([chosen])))
        try client.logOn()
        #expect(server.sink.logons.first?.ciphers == ciphers)
    }

    @Test(
        "prefers GMAC, and falls back to CMAC where nothing is in common",
        arguments: [([2, 1, 0], 2), ([0, 1, 2], 2), ([1, 0], 1), ([0, 1], 1), ([0], 0), ([0x7777], 1)] as [([UInt16], UInt16)])
    func signingAlgorithm(_ offered: [UInt16], _ chosen: UInt16) throws {
        let (client, server) = self.client()
        client.options.signingAlgorithms = offered
        #expect(try client.negotiate().contexts.contains(.signing([chosen])))
        try client.logOn()
        let reply = try #require(client.lastLogonReply)
        #expect(client.isSigned(reply))
        #expect(server.sink.logons.first?.signingAlgorithms == offered)
    }

    @Test("keeps the name that the client typed", arguments: [nil, "", "files", "host.example:4450", "日本語"] as [String?])
    func keepsNetname(_ name: String?) throws {
        let (client, server) = self.client()
        client.options.netname = name
        try client.negotiate()
        try client.logOn()
        #expect(server.sink.logons.first?.netname == name)
    }

    // MARK: Wrong messages

    @Test("a second one disconnects", arguments: SMB2.Dialect.all)
    func secondNegotiate(_ dialect: SMB2.Dialect) throws {
        let (client, server) = self.client()
        client.options.dialects = [dialect]
        try client.negotiate()
        #expect(throws: TransportError.closed) { try client.negotiate() }
        #expect(client.connection?.disconnectReason == .secondNegotiate)
        #expect(server.sink.observations.map(\.fact) == [.protocolViolation(reason: "secondNegotiate")])
    }

    @Test("signed is refused") func signedNegotiate() throws {
        let (client, _) = self.client()
        let reply = try client.ask(.negotiate, client.negotiateRequest()) { $0.flags.insert(.signed) }
        #expect(reply.status == .invalidParameter)
    }

    @Test("without any dialect, or with more than 64, is refused", arguments: [0, 65, 1000])
    func dialectCount(_ count: Int) throws {
        let (client, _) = self.client()
        let dialects = [SMB2.Dialect](repeating: .smb2_1, count: count)
        #expect(throws: NTStatus.invalidParameter) { try client.negotiate(Self.request([], dialects: dialects)) }
    }

    @Test("whose body is malformed is refused", arguments: [0, 2, 35])
    func malformed(_ length: Int) throws {
        let (client, _) = self.client()
        let reply = try client.exchange(client.encode(.negotiate) { writer, _ in writer.zeros(length) })
        #expect(reply.status == .invalidParameter)
        _ = try client.negotiate()
    }

    @Test("whose dialects end early is refused") func truncated() throws {
        let (client, _) = self.client()
        let whole = client.frame(.negotiate, Self.request([], dialects: [.smb2_1, .smb3_0]))
        let reply = try client.exchange(try #require(whole.getSlice(at: whole.readerIndex, length: whole.readableBytes - 1)))
        #expect(reply.status == .invalidParameter)
    }

    static let others: [SMB2.Command] = [
        .sessionSetup, .logoff, .treeConnect, .treeDisconnect, .create, .close, .flush, .read, .write, .lock, .ioControl, .cancel, .echo,
        .queryDirectory, .changeNotify, .queryInfo, .setInfo, .oplockBreak, SMB2.Command(rawValue: 19), SMB2.Command(rawValue: .max),
    ]

    @Test("must come first: any other command disconnects", arguments: others, [[], .related, .signed, .async] as [SMB2.HeaderFlags])
    func otherCommandFirst(_ command: SMB2.Command, _ flags: SMB2.HeaderFlags) throws {
        let (client, _) = self.client()
        let frame = client.encode(command, flags: flags) { writer, _ in writer.zeros(64) }
        #expect(throws: TransportError.closed) { try client.exchange(frame) }
        #expect(client.connection?.disconnectReason == .notNegotiated)
        #expect(client.connection?.framesReceived.isEmpty == true)
    }

    @Test("must be alone in its frame") func compound() throws {
        let (client, _) = self.client()
        let negotiate = client.frame(.negotiate, client.negotiateRequest())
        let echo = client.frame(.echo, SMB2.EchoRequest())
        #expect(throws: TransportError.closed) { try client.exchange(client.compound([negotiate, echo])) }
    }
}
