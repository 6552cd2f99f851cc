// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

@Suite("A guest") struct GuestTests {
    private func client(_ settings: Settings, _ dialect: SMB2.Dialect = .smb3_1_1) throws -> (TestClient, TestServer) {
        let store = InMemoryStore()
        let server = TestServer(settings, shares: [ShareDefinition(name: "open", allowsGuest: true, store: store)])
        let client = server.client()
        client.options.dialects = [dialect]
        client.options.negotiateMode = []
        client.options.setupMode = []
        client.options.logon.ntlm.user = "stranger"
        client.options.logon.mechListMIC = .omitted
        try client.negotiate()
        return (client, server)
    }

    private static var welcoming: Settings {
        var settings = Settings()
        settings.allowsGuest = true
        settings.auditsSigning = true
        settings.auditsSPN = true
        return settings
    }

    @Test(
        "is let in under the name it claims, unsigned, to shares that are open to guests", arguments: SMB2.Dialect.all,
        [TokenWrapping.spnego, .raw])
    func isLetIn(_ dialect: SMB2.Dialect, _ wrapping: TokenWrapping) throws {
        let (client, server) = try self.client(Self.welcoming, dialect)
        client.options.logon.wrapping = wrapping
        try client.logOn()
        #expect(client.sessionFlags == .guest)
        #expect(client.lastLogonReply?.header.flags.contains(.signed) == false)
        #expect(client.connection?.delays == [])
        #expect(throws: NTStatus.accessDenied) { try client.treeConnect("data") }
        try client.treeConnect("open")
        #expect(try client.tryOpening().status == .success)

        let fact = try #require(server.sink.logons.first)
        #expect(fact.kind == .guest)
        #expect(fact.user == "stranger")
        #expect(fact.wrapping == wrapping)
        #expect(!fact.signingRequired)
        #expect(server.sink.eventIDs == [EventID.clientLacksSigning], "No SPN event: a guest proves nothing.")
        #expect(server.sink.events.first?["UserName"] == .unicode("stranger"))
        #expect(server.sink.events.first?["logon"] == .unicode("guest"))
    }

    @Test("is nobody who has an account") func wrongPassword() throws {
        let (client, server) = try self.client(Self.welcoming)
        client.options.logon.ntlm.user = "alice"
        client.options.logon.ntlm.password = "wrong"
        #expect(throws: NTStatus.logonFailure) { try client.logOn() }
        #expect(server.sink.logons.isEmpty)
    }

    @Test("is refused where guests are not welcome, or signing is required", arguments: [(false, false), (false, true), (true, true)])
    func isRefused(_ allowsGuest: Bool, _ requiresSigning: Bool) throws {
        var settings = Self.welcoming
        settings.allowsGuest = allowsGuest
        settings.requiresSigning = requiresSigning
        let (client, server) = try self.client(settings)
        #expect(throws: NTStatus.logonFailure) { try client.logOn() }
        #expect(server.sink.logons.isEmpty)
        #expect(client.connection?.delays == [2000])
    }

    @Test("is refused once signing is required, on connections too where that was not announced") func policyChange() throws {
        let (client, server) = try self.client(Self.welcoming)
        var settings = Self.welcoming
        settings.requiresSigning = true
        server.state.settings.replace(settings)
        #expect(throws: NTStatus.logonFailure) { try client.logOn() }
    }

    @Test("is refused where every session has to be encrypted, and not where plain access is let be", arguments: [true, false])
    func encryption(_ rejectsPlain: Bool) throws {
        var settings = Self.welcoming
        settings.encryptsData = true
        settings.rejectsUnencryptedAccess = rejectsPlain
        let (client, server) = try self.client(settings)
        if rejectsPlain {
            #expect(throws: (any Error).self) { try client.logOn() }
            #expect(server.state.sessions.count == 0)
        } else {
            try client.logOn()
        }
    }

    @Test("is reported under AuditInsecureGuestLogon", arguments: [true, false]) func audited(_ audits: Bool) throws {
        var settings = Settings()
        settings.allowsGuest = true
        settings.auditsInsecureGuest = audits
        let (client, server) = try self.client(settings)
        try client.logOn()
        #expect(server.sink.eventIDs == (audits ? [EventID.insecureGuest] : []))
        if let event = server.sink.events.first {
            #expect(event.fields == [EventField("ClientNameLength", .uint16(11)), EventField("ClientName", .unicode(#"\\192.0.2.7"#))])
        }
    }

    @Test("is refused at level 2", arguments: [HardeningLevel.acceptIfProvided, .required]) func level(_ level: HardeningLevel) throws {
        var settings = Self.welcoming
        settings.hardeningLevel = level
        let (client, server) = try self.client(settings)
        client.options.logon.ntlm.targetName = "cifs/server.example"
        if level == .required {
            #expect(throws: NTStatus.accessDenied) { try client.logOn() }
            #expect(server.sink.eventIDs == [EventID.clientLacksSigning, EventID.sessionAuthFailure])
            #expect(server.state.sessions.count == 0)
        } else {
            try client.logOn()
        }
    }

    @Test("never replaces a user's session, nor renews one") func replacesNobody() throws {
        let (client, server) = try self.client(Self.welcoming)
        let alice = try server.connectedClient()
        client.options.previousSessionID = alice.sessionID
        try client.logOn()
        #expect(try alice.echo(signed: true).status == .success)

        let stranger = try server.connectedClient()
        stranger.options.logon.ntlm.user = "stranger"
        #expect(throws: NTStatus.logonFailure) { try stranger.logOn() }
    }

    @Test("has no key, so that a signed request can't be checked") func signedRequest() throws {
        let (client, server) = try self.client(Self.welcoming)
        let other = try server.connectedClient()
        try client.logOn()
        client.signer = other.signer
        #expect(try client.echo(signed: true).status == .notSupported)
    }
}
