// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBAuth
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

@Suite("SESSION_SETUP") struct SessionSetupTests {
    private func negotiated(_ settings: Settings = Settings(), _ dialect: SMB2.Dialect = .smb3_1_1) throws -> (TestClient, TestServer) {
        let server = TestServer(settings)
        let client = server.client()
        client.options.dialects = [dialect]
        try client.negotiate()
        return (client, server)
    }

    // MARK: Success

    @Test(
        "logs on in every dialect, inside SPNEGO and bare, and signs its final answer", arguments: SMB2.Dialect.all,
        [TokenWrapping.spnego, .raw])
    func logsOn(_ dialect: SMB2.Dialect, _ wrapping: TokenWrapping) throws {
        let (client, server) = try self.negotiated(Settings(), dialect)
        client.options.logon.wrapping = wrapping
        try client.logOn()
        let reply = try #require(client.lastLogonReply)
        #expect(client.isSigned(reply))
        #expect(client.sessionFlags == [])
        let fact = try #require(server.sink.logons.first)
        #expect(fact.wrapping == wrapping)
        #expect(fact.sessionID == client.sessionID)
        #expect(fact.kind == .user)
        #expect(!fact.isReauthentication)
        try client.treeConnect("data")
        #expect(try client.tryOpening().status == .success)
    }

    @Test(
        "takes a token that came without an optimistic one, and a list that prefers another mechanism", arguments: [true, false],
        SMB2.Dialect.all)
    func longerExchanges(_ prefersNTLM: Bool, _ dialect: SMB2.Dialect) throws {
        let (client, _) = try self.negotiated(Settings(), dialect)
        client.options.logon.isOptimistic = false
        if !prefersNTLM {
            client.options.logon.mechanisms = [MechanismType(octets: [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 1, 2, 2]), .ntlm]
        }
        try client.logOn()
        let reply = try #require(client.lastLogonReply)
        #expect(client.isSigned(reply))
    }

    @Test("keeps several sessions on one connection apart", arguments: SMB2.Dialect.all) func severalSessions(_ dialect: SMB2.Dialect)
        throws
    {
        let (alice, server) = try self.negotiated(Settings(), dialect)
        try alice.logOn()
        try alice.treeConnect("data")
        let bob = alice.sibling("bob", "Secret99")
        try bob.logOn()
        #expect(bob.sessionID != alice.sessionID)
        #expect(server.state.sessions.all.map(\.principal.userName).sorted() == ["alice", "bob"])

        // Bob has no tree 1, though alice has.
        #expect(try bob.tryOpening { $0.treeID = alice.treeID }.status == .networkNameDeleted)
        // Alice's signature is no good on bob's session.
        alice.messageID = bob.messageID
        #expect(try alice.echo(signed: true) { $0.sessionID = bob.sessionID }.status == .accessDenied)
        #expect(try alice.tryOpening(signed: true).status == .success)
        try alice.logOff()
        bob.messageID = alice.messageID
        #expect(try bob.echo(signed: true).status == .success)
        #expect(server.state.sessions.count == 1)
    }

    @Test("a policy change reaches the next logon and no agreement") func policyChange() throws {
        let server = TestServer()
        let early = server.client()
        try early.negotiate()
        var settings = Settings()
        settings.requiresSigning = true
        server.state.settings.replace(settings)
        try early.logOn()
        #expect(server.sink.logons.last?.signingRequired == false, "NEGOTIATE did not announce it.")
        let late = server.client()
        try late.negotiate()
        try late.logOn()
        #expect(server.sink.logons.last?.signingRequired == true)
    }

    // MARK: Anonymous

    @Test("lets nobody in without a name where the settings do not") func anonymousRefused() throws {
        let (client, server) = try self.negotiated()
        client.options.logon = SPNEGOClient(.anonymous)
        #expect(throws: NTStatus.accessDenied) { try client.logOn() }
        #expect(server.sink.eventIDs == [EventID.sessionAuthFailure])
        #expect(server.state.sessions.count == 0)
    }

    @Test("gives an anonymous session IPC$ and nothing else, signed or not", arguments: [false, true], SMB2.Dialect.all)
    func anonymous(_ requiresSigning: Bool, _ dialect: SMB2.Dialect) throws {
        var settings = Settings()
        settings.allowsAnonymous = true
        settings.requiresSigning = requiresSigning
        settings.auditsSigning = true
        settings.auditsSPN = true
        let (client, server) = try self.negotiated(settings, dialect)
        client.options.logon = SPNEGOClient(.anonymous)
        client.options.negotiateMode = []
        client.options.setupMode = []
        try client.logOn()
        #expect(client.sessionFlags == .null)
        #expect(client.lastLogonReply?.header.flags.contains(.signed) == false)
        #expect(throws: NTStatus.accessDenied) { try client.treeConnect("data") }
        try client.treeConnect("IPC$")
        #expect(server.sink.logons.first?.kind == .anonymous)
        #expect(server.sink.eventIDs == [EventID.nullSessionRefused], "No event of 3021 to 3027.")
    }

