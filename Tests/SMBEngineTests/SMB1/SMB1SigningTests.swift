// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBAuth
import SMBCrypto
import SMBSettings
import SMBWire
import Support
import Testing

@testable import SMBEngine

@Suite("SMB1 signing") struct SMB1SigningTests {
    static func settings(_ adjust: (inout Settings) -> Void = { _ in }) -> Settings {
        var settings = Settings()
        settings.speaksSMB1 = true
        settings.limitsFailedLogons = false
        adjust(&settings)
        return settings
    }

    static let required = settings { $0.requiresSigning = true }

    static func client(_ server: TestServer, flags: SMB1.Flags2 = []) throws -> SMB1Client {
        var options = SMB1Client.Options()
        options.setupFlags2 = flags
        let client = server.smb1Client(options)
        try client.negotiate()
        return client
    }

    static func echo(_ client: SMB1Client) throws -> SMB1Client.Reply {
        try client.request(.echo, words: [1, 0], bytes: [0x61])
    }

    // MARK: Activation. [MS-SMB] 3.3.5.3

    struct Row: Sendable, CustomTestStringConvertible {
        var requires = false
        var offers = true
        var flags: SMB1.Flags2 = []
        let announced: SMB1.SecurityMode
        let signs: Bool

        var testDescription: String { "required \(self.requires), offered \(self.offers), flags \(self.flags.rawValue)" }
    }

    @Test(
        "both sides decide whether a connection signs",
        arguments: [
            Row(announced: [.signaturesEnabled], signs: false),
            Row(flags: [.securitySignature], announced: [.signaturesEnabled], signs: true),
            Row(flags: [.securitySignatureRequired], announced: [.signaturesEnabled], signs: true),
            Row(flags: [.securitySignature, .securitySignatureRequired], announced: [.signaturesEnabled], signs: true),
            Row(offers: false, announced: [], signs: false),
            Row(offers: false, flags: [.securitySignature], announced: [], signs: false),
            Row(offers: false, flags: [.securitySignatureRequired], announced: [], signs: true),
            Row(requires: true, announced: [.signaturesEnabled, .signaturesRequired], signs: true),
            Row(requires: true, offers: false, announced: [.signaturesEnabled, .signaturesRequired], signs: true),
            Row(requires: true, flags: [.securitySignature], announced: [.signaturesEnabled, .signaturesRequired], signs: true),
        ])
    func activation(_ row: Row) throws {
        let server = TestServer(
            Self.settings {
                $0.requiresSigning = row.requires
                $0.offersSMB1Signing = row.offers
            })
        let client = try Self.client(server, flags: row.flags)
        let mode = try #require(client.negotiated?.securityMode)
        #expect(mode.intersection([.signaturesEnabled, .signaturesRequired]) == row.announced)
        try client.logOn()
        #expect(server.sink.logons.map(\.signingRequired) == [row.signs])
        guard row.signs else {
            #expect(throws: WrongSignature.self) { try client.beginSigning() }
            #expect(try Self.echo(client).status == .success)
            return
        }
        let signing = try client.beginSigning()
        #expect(try Self.echo(client).status == .success)
        #expect(signing.answerWasSigned)
    }

    @Test("a logon without extended security signs with the answer to its challenge") func challengeResponse() throws {
        let server = TestServer(Self.required)
        let client = server.smb1Client()
        client.options = .plain
        try client.negotiate()
        try client.logOn()
        #expect(client.challengeResponse?.isEmpty == false)
        let signing = try client.beginSigning()
        try client.treeConnect("data")
        #expect(signing.answerWasSigned)
    }

    @Test("the answers before the last are not signed, nor is NEGOTIATE's") func firstAnswers() throws {
        let server = TestServer(Self.required)
        let client = server.smb1Client()
        var signatures: [UInt64] = []
        client.didReceive = { signatures.append($0.getInteger(at: $0.readerIndex + 14) ?? 0) }
        try client.negotiate()
        try client.logOn()
        #expect(signatures.map { $0 == 0 } == [true, true, false])
    }

    // MARK: Numbers

