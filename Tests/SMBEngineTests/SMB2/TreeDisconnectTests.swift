// SPDX-License-Identifier: Apache-2.0
import SMBEngine
import SMBWire
import Support
import Testing

@Suite("TREE_DISCONNECT") struct TreeDisconnectTests {
    @Test("closes what was opened through the tree, and nothing else") func closesOpens() throws {
        let store = InMemoryStore()
        try store.put("a", "x")
        try store.put("b", "x")
        let server = TestServer(store: store)
        let client = try server.connectedClient()
        var exclusive = TestClient.opening("a", .open)
        exclusive.shareAccess = []
        let first = client.treeID
        _ = try client.ask(.create, exclusive)
        try client.treeConnect("data")
        exclusive.name = "b"
        let kept = try TestClient.file(of: client.ask(.create, exclusive))

        #expect(try client.ask(.treeDisconnect, SMB2.TreeDisconnectRequest()) { $0.treeID = first }.status == .success)
        let other = try server.connectedClient()
        #expect(try other.tryOpening("a").status == .success)
        #expect(try other.tryOpening("b").status == .sharingViolation)
        #expect(try client.ask(.close, SMB2.CloseRequest(file: kept)).status == .success)
    }

    @Test("leaves nothing to use the tree with") func treeIsGone() throws {
        let client = try TestServer().connectedClient()
        let file = try TestClient.file(of: client.tryOpening())
        #expect(try client.ask(.treeDisconnect, SMB2.TreeDisconnectRequest()).status == .success)
        #expect(try client.ask(.treeDisconnect, SMB2.TreeDisconnectRequest()).status == .networkNameDeleted)
        #expect(try client.tryOpening().status == .networkNameDeleted)
        #expect(try client.ask(.close, SMB2.CloseRequest(file: file)).status == .networkNameDeleted)
        try client.treeConnect("data")
        #expect(try client.ask(.close, SMB2.CloseRequest(file: file)).status == .fileClosed)
    }

    @Test("of a tree that never was is refused", arguments: [0, 99, .max] as [UInt32]) func unknownTree(_ id: UInt32) throws {
        let client = try TestServer().connectedClient()
        #expect(try client.ask(.treeDisconnect, SMB2.TreeDisconnectRequest()) { $0.treeID = id }.status == .networkNameDeleted)
    }

    @Test("ends requests that wait, before its own answer") func endsWaiting() throws {
        let client = try TestServer().connectedClient()
        let folder = try TestClient.file(of: client.tryOpening())
        let notify = SMB2.ChangeNotifyRequest(outputBufferLength: 4096, file: folder, completionFilter: 1)
        try client.transport.send(client.frame(.changeNotify, notify))
        #expect(try client.receive().status == .pending)
        try client.transport.send(client.frame(.treeDisconnect, SMB2.TreeDisconnectRequest()))
        #expect(try client.receive().status == .notifyCleanup)
        #expect(try client.receive().header.command == .treeDisconnect)
    }
}
