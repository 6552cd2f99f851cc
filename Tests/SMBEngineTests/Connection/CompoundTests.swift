// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

@Suite("A compound") struct CompoundTests {
    private func client(_ dialect: SMB2.Dialect = .smb3_1_1) throws -> (TestClient, TestServer) {
        let store = InMemoryStore()
        try store.put("file", "content")
        let server = TestServer(store: store)
        var options = TestClient.Options()
        options.dialects = [dialect]
        let client = try server.connectedClient(options)
        for _ in 0..<4 { _ = try client.echo() }
        return (client, server)
    }

    private func send(_ client: TestClient, _ elements: [ByteBuffer]) throws -> [TestClient.Reply] {
        try TestClient.elements(of: client.exchange(client.compound(elements)))
    }

    /// Related elements say so and name nothing themselves.
    private func related(_ client: TestClient, _ command: SMB2.Command, _ message: some SMB2Message) -> ByteBuffer {
        client.frame(command, message, flags: .related) {
            $0.sessionID = .max
            $0.treeID = .max
        }
    }

    @Test("opens, reads and closes in one go", arguments: SMB2.Dialect.all) func related(_ dialect: SMB2.Dialect) throws {
        let (client, server) = try self.client(dialect)
        let ids = client.messageID
        let replies = try self.send(
            client,
            [
                client.frame(.create, TestClient.opening("file", .open)),
                self.related(client, .read, SMB2.ReadRequest(length: 7, offset: 0, file: .related)),
                self.related(client, .close, SMB2.CloseRequest(file: .related)),
            ])
        #expect(replies.map(\.status) == [.success, .success, .success])
        #expect(replies.map(\.header.messageID) == [ids, ids + 1, ids + 2])
        #expect(replies.map { $0.header.flags.contains(.related) } == [false, true, true])
        #expect(replies.allSatisfy { $0.header.sessionID == client.sessionID && $0.header.treeID == client.treeID })
        let read = try replies[1].body { (reader) throws(WireError) in try SMB2.ReadResponse(decoding: &reader) }
        #expect(read.data == ByteBuffer(string: "content"))
        #expect(server.state.sessions.count == 1)
    }

    @Test("of unrelated requests answers each for itself") func unrelated() throws {
        let (client, _) = try self.client()
        let replies = try self.send(
            client,
            [
                client.frame(.create, TestClient.opening("missing", .open)), client.frame(.echo, SMB2.EchoRequest()),
                client.frame(.create, TestClient.opening("file", .open)),
            ])
        #expect(replies.map(\.status) == [.objectNameNotFound, .success, .success])
    }

    @Test("hands a failed CREATE on to those that needed its file") func failurePropagates() throws {
        let (client, _) = try self.client()
        let replies = try self.send(
            client,
            [
                client.frame(.create, TestClient.opening("missing", .open)),
                self.related(client, .read, SMB2.ReadRequest(length: 7, offset: 0, file: .related)),
                self.related(client, .close, SMB2.CloseRequest(file: .related)),
                client.frame(.close, SMB2.CloseRequest(file: .related)),
            ])
        #expect(replies.map(\.status) == [.objectNameNotFound, .objectNameNotFound, .objectNameNotFound, .fileClosed])
    }

    @Test("hands on the file that an earlier request named") func namedFile() throws {
        let (client, _) = try self.client()
        let file = try TestClient.file(of: client.tryOpening("file"))
        let replies = try self.send(
            client,
            [
                client.frame(.read, SMB2.ReadRequest(length: 3, offset: 0, file: file)),
                self.related(client, .close, SMB2.CloseRequest(file: .related)),
                self.related(client, .close, SMB2.CloseRequest(file: .related)),
            ])
        #expect(replies.map(\.status) == [.success, .success, .fileClosed])
    }

