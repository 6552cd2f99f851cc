// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBAuth
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

/// What counts against whom: nothing that an unproven peer sends counts against the session or the client that it names.
@Suite("Evidence cannot be poisoned") struct EvidenceTests {
    private static var required: Settings {
        var settings = Settings()
        settings.requiresSigning = true
        return settings
    }

    /// All that was said of a session's requests.
    private func counts(_ server: TestServer, of session: UInt64) -> SignatureCounts {
        server.sink.observations.reduce(into: .zero) { sum, observation in
            switch observation.fact {
            case .requestsCounted(session, let counts), .sessionEnded(session, let counts): sum = sum + counts
            case _: break
            }
        }
    }

    private func client(_ server: TestServer, dialect: SMB2.Dialect = .smb2_1, from address: String = "192.0.2.7") throws -> TestClient {
        let client = server.client(from: address)
        client.options.dialects = [dialect]
        try client.negotiate()
        try client.logOn()
        return client
    }

    private func spoiled(_ client: TestClient) -> ByteBuffer {
        var frame = client.frame(.echo, SMB2.EchoRequest(), signed: true)
        frame.setInteger(frame.getInteger(at: frame.readerIndex + 48, as: UInt8.self).map { $0 ^ 1 } ?? 0, at: frame.readerIndex + 48)
        return frame
    }

    // MARK: The ladder

    @Test("the first signature that verifies is said at once") func firstProof() throws {
        let server = TestServer()
        let client = try self.client(server)
        _ = try client.echo(signed: false)
        #expect(self.counts(server, of: client.sessionID) == .zero)
        _ = try client.echo(signed: true)
        #expect(self.counts(server, of: client.sessionID) == SignatureCounts(valid: 1, unsigned: 1))
        _ = try client.echo(signed: true)
        #expect(self.counts(server, of: client.sessionID) == SignatureCounts(valid: 1, unsigned: 1), "The next ones can wait.")
    }

    @Test("a live session stands on its rung") func rungs() throws {
        let server = TestServer(Self.required)
        let client = try self.client(server)
        let rung = { server.state.sessions.all.first?.evidence }
        #expect(rung() == .advertised)
        _ = try client.echo(signed: false)
        #expect(rung() == .contradicted)
        _ = try client.echo(signed: true)
        #expect(rung() == .seen)
        for _ in 0..<8 { _ = try client.echo(signed: true) }
        #expect(rung() == .sustained)
        _ = try client.exchange(self.spoiled(client))
        #expect(rung() == .sustained, "The key has spoken; anybody could have sent this.")
    }

    @Test("reports are few, however long a session lives") func fewReports() throws {
        let server = TestServer()
        let client = try self.client(server)
        for _ in 0..<100 { _ = try client.echo(signed: true) }
        let reports = server.sink.observations.count {
            if case .requestsCounted = $0.fact { true } else { false }
        }
        #expect(reports == 2)
    }