    @Test("refuses anonymous sessions at level 2 only", arguments: [HardeningLevel.off, .acceptIfProvided, .required])
    func anonymousAtLevel(_ level: HardeningLevel) throws {
        var settings = Settings()
        settings.allowsAnonymous = true
        settings.hardeningLevel = level
        let (client, server) = try self.negotiated(settings)
        client.options.logon = SPNEGOClient(.anonymous)
        if level == .required {
            #expect(throws: NTStatus.accessDenied) { try client.logOn() }
            #expect(server.sink.eventIDs == [EventID.sessionAuthFailure])
        } else {
            try client.logOn()
        }
    }

    // MARK: Refusals

    @Test("refuses to bind a session to another channel", arguments: SMB2.Dialect.all) func binding(_ dialect: SMB2.Dialect) throws {
        let (client, _) = try self.negotiated(Settings(), dialect)
        var tokens = client.options.logon
        #expect(try client.exchange(client.setupFrame(tokens.begin(), flags: .binding)).status == .requestNotAccepted)
        try client.logOn()
        #expect(try client.exchange(client.setupFrame(tokens.begin(), flags: .binding, signed: true)).status == .requestNotAccepted)
        #expect(try client.echo(signed: true).status == .success, "The session that was named goes on.")
    }

    @Test("of a session that does not exist here is refused", arguments: [1, 0x1234_5678_9ABC_DEF0, .max] as [UInt64])
    func unknownSession(_ id: UInt64) throws {
        let (client, _) = try self.negotiated()
        var tokens = client.options.logon
        #expect(try client.exchange(client.setupFrame(tokens.begin()) { $0.sessionID = id }).status == .userSessionDeleted)
    }

    @Test("of another connection's session is refused and leaves it alone") func foreignSession() throws {
        let server = TestServer()
        let owner = try server.connectedClient()
        let other = server.client()
        try other.negotiate()
        var tokens = other.options.logon
        #expect(try other.exchange(other.setupFrame(tokens.begin()) { $0.sessionID = owner.sessionID }).status == .userSessionDeleted)
        #expect(try owner.echo(signed: true).status == .success)
    }

    @Test("with anything else in its frame is refused", arguments: [true, false]) func compound(_ isFirst: Bool) throws {
        let (client, _) = try self.negotiated()
        _ = try client.echo()
        var tokens = client.options.logon
        let elements =
            isFirst
            ? [client.setupFrame(tokens.begin()), client.frame(.echo, SMB2.EchoRequest())]
            : [client.frame(.echo, SMB2.EchoRequest()), client.setupFrame(tokens.begin())]
        let replies = try TestClient.elements(of: client.exchange(client.compound(elements)))
        #expect(replies.map(\.status) == (isFirst ? [.invalidParameter, .success] : [.success, .invalidParameter]))
    }

    @Test("that is malformed is refused and begins nothing", arguments: [0, 1, 23]) func malformed(_ length: Int) throws {
        let (client, _) = try self.negotiated()
        #expect(try client.exchange(client.encode(.sessionSetup) { writer, _ in writer.zeros(length) }).status == .invalidParameter)
        try client.logOn()
    }

    @Test("takes no second token while the first is looked at") func tokenWhileWaiting() throws {
        let (client, _) = try self.negotiated()
        let last = try client.lastFrameOfLogon()
        client.connection?.holdsCredentials = true
        try client.transport.send(last)
        #expect(client.hearsNothing)
        #expect(try client.exchange(client.setupFrame([1, 2, 3], signed: false)).status == .requestNotAccepted)
        client.connection?.releaseCredentials()
        #expect(try client.receive().status == .success)
    }

    @Test("keeps eight begun logons; one more takes the place of the oldest") func pendingLogons() throws {
        let (client, _) = try self.negotiated()
        var tokens = client.options.logon
        let begun = try (0..<9).map { _ in try client.exchange(client.setupFrame(tokens.begin()) { $0.sessionID = 0 }) }
        #expect(begun.allSatisfy { $0.status == .moreProcessingRequired })
        #expect(try client.exchange(client.setupFrame([1]) { $0.sessionID = begun[0].header.sessionID }).status == .userSessionDeleted)
        #expect(try client.exchange(client.setupFrame([1]) { $0.sessionID = begun[1].header.sessionID }).status == .invalidParameter)
        #expect(try client.echo().status == .success)
    }

    @Test("sets up no more sessions than the settings allow") func sessionLimit() throws {
        var settings = Settings()
        settings.maximumSessionsPerConnection = 2
        let (client, server) = try self.negotiated(settings)
        for _ in 0..<2 {
            client.sessionID = 0
            try client.logOn()
        }
        client.sessionID = 0
        #expect(throws: NTStatus.insufficientResources) { try client.logOn() }
        #expect(server.state.sessions.count == 2)
    }

    @Test("in time, or the connection ends") func timeLimit() throws {
        let (client, _) = try self.negotiated()
        client.connection?.mailbox.post(.logonTimedOut)
        #expect(throws: TransportError.closed) { try client.receive() }
        #expect(client.connection?.disconnectReason == .logonTimedOut)
    }

    @Test("in time: afterwards the limit means nothing") func withinTime() throws {
        let client = try TestServer().connectedClient()
        client.connection?.mailbox.post(.logonTimedOut)
        #expect(client.hearsNothing)
        #expect(try client.echo().status == .success)
    }
}