    @Test("may connect a tree and use it at once") func treeConnect() throws {
        let (client, _) = try self.client(.smb3_0)
        client.treeID = 0
        let replies = try self.send(
            client,
            [
                client.frame(.treeConnect, SMB2.TreeConnectRequest(path: #"\\server\data"#)),
                self.related(client, .create, TestClient.opening("file", .open)),
                self.related(client, .close, SMB2.CloseRequest(file: .related)),
            ])
        #expect(replies.map(\.status) == [.success, .success, .success])
        #expect(Set(replies.map(\.header.treeID)).count == 1)
    }

    @Test("can't begin with a related request") func firstIsRelated() throws {
        let (client, _) = try self.client()
        let replies = try self.send(
            client, [client.frame(.echo, SMB2.EchoRequest(), flags: .related), client.frame(.echo, SMB2.EchoRequest())])
        #expect(replies.map(\.status) == [.invalidParameter, .success])
    }

    @Test("goes on behind an element that waits for the pool") func parked() throws {
        let (client, server) = try self.client()
        (server.store as? InMemoryStore)?.isCold = true
        client.connection?.holdsWork = true
        try client.transport.send(
            client.compound([
                client.frame(.create, TestClient.opening("file", .open)),
                self.related(client, .read, SMB2.ReadRequest(length: 7, offset: 0, file: .related)),
                self.related(client, .close, SMB2.CloseRequest(file: .related)),
            ]))
        #expect(client.hearsNothing)
        #expect(try client.echo().status == .success, "Other frames are served meanwhile.")
        client.connection?.releaseAll()
        #expect(try TestClient.elements(of: client.receive()).map(\.status) == [.success, .success, .success])
    }

    // MARK: Chains that are none

    @Test(
        "whose NextCommand leads nowhere ends the connection",
        arguments: [1, 4, 8, 56, 63, 65, 68, 71, 76, 144, 152, 1 << 16, 0x7FFF_FFF8, 0xFFFF_FFF8, .max] as [UInt32])
    func badNextCommand(_ next: UInt32) throws {
        let (client, _) = try self.client()
        var frame = client.compound([client.frame(.echo, SMB2.EchoRequest()), client.frame(.echo, SMB2.EchoRequest())])
        #expect(frame.readableBytes == 140)
        SMB2.Header.setNextCommand(next, in: &frame, at: frame.readerIndex)
        #expect(throws: TransportError.closed) { try client.exchange(frame) }
    }

    @Test("whose last element says that there is another ends the connection", arguments: [8, 64, 68, 72] as [UInt32])
    func pastTheEnd(_ next: UInt32) throws {
        let (client, _) = try self.client()
        var frame = client.compound([client.frame(.echo, SMB2.EchoRequest()), client.frame(.echo, SMB2.EchoRequest())])
        SMB2.Header.setNextCommand(next, in: &frame, at: frame.readerIndex + 72)
        #expect(throws: TransportError.closed) { try client.exchange(frame) }
        #expect(client.connection?.framesReceived.last.map { $0.readableBytes } != 140)
    }

    @Test("has 64 elements at most", arguments: [64, 65]) func elementLimit(_ count: Int) throws {
        let (client, _) = try self.client()
        for _ in 0..<4 { _ = try client.echo() }
        let frame = client.compound((0..<count).map { _ in client.frame(.echo, SMB2.EchoRequest()) })
        if count > 64 {
            #expect(throws: TransportError.closed) { try client.exchange(frame) }
        } else {
            #expect(try TestClient.elements(of: client.exchange(frame)).count == 64)
        }
    }

    @Test("can't hold a NEGOTIATE") func negotiate() throws {
        let (client, _) = try self.client()
        let negotiate = client.frame(.negotiate, client.negotiateRequest())
        #expect(throws: TransportError.closed) {
            try client.exchange(client.compound([client.frame(.echo, SMB2.EchoRequest()), negotiate]))
        }
        #expect(client.connection?.disconnectReason == .secondNegotiate)
    }
}