    @Test("a long conversation keeps count, NT_CANCEL and all") func conversation() throws {
        let server = TestServer(Self.required)
        let client = try Self.client(server)
        try client.logOn()
        let signing = try client.beginSigning()
        try client.treeConnect("data")
        for _ in 0..<20 { #expect(try Self.echo(client).status == .success) }
        try client.send(client.encode(.ntCancel) { $0.body { _ in } })
        #expect(try Self.echo(client).status == .success)
        #expect(signing.next == 2 + 2 + 40 + 1 + 2)
        #expect(signing.answerWasSigned)
    }

    @Test("all answers of one request share a number") func echoes() throws {
        let server = TestServer(Self.required)
        let client = try Self.client(server)
        try client.logOn()
        let signing = try client.beginSigning()
        _ = try client.request(.echo, words: [3, 0], bytes: [0x61])
        #expect(signing.answerWasSigned)
        for _ in 0..<2 {
            _ = try client.receive()
            #expect(signing.answerWasSigned)
        }
        #expect(try Self.echo(client).status == .success)
    }

    /// QUERY_PATH_INFORMATION whose parameters come in two messages: an interim answer, and the answer itself.
    @Test("a transaction of several messages is answered under the number of its first") func transaction() throws {
        let store = InMemoryStore()
        try store.put("one.txt", "one")
        let client = try Self.client(TestServer(Self.required, store: store))
        try client.logOn()
        let signing = try client.beginSigning()
        try client.treeConnect("data")
        var writer = WireWriter()
        writer.u16(0x102)
        writer.u32(0)
        writer.text(#"\one.txt"#, .unicode, header: 0)
        var rest = writer.buffer
        let first = rest.readSlice(length: 10) ?? ByteBuffer()
        let total = 10 + rest.readableBytes
        let request = SMB1.TransactionRequest(
            kind: .transaction2, function: 5, setup: [5], parameters: first, totalParameterCount: total)
        var header = SMB1.Header(command: .transaction2)
        _ = try client.request(.transaction2, header: { header = $0 }) { request.encode(into: &$0, .unicode, header: 0) }
        #expect(signing.answerWasSigned)
        let secondary = SMB1.TransactionSecondary(
            kind: .transaction2, totalParameterCount: total, totalDataCount: 0, parameterDisplacement: 10, parameters: rest)
        header.command = .transaction2Secondary
        try client.send(client.encode(.transaction2Secondary, header: { $0 = header }) { secondary.encode(into: &$0, header: 0) })
        let reply = try client.receive()
        #expect(reply.status == .success)
        #expect(reply.header.command == .transaction2)
        #expect(signing.answerWasSigned)
        #expect(try Self.echo(client).status == .success)
        #expect(signing.answerWasSigned)
    }

    // MARK: Refusals

    @Test("what is unsigned where the connection signs is refused, and the client goes on after it") func unsigned() throws {
        let server = TestServer(Self.required)
        let client = try Self.client(server)
        try client.logOn()
        let signing = try client.beginSigning()
        try client.treeConnect("data")
        signing.isPaused = true
        let refused = try Self.echo(client)
        #expect(refused.status == .accessDenied)
        #expect(!refused.header.flags2.contains(.securitySignature))
        let session = try #require(server.state.sessions.all.first?.id)
        #expect(
            server.sink.observations.last?.fact
                == .unsignedWhereDue(RequestFact(sessionID: session, user: "alice", command: 0x2B, messageID: UInt64(client.multiplexID))))
        #expect(server.sink.eventIDs == [EventID.unsignedWhereDue])
        signing.isPaused = false
        #expect(try Self.echo(client).status == .success, "The refused message took no number.")
    }

    @Test("a wrong signature is refused and named") func wrong() throws {
        let server = TestServer(Self.required)
        let client = try Self.client(server)
        try client.logOn()
        let signing = try client.beginSigning()
        signing.signer = MD5Signer(sessionKey: SecretKey([UInt8](repeating: 1, count: 16)), challengeResponse: nil)
        #expect(try Self.echo(client).status == .accessDenied)
        #expect(server.sink.eventIDs == [EventID.badSignature])
    }

    @Test("a message that was signed right is not taken twice") func replay() throws {
        let server = TestServer(Self.required)
        let client = try Self.client(server)
        try client.logOn()
        let signing = try client.beginSigning()
        var sent = ByteBuffer()
        let sign = client.willSend
        client.willSend = {
            sign(&$0)
            sent = $0
        }
        #expect(try Self.echo(client).status == .success)
        signing.isPaused = true
        client.willSend = { _ in }
        try client.transport.send(sent)
        client.didReceive = { _ in }
        #expect(try client.receive().status == .accessDenied)
    }

    @Test("NT_CANCEL is not answered, whatever is wrong with it") func unsignedCancel() throws {
        let server = TestServer(Self.required)
        let client = try Self.client(server)
        try client.logOn()
        let signing = try client.beginSigning()
        signing.isPaused = true
        try client.send(client.encode(.ntCancel) { $0.body { _ in } })
        signing.isPaused = false
        #expect(try Self.echo(client).header.command == .echo)
        #expect(server.sink.eventIDs == [EventID.unsignedWhereDue])
    }

    @Test("who sends much that is unsigned is disconnected") func violations() throws {
        let server = TestServer(Self.required)
        let client = try Self.client(server)
        try client.logOn()
        try client.beginSigning().isPaused = true
        var answers = 0
        while (try? Self.echo(client)) != nil, answers < 100 { answers += 1 }
        #expect(answers < ConnectionLimits.violations)
    }
}
