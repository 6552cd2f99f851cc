// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAuth
import SMBCrypto
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

/// What the edge brings when nobody waits for it any more, and what ends while somebody does.
@Suite("A late answer") struct LateAnswerTests {
    /// A client whose read waits for the pool.
    private func reading() throws -> (TestClient, TestServer) {
        let store = InMemoryStore()
        try store.put("file", "content")
        let server = TestServer(store: store)
        let client = try server.connectedClient()
        let file = try TestClient.file(of: client.tryOpening("file"))
        store.isCold = true
        client.connection?.holdsWork = true
        try client.transport.send(client.frame(.read, SMB2.ReadRequest(length: 7, offset: 0, file: file), signed: true))
        #expect(client.hearsNothing)
        return (client, server)
    }

    @Test("of the pool finds the session ended by LOGOFF") func logoff() throws {
        let (client, _) = try self.reading()
        #expect(try client.ask(.logoff, SMB2.LogoffRequest(), signed: true).status == .success)
        client.connection?.releaseAll()
        let reply = try client.receive()
        #expect(reply.header.command == .read)
        #expect(reply.status == .userSessionDeleted)
        #expect(reply.bytes.readableBytes == 73, "A bare error: no data.")
    }

    @Test("of the pool finds the session ended by an administrator") func administrator() throws {
        let (client, server) = try self.reading()
        #expect(server.state.sessions.end(client.sessionID, .closedByAdministrator))
        client.connection?.pump()
        #expect(server.state.sessions.count == 0)
        client.connection?.releaseAll()
        #expect(try client.receive().status == .userSessionDeleted)
        #expect(try client.tryOpening().status == .userSessionDeleted)
    }

    @Test("of the pool finds the file closed, and what was read is still its reader's") func closed() throws {
        let (client, _) = try self.reading()
        #expect(try client.ask(.treeDisconnect, SMB2.TreeDisconnectRequest()).status == .success)
        client.connection?.releaseAll()
        #expect(try client.receive().status == .success)
    }

    @Test("of the pool finds the connection gone", arguments: [true, false]) func connectionClosed(_ isDropped: Bool) throws {
        let (client, server) = try self.reading()
        if isDropped { client.connection?.drop() } else { #expect(throws: TransportError.closed) { try client.negotiate() } }
        let count = client.connection?.framesReceived.count
        client.connection?.releaseAll()
        #expect(client.connection?.framesReceived.count == count)
        #expect(server.state.sessions.count == 0)
    }

    @Test("of the credential store finds the connection gone") func credentialAfterClose() throws {
        let server = TestServer()
        let client = server.client()
        try client.negotiate()
        let last = try client.lastFrameOfLogon()
        client.connection?.holdsCredentials = true
        try client.transport.send(last)
        client.connection?.drop()
        client.connection?.releaseCredentials()
        #expect(server.state.sessions.count == 0)
        #expect(server.sink.logons.isEmpty)
    }

    @Test("of the credential store finds the session gone that it was to renew", arguments: [SessionEnd.closedByAdministrator, .replaced])
    func credentialAfterEnd(_ reason: SessionEnd) throws {
        let server = TestServer()
        let client = try server.connectedClient()
        let last = try client.lastFrameOfLogon()
        client.connection?.holdsCredentials = true
        try client.transport.send(last)
        #expect(server.state.sessions.end(client.sessionID, reason))
        client.connection?.pump()
        client.connection?.releaseCredentials()
        #expect(try client.receive().status == .userSessionDeleted)
        #expect(server.state.sessions.count == 0)
        #expect(server.sink.logons.count == 1)
        #expect(try client.tryOpening().status == .userSessionDeleted)
    }

    @Test("of the pause after a failed logon finds the connection gone") func delayAfterClose() throws {
        let client = TestServer().client()
        client.options.logon.ntlm.password = "wrong"
        try client.negotiate()
        client.connection?.holdsDelays = true
        try client.transport.send(try client.lastFrameOfLogon())
        client.connection?.drop()
        client.connection?.releaseAll()
        #expect(client.connection?.framesReceived.count == 2)
    }

    static let strangers: [ConnectionEvent] = [
        .credential(Token(999), nil), .delayElapsed(Token(999)), .workCompleted(Token(999), .success(.none)), .lockSettled(Token(999), nil),
        .directoryChanged(Token(999), []), .endSession(id: 999, .closedByAdministrator),
    ]

    @Test("that nobody waits for does nothing", arguments: strangers.indices) func unknownToken(_ index: Int) throws {
        let client = try TestServer().connectedClient()
        client.connection?.mailbox.post(Self.strangers[index])
        #expect(client.hearsNothing)
        #expect(try client.tryOpening().status == .success)
    }

    @Test("of one kind can't pass for another", arguments: [true, false]) func wrongKind(_ isWork: Bool) throws {
        let (client, _) = try self.reading()
        // The read's token is among these; only what it waits for ends it.
        for token in 1...64 as ClosedRange<UInt64> {
            client.connection?.mailbox.post(isWork ? .delayElapsed(Token(token)) : .credential(Token(token), nil))
        }
        #expect(client.hearsNothing)
        client.connection?.releaseAll()
        #expect(try client.receive().status == .success)
    }

    @Test("to a waiting request comes once, whatever else ends it") func onlyOnce() throws {
        let server = TestServer()
        let client = try server.connectedClient()
        let folder = try TestClient.file(of: client.tryOpening())
        let notify = SMB2.ChangeNotifyRequest(outputBufferLength: 4096, file: folder, completionFilter: 1)
        try client.transport.send(client.frame(.changeNotify, notify))
        let token = Token(try client.receive().header.asyncID)
        #expect(server.state.sessions.end(client.sessionID, .closedByAdministrator))
        #expect(try client.receive().status == .notifyCleanup)
        client.connection?.mailbox.post(.lockSettled(token, nil))
        client.connection?.mailbox.post(.directoryChanged(token, []))
        #expect(client.hearsNothing)
    }
}
