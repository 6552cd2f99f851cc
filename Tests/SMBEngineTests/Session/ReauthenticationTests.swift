// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

@Suite("A re-authentication") struct ReauthenticationTests {
    private func client(_ dialect: SMB2.Dialect = .smb3_1_1, _ settings: Settings = Settings()) throws -> (TestClient, TestServer) {
        let server = TestServer(settings)
        var options = TestClient.Options()
        options.dialects = [dialect]
        return (try server.connectedClient(options), server)
    }

    @Test("keeps the session, its keys, trees and opens", arguments: SMB2.Dialect.all, [false, true])
    func keeps(_ dialect: SMB2.Dialect, _ signs: Bool) throws {
        let (client, server) = try self.client(dialect)
        let file = try TestClient.file(of: client.tryOpening())
        let id = client.sessionID
        client.signs = signs
        try client.logOn()
        #expect(client.sessionID == id)
        let reply = try #require(client.lastLogonReply)
        #expect(client.isSigned(reply), "With the old key.")
        #expect(try client.ask(.close, SMB2.CloseRequest(file: file), signed: true).status == .success)
        #expect(server.sink.logons.map(\.isReauthentication) == [false, true])
        #expect(server.state.sessions.count == 1)
    }

    @Test("as another user is refused and ends the session") func otherUser() throws {
        let (client, server) = try self.client()
        client.options.logon.ntlm.user = "bob"
        client.options.logon.ntlm.password = "Secret99"
        #expect(throws: NTStatus.accessDenied) { try client.logOn() }
        #expect(try client.tryOpening().status == .userSessionDeleted)
        #expect(server.state.sessions.count == 0)
    }

    @Test("as another user leaves what was counted with the user who did it") func countsOfTheOldUser() throws {
        let (client, server) = try self.client()
        let id = client.sessionID
        _ = try client.tryOpening()
        client.options.logon.ntlm.user = "bob"
        client.options.logon.ntlm.password = "Secret99"
        #expect(throws: NTStatus.accessDenied) { try client.logOn() }
        let isLogon = server.sink.observations.compactMap { observation -> Bool? in
            switch observation.fact {
            case .logon: return true
            case .sessionEnded: return false
            default: return nil
            }
        }
        #expect(isLogon == [true, false, true, false], "Each ends before the next one is recorded.")
        #expect(server.sink.observations.last?.fact == .sessionEnded(sessionID: id, .zero))
    }

    @Test("that fails ends the session") func wrongPassword() throws {
        let (client, server) = try self.client()
        client.options.logon.ntlm.password = "wrong"
        #expect(throws: NTStatus.logonFailure) { try client.logOn() }
        #expect(try client.tryOpening().status == .userSessionDeleted)
        #expect(server.state.sessions.count == 0)
    }

    @Test("that the level refuses ends the session") func level() throws {
        let (client, server) = try self.client()
        var settings = Settings()
        settings.hardeningLevel = .required
        server.state.settings.replace(settings)
        #expect(throws: NTStatus.accessDenied) { try client.logOn() }
        #expect(server.sink.eventIDs == [EventID.sessionAuthFailure])
        #expect(server.state.sessions.count == 0)
    }

