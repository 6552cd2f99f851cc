// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

@Suite("A NEGOTIATE of SMB1") struct MultiProtocolTests {
    private static let old = ["PC NETWORK PROGRAM 1.0", "LANMAN1.0", "NT LM 0.12"]

    private static func frame(_ dialects: [String]) -> ByteBuffer {
        var writer = WireWriter()
        SMB1.NegotiateRequest(dialects: dialects).encode(into: &writer)
        return writer.buffer
    }

    private static func answer(_ reply: TestClient.Reply) throws -> SMB2.NegotiateResponse {
        try reply.body { (reader) throws(WireError) in try SMB2.NegotiateResponse(decoding: &reader) }
    }

    @Test("that knows SMB 2.??? is answered so, and NEGOTIATE follows", arguments: SMB2.Dialect.all)
    func wildcard(_ dialect: SMB2.Dialect) throws {
        let server = TestServer()
        let client = server.client()
        let reply = try client.exchange(Self.frame(Self.old + ["SMB 2.002", "SMB 2.???"]))
        let answer = try Self.answer(reply)
        #expect(answer.dialect == .wildcard)
        #expect(answer.serverGUID == server.state.guid)
        #expect(reply.header.messageID == 0)
        #expect(reply.header.credits == 1)
        client.messageID = 1
        client.options.dialects = [dialect]
        try client.connect(to: "data")
        #expect(client.dialect == dialect)
        #expect(server.sink.logons.first?.negotiateMode == 1)
    }

    @Test("that knows SMB 2.002 alone is answered 2.0.2 at once") func direct() throws {
        let server = TestServer()
        let client = server.client()
        #expect(try Self.answer(client.exchange(Self.frame(Self.old + ["SMB 2.002"]))).dialect == .smb2_0_2)
        client.messageID = 1
        try client.logOn()
        try client.treeConnect("data")
        let fact = try #require(server.sink.logons.first)
        #expect(fact.negotiateMode == nil)
        #expect(fact.dialect == 0x0202)
    }

    @Test("announces that signing is required", arguments: ["SMB 2.???", "SMB 2.002"])
    func announcesSigning(_ dialect: String) throws {
        var settings = Settings()
        settings.requiresSigning = true
        let client = TestServer(settings).client()
        #expect(try Self.answer(client.exchange(Self.frame([dialect]))).securityMode == [.signingEnabled, .signingRequired])
    }

    @Test("is answered 2.0.2 where the settings allow nothing newer") func limited() throws {
        var settings = Settings()
        settings.maximumDialect = 0x0202
        let client = TestServer(settings).client()
        #expect(try Self.answer(client.exchange(Self.frame(["SMB 2.002", "SMB 2.???"]))).dialect == .smb2_0_2)
    }

    @Test("without any dialect of SMB2 is refused in its own words, and recorded", arguments: [false, true])
    func smb1Only(_ audits: Bool) throws {
        var settings = Settings()
        settings.auditsSMB1 = audits
        let server = TestServer(settings)
        let client = server.client()
        try client.transport.send(Self.frame(Self.old))
        let answer = try client.transport.receive()
        // WordCount 1, DialectIndex 0xFFFF, ByteCount 0. [MS-CIFS] 2.2.4.52.2
        #expect(Array(answer.readableBytesView.suffix(5)) == [1, 0xFF, 0xFF, 0, 0])
        #expect(ProtocolID(of: answer) == .smb1)
        #expect(client.connection?.disconnectReason == .smb1Refused)
        #expect(server.sink.observations.first?.fact == .smb1Refused(dialects: Self.old))
        #expect(server.sink.eventIDs == (audits ? [EventID.smb1Refused, EventID.smb1Access] : []))
    }

    @Test("of an SMB2 client whose dialects the settings refuse is no SMB1 client", arguments: [false, true])
    func dialectRefused(_ speaksSMB1: Bool) throws {
        var settings = Settings()
        settings.speaksSMB1 = speaksSMB1
        settings.minimumDialect = 0x0300
        let server = TestServer(settings)
        let client = server.client()
        try client.transport.send(Self.frame(Self.old + ["SMB 2.002"]))
        #expect(client.connection?.disconnectReason == .smb1Refused)
        #expect(server.sink.observations.first?.fact == .dialectRefused(dialects: [0x0202], securityMode: 0))
    }

    @Test("twice disconnects") func twice() throws {
        let client = TestServer().client()
        _ = try client.exchange(Self.frame(["SMB 2.???"]))
        #expect(throws: TransportError.closed) { try client.exchange(Self.frame(["SMB 2.???"])) }
    }

    @Test("after an agreement disconnects") func afterwards() throws {
        let client = TestServer().client()
        try client.negotiate()
        #expect(throws: TransportError.closed) { try client.exchange(Self.frame(["SMB 2.???"])) }
    }

    @Test("and any other command of SMB1 disconnects", arguments: [0x73, 0x75, 0xA2, 0x25] as [UInt8])
    func otherCommand(_ command: UInt8) throws {
        let client = TestServer().client()
        var frame = Self.frame(["NT LM 0.12"])
        frame.setInteger(command, at: 4)
        #expect(throws: TransportError.closed) { try client.exchange(frame) }
    }
}
