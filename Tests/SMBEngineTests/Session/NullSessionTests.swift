// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

@Suite("An anonymous session") struct NullSessionTests {
    private static var welcoming: Settings {
        var settings = Settings()
        settings.allowsAnonymous = true
        return settings
    }

    private func client(_ settings: Settings) throws -> (TestClient, TestServer) {
        let store = InMemoryStore()
        try store.put("file", "content")
        let server = TestServer(
            settings,
            shares: [
                ShareDefinition(name: "Open", allowsGuest: true, store: store),
                ShareDefinition(name: "fixed", isReadOnly: true, allowsGuest: true, store: store),
            ])
        let client = server.client()
        client.options.logon = SPNEGOClient(.anonymous)
        try client.negotiate()
        try client.logOn()
        return (client, server)
    }

    @Test("reaches no share and no pipe that is not listed") func nothingListed() throws {
        let (client, server) = try self.client(Self.welcoming)
        #expect(throws: NTStatus.accessDenied) { try client.treeConnect("Open") }
        try client.treeConnect("IPC$")
        #expect(throws: NTStatus.accessDenied) { try client.create("srvsvc", .genericRead, .open) }
        #expect(server.sink.eventIDs == [EventID.nullSessionRefused, EventID.nullSessionRefused])
        #expect(server.sink.events.map { $0["ObjectName"] } == [.unicode("Open"), .unicode("srvsvc")])
    }

    @Test("reaches what is listed, in any case, as a guest would") func listed() throws {
        var settings = Self.welcoming
        settings.nullSessionShares = ["OPEN", "fixed", "data"]
        settings.nullSessionPipes = ["SrvSvc"]
        let (client, server) = try self.client(settings)
        try client.treeConnect("open")
        #expect(try client.tryOpening("new").status == .success)
        try client.treeConnect("fixed")
        #expect(throws: NTStatus.accessDenied) { try client.create("new", .genericWrite, .create) }
        try client.treeConnect("IPC$")
        #expect(throws: Never.self) { try client.create("srvsvc", .genericRead, .open) }
        #expect(server.sink.events.isEmpty)
        #expect(throws: NTStatus.accessDenied, "No guest may enter it.") { try client.treeConnect("data") }
    }

    @Test("is a guest where RestrictNullSessAccess is off") func unrestricted() throws {
        var settings = Self.welcoming
        settings.restrictsNullSessions = false
        let (client, _) = try self.client(settings)
        try client.treeConnect("Open")
        try client.treeConnect("IPC$")
        #expect(throws: Never.self) { try client.create("srvsvc", .genericRead, .open) }
        #expect(throws: NTStatus.accessDenied) { try client.treeConnect("data") }
    }

    enum Demand: CaseIterable, Sendable { case signing, relayProtection, encryption }

    @Test("keeps to IPC$ where every session has to be safe from relay", arguments: Demand.allCases, [true, false])
    func isolated(_ demand: Demand, _ restricts: Bool) throws {
        var settings = Self.welcoming
        settings.restrictsNullSessions = restricts
        settings.nullSessionShares = ["Open"]
        let (client, server) = try self.client(settings)
        try client.treeConnect("Open")
        switch demand {
        case .signing: settings.requiresSigning = true
        case .relayProtection: settings.requiresRelayProtection = true
        case .encryption: settings.encryptsData = true
        }
        server.state.settings.replace(settings)
        #expect(throws: NTStatus.accessDenied) { try client.treeConnect("Open") }
        try client.treeConnect("IPC$")
    }

    @Test("loses a share that is taken off the list") func takenOff() throws {
        var settings = Self.welcoming
        settings.nullSessionShares = ["Open"]
        let (client, server) = try self.client(settings)
        try client.treeConnect("Open")
        server.state.settings.replace(Self.welcoming)
        server.state.replace(server.state.shares.value)
        client.connection?.pump()
        #expect(try client.tryOpening("file").status == .networkNameDeleted)
    }
}