    @Test("is where a level that was raised reaches a session that lives", arguments: [(nil, false), ("cifs/server.example", true)])
    func raisedLevel(_ name: String?, _ staysIn: Bool) throws {
        let server = TestServer()
        let client = server.client()
        client.options.logon.ntlm.targetName = name
        try client.connect(to: "data")
        var settings = Settings()
        settings.hardeningLevel = .required
        settings.auditsSPN = true
        server.state.settings.replace(settings)
        #expect(try client.tryOpening().status == .success, "Until then it lives as before.")
        #expect(server.sink.events.isEmpty)

        if staysIn { try client.logOn() } else { #expect(throws: NTStatus.accessDenied) { try client.logOn() } }
        #expect(server.sink.logons.map(\.refusedByLevel) == [false, !staysIn])
        #expect(server.sink.eventIDs.sorted() == (staysIn ? [] : [EventID.sessionAuthFailure, EventID.spnAbsent]))
        #expect(server.state.sessions.count == (staysIn ? 1 : 0))
        #expect(try client.tryOpening().status == (staysIn ? .success : .userSessionDeleted))
    }

    @Test("is judged by the names that the server has by then") func changedNames() throws {
        let server = TestServer()
        var settings = Settings()
        settings.hardeningLevel = .required
        server.state.settings.replace(settings)
        let client = server.client()
        client.options.logon.ntlm.targetName = "cifs/server.example"
        try client.connect(to: "data")
        var names = server.state.names.value
        names.accepted = AcceptedNames(hostNames: ["renamed.example"])
        server.state.names.replace(names)
        #expect(throws: NTStatus.accessDenied) { try client.logOn() }
        #expect(server.sink.logons.map(\.refusedByLevel) == [false, true])
    }

    @Test("must be signed where signing is required") func unsigned() throws {
        var settings = Settings()
        settings.requiresSigning = true
        let (client, _) = try self.client(.smb3_1_1, settings)
        client.signs = false
        var tokens = client.options.logon
        #expect(try client.exchange(client.setupFrame(tokens.begin(), signed: false)).status == .accessDenied)
        client.signs = true
        try client.logOn()
    }

    @Test("repeats no event, and reports what is new") func deduplication() throws {
        var settings = Settings()
        settings.auditsSPN = true
        let (client, server) = try self.client(.smb3_1_1, settings)
        #expect(server.sink.eventIDs == [EventID.spnAbsent])
        try client.logOn()
        try client.logOn()
        #expect(server.sink.eventIDs == [EventID.spnAbsent])
        client.options.logon.ntlm.targetName = ""
        try client.logOn()
        #expect(server.sink.eventIDs == [EventID.spnAbsent, EventID.spnEmpty])
        #expect(server.sink.logons.count == 4, "Facts are stated each time.")
    }
}

@Suite("PreviousSessionId") struct PreviousSessionTests {
    @Test("ends the user's old session on another connection, and what it had open", arguments: SMB2.Dialect.all)
    func acrossConnections(_ dialect: SMB2.Dialect) throws {
        let store = InMemoryStore()
        try store.put("file", "x")
        let server = TestServer(store: store)
        var options = TestClient.Options()
        options.dialects = [dialect]
        let old = try server.connectedClient(options)
        var exclusive = TestClient.opening("file", .open)
        exclusive.shareAccess = []
        #expect(try old.ask(.create, exclusive).status == .success)

        options.previousSessionID = old.sessionID
        let new = try server.connectedClient(options)
        old.connection?.pump()
        #expect(try new.ask(.create, exclusive).status == .success)
        #expect(try old.tryOpening().status == .userSessionDeleted)
        #expect(server.state.sessions.all.map(\.id) == [new.sessionID])
    }

    @Test("ends the user's old session on the same connection") func sameConnection() throws {
        let server = TestServer()
        let client = try server.connectedClient()
        let old = client.sessionID
        client.options.previousSessionID = old
        client.sessionID = 0
        try client.logOn()
        #expect(server.state.sessions.all.map(\.id) == [client.sessionID])
        #expect(try client.echo { $0.sessionID = old }.status == .success, "ECHO needs no session.")
        #expect(try client.tryOpening { $0.sessionID = old }.status == .userSessionDeleted)
    }

    @Test("of another user, of nobody, or of the session itself is ignored", arguments: ["bob", "nobody", "self"])
    func ignored(_ whose: String) throws {
        let server = TestServer()
        let alice = try server.connectedClient()
        var options = TestClient.Options()
        if whose == "bob" {
            options.logon.ntlm.user = "bob"
            options.logon.ntlm.password = "Secret99"
        }
        options.previousSessionID = whose == "bob" ? alice.sessionID : 99
        let client = try server.connectedClient(options)
        if whose == "self" {
            client.options.previousSessionID = client.sessionID
            try client.logOn()
        }
        alice.connection?.pump()
        #expect(try alice.tryOpening().status == .success)
        #expect(try client.tryOpening().status == .success)
        #expect(server.state.sessions.count == 2)
    }

    @Test("does nothing when the logon fails or is refused", arguments: [false, true]) func unproven(_ isRefusedByLevel: Bool) throws {
        let server = TestServer()
        let alice = try server.connectedClient()
        let client = server.client()
        client.options.previousSessionID = alice.sessionID
        if isRefusedByLevel {
            var settings = Settings()
            settings.hardeningLevel = .required
            server.state.settings.replace(settings)
        } else {
            client.options.logon.ntlm.password = "wrong"
        }
        try client.negotiate()
        #expect(throws: NTStatus.self) { try client.logOn() }
        alice.connection?.pump()
        #expect(try alice.tryOpening().status == .success)
    }
}