    @Test("a client that signs wrongly from the start is contradicted when its session ends") func alwaysWrong() throws {
        let server = TestServer()
        let client = try self.client(server)
        for _ in 0..<3 { #expect(try client.exchange(self.spoiled(client)).status == .accessDenied) }
        client.connection?.drop()
        #expect(self.counts(server, of: client.sessionID) == SignatureCounts(bad: 3))
    }

    @Test("a client that leaves unsigned what is due is contradicted when its session ends") func neverSigned() throws {
        let server = TestServer(Self.required)
        let client = try self.client(server)
        for _ in 0..<2 { #expect(try client.echo(signed: false).status == .accessDenied) }
        client.connection?.drop()
        #expect(self.counts(server, of: client.sessionID) == SignatureCounts(unsigned: 2))
    }

    // MARK: Who could have sent it

    @Test("a man in the middle cannot take back what the key has proven: bad signatures") func injectedBadSignatures() throws {
        let server = TestServer()
        let client = try self.client(server)
        _ = try client.echo(signed: true)
        for _ in 0..<3 { _ = try client.exchange(self.spoiled(client)) }
        client.connection?.drop()
        #expect(self.counts(server, of: client.sessionID) == SignatureCounts(valid: 1))
        #expect(server.sink.eventIDs == [EventID.badSignature, EventID.badSignature, EventID.badSignature], "Each is said.")
    }

    @Test("a man in the middle cannot take back what the key has proven: stripped signatures") func strippedSignatures() throws {
        let server = TestServer(Self.required)
        let client = try self.client(server)
        _ = try client.echo(signed: true)
        _ = try client.echo(signed: false)
        client.connection?.drop()
        #expect(self.counts(server, of: client.sessionID) == SignatureCounts(valid: 1))
        #expect(server.sink.eventIDs == [EventID.unsignedWhereDue])
    }

    @Test("what came wrong before the key was shown is forgotten once it is") func proofAfterwards() throws {
        let server = TestServer()
        let client = try self.client(server)
        _ = try client.exchange(self.spoiled(client))
        _ = try client.echo(signed: true)
        client.connection?.drop()
        #expect(self.counts(server, of: client.sessionID) == SignatureCounts(valid: 1))
    }

    @Test("a request in the clear counts against an encrypted session only while nothing was decrypted", arguments: [false, true])
    func plainOnEncrypted(_ hasShownKey: Bool) throws {
        var settings = Settings()
        settings.encryptsData = true
        let server = TestServer(settings)
        let client = server.client(.encrypting())
        try client.negotiate()
        try client.logOn()
        if hasShownKey { try client.treeConnect("data") }
        client.encrypts = false
        _ = try client.exchange(client.frame(.echo, SMB2.EchoRequest(), signed: false))
        client.connection?.drop()
        let counts = self.counts(server, of: client.sessionID)
        #expect(counts.unsigned == (hasShownKey ? 0 : 1))
        #expect((counts.encrypted > 0) == hasShownKey)
    }

    @Test("a bad signature that names another connection's session leaves it alone") func foreignSession() throws {
        let server = TestServer()
        let victim = try self.client(server)
        let attacker = try self.client(server, from: "192.0.2.66")
        let before = server.sink.observations.count
        for signed in [true, false] {
            let reply = try attacker.tryOpening(signed: signed) { $0.sessionID = victim.sessionID }
            #expect(reply.status == .userSessionDeleted)
        }
        #expect(server.sink.observations.count == before)
        victim.connection?.drop()
        #expect(self.counts(server, of: victim.sessionID) == .zero)
    }

    @Test("a bad signature without any logon names nobody") func stranger() throws {
        let server = TestServer()
        let victim = try self.client(server)
        let stranger = server.client(from: "192.0.2.66")
        try stranger.negotiate()
        #expect(
            try stranger.echo {
                $0.sessionID = victim.sessionID; $0.flags.insert(.signed)
            }.status == .userSessionDeleted)
        victim.connection?.drop()
        #expect(self.counts(server, of: victim.sessionID) == .zero)
    }

    @Test("a failed re-authentication is a stranger's attempt, and no evidence on the session's client") func failedReauthentication()
        throws
    {
        let server = TestServer()
        let client = try self.client(server)
        client.options.logon.ntlm.password = "wrong"
        #expect(throws: NTStatus.logonFailure) { try client.logOn() }
        #expect(server.sink.logons.count == 1)
        #expect(self.counts(server, of: client.sessionID).bad == 0)
    }

    @Test("a failed logon in another's name is no client") func failedLogon() throws {
        let server = TestServer()
        let stranger = server.client(from: "192.0.2.66")
        stranger.options.logon.ntlm.password = "wrong"
        try stranger.negotiate()
        #expect(throws: NTStatus.logonFailure) { try stranger.logOn() }
        #expect(server.sink.logons.isEmpty)
    }

    // MARK: Names

    @Test("an echo of our own challenge is told from a typed name") func echo() throws {
        let server = TestServer()
        let client = server.client()
        client.options.netname = nil
        client.options.logon.ntlm.echoes = .dnsComputerName
        try client.negotiate()
        try client.logOn()
        let typist = server.client()
        typist.options.logon.ntlm.targetName = "cifs/server.example"
        try typist.negotiate()
        try typist.logOn()
        #expect(server.sink.logons.map(\.nameOrigin) == [.echoed, .typed])
        #expect(server.sink.logons.map(\.targetName) == [.present("cifs/server.example"), .present("cifs/server.example")])
    }

    @Test("the echoes of a thousand sessions are one kind of session") func echoesAreAlike() throws {
        let server = TestServer()
        for _ in 0..<20 {
            let client = server.client()
            client.options.logon.ntlm.echoes = .netbiosComputerName
            try client.negotiate()
            try client.logOn()
        }
        let kinds = Set(
            server.sink.logons.map { logon in
                var logon = logon
                logon.sessionID = 0
                return logon
            })
        #expect(kinds.count == 1 && server.sink.logons.count == 20)
    }
}
