// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

@Suite("Credits") struct CreditTests {
    @Test("a message id that was used or never granted ends the connection", arguments: [0, 1, 2, 4000, .max] as [UInt64])
    func outOfWindow(_ id: UInt64) throws {
        let client = try TestServer().connectedClient()
        #expect(throws: TransportError.closed) { try client.echo { $0.messageID = id } }
        #expect(client.connection?.disconnectReason == .messageIDOutOfWindow)
    }

    @Test("CANCEL uses no message id") func cancelIsExempt() throws {
        let client = try TestServer().connectedClient()
        for _ in 0..<3 { try client.transport.send(client.frame(.cancel, SMB2.CancelRequest(), header: { $0.messageID = 1 })) }
        #expect(client.hearsNothing)
        #expect(try client.echo().status == .success)
    }

    @Test("nobody holds more than 32 before a logon") func boundedBeforeLogon() throws {
        let client = TestServer().client()
        try client.negotiate()
        var granted = 0
        for _ in 0..<10 { granted += Int(try client.echo { $0.credits = 8192 }.header.credits) - 1 }
        #expect(granted < 32)
        let last = try client.echo { $0.credits = 8192 }
        #expect(last.header.credits == 1)
    }

    @Test("after a logon a client gets what the settings allow") func boundedAfterLogon() throws {
        var settings = Settings()
        settings.maximumCredits = 100
        let client = try TestServer(settings).connectedClient()
        #expect(try client.echo { $0.credits = 8192 }.header.credits == 1)
        #expect(try client.echo { $0.messageID += 99 }.status == .success)
        #expect(throws: TransportError.closed) { try client.echo { $0.messageID += 100 } }
    }

    @Test(
        "a charge smaller than what is asked for is refused",
        arguments: [
            (65536, 0, true), (65536, 1, true), (65537, 1, false), (131_072, 2, true), (131_073, 2, false), (8 << 20, 128, true),
            (8 << 20, 127, false), ((8 << 20) + 1, 129, false),
        ] as [(UInt32, UInt16, Bool)])
    func charge(_ length: UInt32, _ charge: UInt16, _ isEnough: Bool) throws {
        let store = InMemoryStore()
        try store.put("file", "x")
        let client = try TestServer(store: store).connectedClient()
        for _ in 0..<4 { _ = try client.echo() }
        let file = try TestClient.file(of: client.tryOpening("file"))
        let reply = try client.ask(.read, SMB2.ReadRequest(length: length, offset: 0, file: file), charge: charge)
        #expect(reply.status == (isEnough ? .success : .invalidParameter))
    }

    @Test("2.0.2 has no charge: the field is ignored") func noCharge() throws {
        let store = InMemoryStore()
        try store.put("file", "x")
        var options = TestClient.Options()
        options.dialects = [.smb2_0_2]
        let client = try TestServer(store: store).connectedClient(options)
        let file = try TestClient.file(of: client.tryOpening("file"))
        let read = SMB2.ReadRequest(length: 65536, offset: 0, file: file)
        let id = client.messageID
        #expect(try client.ask(.read, read) { $0.creditCharge = 60_000 }.status == .success)
        #expect(
            try client.ask(.read, read) { (header) in
                header.creditCharge = 0
                header.messageID = id + 1
            }.status == .success)
        #expect(try client.ask(.read, SMB2.ReadRequest(length: 65537, offset: 0, file: file)).status == .invalidParameter)
    }

    @Test("a request may cost several ids, and they are used together") func severalIDs() throws {
        let client = try TestServer().connectedClient()
        for _ in 0..<2 { _ = try client.echo() }
        let first = client.messageID
        #expect(try client.ask(.echo, SMB2.EchoRequest(), charge: 4).status == .success)
        #expect(throws: TransportError.closed) { try client.echo { $0.messageID = first + 3 } }
    }

    @Test("requests that wait are bounded, although each gets its credit back") func waitingRequests() throws {
        let client = try TestServer().connectedClient()
        let folder = try TestClient.file(of: client.tryOpening())
        let notify = SMB2.ChangeNotifyRequest(outputBufferLength: 4096, file: folder, completionFilter: 1)
        for _ in 0..<1024 {
            try client.transport.send(client.frame(.changeNotify, notify))
            #expect(try client.receive().status == .pending)
        }
        try client.transport.send(client.frame(.changeNotify, notify))
        #expect(try client.receive().status == .insufficientResources)
        #expect(try client.echo().status == .success)
    }
}
