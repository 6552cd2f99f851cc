// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

@Suite("CANCEL") struct CancelTests {
    /// A client with a request that waits.
    private func waiting(_ dialect: SMB2.Dialect = .smb3_1_1, _ settings: Settings = Settings()) throws -> (
        TestClient, TestClient.Reply, TestServer
    ) {
        let server = TestServer(settings)
        let client = server.client()
        client.options.dialects = [dialect]
        try client.negotiate()
        try client.logOn()
        client.signs = true
        try client.treeConnect("data")
        let folder = try TestClient.file(of: client.tryOpening())
        let notify = SMB2.ChangeNotifyRequest(outputBufferLength: 4096, file: folder, completionFilter: 1)
        try client.transport.send(client.frame(.changeNotify, notify))
        let interim = try client.receive()
        #expect(interim.status == .pending)
        return (client, interim, server)
    }

    private func cancel(_ client: TestClient, signed: Bool = true, _ adjust: (inout SMB2.Header) -> Void) throws {
        try client.transport.send(client.frame(.cancel, SMB2.CancelRequest(), signed: signed, header: adjust))
    }

    @Test("ends the request, found by its async id or its message id, and is not answered", arguments: SMB2.Dialect.all, [true, false])
    func ends(_ dialect: SMB2.Dialect, _ byAsyncID: Bool) throws {
        let (client, interim, _) = try self.waiting(dialect)
        try self.cancel(client) { header in
            if byAsyncID {
                header.flags.insert(.async)
                header.asyncID = interim.header.asyncID
            } else {
                header.messageID = interim.header.messageID
            }
        }
        let answer = try client.receive()
        #expect(answer.status == .cancelled)
        #expect(answer.header.messageID == interim.header.messageID)
        #expect(client.isSigned(answer))
        #expect(client.hearsNothing)
        try self.cancel(client) { $0.messageID = interim.header.messageID }
        #expect(client.hearsNothing)
    }

    @Test("of nothing does nothing", arguments: [0, 5, 77, .max] as [UInt64], [true, false]) func unknown(_ id: UInt64, _ byAsyncID: Bool)
        throws
    {
        let (client, _, _) = try self.waiting()
        try self.cancel(client) { header in
            if byAsyncID {
                header.flags.insert(.async)
                header.asyncID = 1_000 &+ id
            } else {
                header.messageID = 1_000 &+ id
            }
        }
        #expect(client.hearsNothing)
        #expect(try client.echo().status == .success)
    }

    @Test("from another session ends nothing") func otherSession() throws {
        let (client, interim, _) = try self.waiting()
        let bob = client.sibling("bob", "Secret99")
        try bob.logOn()
        try self.cancel(bob) { $0.messageID = interim.header.messageID }
        #expect(bob.hearsNothing)
    }

    @Test("is not answered when it is unsigned where that was due, badly signed, malformed or of no session", arguments: 0..<4)
    func wrong(_ kind: Int) throws {
        var settings = Settings()
        settings.requiresSigning = true
        let (client, interim, server) = try self.waiting(.smb3_1_1, settings)
        switch kind {
        case 0: try self.cancel(client, signed: false) { $0.messageID = interim.header.messageID }
        case 1:
            var frame = client.frame(.cancel, SMB2.CancelRequest(), signed: true) { $0.messageID = interim.header.messageID }
            frame.setInteger(0 as UInt64, at: frame.readerIndex + 48)
            try client.transport.send(frame)
        case 2:
            try client.transport.send(
                client.encode(.cancel, signed: true, header: { $0.messageID = interim.header.messageID }) { writer, _ in writer.zeros(1) })
        default: try self.cancel(client) { $0.sessionID = 99 }
        }
        if kind != 2 { #expect(client.hearsNothing) }
        #expect(server.sink.eventIDs == (kind == 0 ? [EventID.unsignedWhereDue] : kind == 1 ? [EventID.badSignature] : []))
    }

    @Test("in a compound leaves no gap in the answer", arguments: 0..<3) func compound(_ place: Int) throws {
        let (client, interim, _) = try self.waiting()
        _ = try client.echo()
        var elements = (0..<2).map { _ in client.frame(.echo, SMB2.EchoRequest(), signed: false) }
        elements.insert(client.frame(.cancel, SMB2.CancelRequest(), signed: false) { $0.messageID = interim.header.messageID }, at: place)
        try client.transport.send(client.compound(elements, signed: true))
        #expect(try client.receive().status == .cancelled)
        let replies = try TestClient.elements(of: client.receive())
        #expect(replies.map(\.header.command) == [.echo, .echo])
        for reply in replies { #expect(client.isSigned(reply)) }
    }
}
