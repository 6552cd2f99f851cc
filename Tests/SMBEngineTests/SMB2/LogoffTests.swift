// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBEngine
import SMBWire
import Support
import Testing

@Suite("LOGOFF") struct LogoffTests {
    @Test("closes all that the session had open", arguments: SMB2.Dialect.all) func closesOpens(_ dialect: SMB2.Dialect) throws {
        let store = InMemoryStore()
        try store.put("file", "x")
        let server = TestServer(store: store)
        var options = TestClient.Options()
        options.dialects = [dialect]
        let client = try server.connectedClient(options)
        var exclusive = TestClient.opening("file", .open)
        exclusive.shareAccess = []
        _ = try client.ask(.create, exclusive)
        let other = try server.connectedClient()
        #expect(try other.tryOpening("file").status == .sharingViolation)
        try client.logOff()
        #expect(try other.tryOpening("file").status == .success)
        #expect(server.state.sessions.count == 1)
        #expect(server.sink.observations.contains { if case .sessionEnded = $0.fact { true } else { false } })
    }

    @Test("ends the session, not the connection") func endsSession() throws {
        let client = try TestServer().connectedClient()
        let id = client.sessionID
        try client.logOff()
        #expect(try client.tryOpening { $0.sessionID = id }.status == .userSessionDeleted)
        #expect(try client.ask(.logoff, SMB2.LogoffRequest()) { $0.sessionID = id }.status == .userSessionDeleted)
        try client.logOn()
        try client.treeConnect("data")
        #expect(client.sessionID != id)
        #expect(try client.tryOpening().status == .success)
    }

    @Test("of one session leaves the others") func others() throws {
        let client = try TestServer().connectedClient()
        let bob = client.sibling("bob", "Secret99")
        try bob.logOn()
        try bob.treeConnect("data")
        try bob.logOff()
        client.messageID = bob.messageID
        #expect(try client.tryOpening(signed: true).status == .success)
    }

    @Test("ends requests that wait, before its own answer") func endsWaiting() throws {
        let client = try TestServer().connectedClient()
        let folder = try TestClient.file(of: client.tryOpening())
        let notify = SMB2.ChangeNotifyRequest(outputBufferLength: 4096, file: folder, completionFilter: 1)
        try client.transport.send(client.frame(.changeNotify, notify))
        #expect(try client.receive().status == .pending)
        try client.transport.send(client.frame(.logoff, SMB2.LogoffRequest()))
        #expect(try client.receive().status == .notifyCleanup)
        #expect(try client.receive().header.command == .logoff)
    }
}
