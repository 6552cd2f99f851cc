// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

@Suite("FSCTL_VALIDATE_NEGOTIATE_INFO") struct ValidateNegotiateTests {
    static let dialects: [SMB2.Dialect] = [.smb2_0_2, .smb2_1, .smb3_0, .smb3_0_2]

    private func client(_ dialect: SMB2.Dialect, _ settings: Settings = Settings()) throws -> (TestClient, TestServer) {
        let server = TestServer(settings)
        var options = TestClient.Options()
        options.dialects = Array(Set([.smb2_0_2, dialect])).sorted()
        options.validatesNegotiate = false
        return (try server.connectedClient(options), server)
    }

    private func validate(
        _ client: TestClient, limit: UInt32 = 24, _ change: (inout SMB2.ValidateNegotiateInfoRequest) -> Void = { _ in }
    ) throws -> TestClient.Reply {
        var info = SMB2.ValidateNegotiateInfoRequest(
            capabilities: client.options.capabilities, clientGUID: client.options.clientGUID, securityMode: client.options.negotiateMode,
            dialects: client.options.dialects)
        change(&info)
        return try client.validateNegotiate(info, limit: limit)
    }

    @Test("repeats what NEGOTIATE answered, signed", arguments: dialects, [false, true])
    func agrees(_ dialect: SMB2.Dialect, _ requiresSigning: Bool) throws {
        var settings = Settings()
        settings.requiresSigning = requiresSigning
        let (client, server) = try self.client(dialect)
        server.state.settings.replace(settings)
        let reply = try self.validate(client)
        #expect(client.isSigned(reply))
        let output = try reply.body { (reader) throws(WireError) in try SMB2.IOControlResponse(decoding: &reader) }.output
        var reader = WireReader(output)
        let answer = try SMB2.ValidateNegotiateInfoResponse(decoding: &reader)
        #expect(answer.dialect == dialect)
        #expect(answer.serverGUID == client.serverGUID)
        #expect(answer.securityMode == client.serverMode, "What was announced, not what the settings say by now.")
        #expect(answer.capabilities == (dialect == .smb2_0_2 ? [] : .largeMTU))
    }

    struct Change: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var apply: @Sendable (inout SMB2.ValidateNegotiateInfoRequest) -> Void
    }

    static let changes: [Change] = [
        Change(testDescription: "a dialect more") { $0.dialects.append(.smb3_1_1) },
        Change(testDescription: "a dialect less") { $0.dialects.removeLast() },
        Change(testDescription: "another dialect") { $0.dialects = [.smb3_1_1] },
        Change(testDescription: "another GUID") { $0.clientGUID = GUID(low: 7, high: 7) },
        Change(testDescription: "signing required") { $0.securityMode.insert(.signingRequired) },
        Change(testDescription: "signing disabled") { $0.securityMode = [] },
        Change(testDescription: "another capability") { $0.capabilities.insert(.encryption) },
        Change(testDescription: "no capability") { $0.capabilities = [] },
    ]

    @Test("disconnects without an answer where anything differs", arguments: changes, dialects)
    func differs(_ change: Change, _ dialect: SMB2.Dialect) throws {
        let (client, server) = try self.client(dialect)
        #expect(throws: TransportError.closed) { try self.validate(client, change.apply) }
        #expect(client.connection?.disconnectReason == .negotiateValidationFailed)
        #expect(server.sink.eventIDs == [EventID.negotiateValidationFailed])
        #expect(server.sink.events.first?["ExpectedDialect"] == .hexInt32(UInt32(dialect.rawValue)))
        #expect(server.sink.events.first?["UserName"] == .unicode("alice"))
        #expect(server.state.sessions.count == 0)
    }

    @Test("disconnects where there is no room for the answer", arguments: [0, 23] as [UInt32]) func tooSmall(_ limit: UInt32) throws {
        let (client, _) = try self.client(.smb3_0)
        #expect(throws: TransportError.closed) { try self.validate(client, limit: limit) }
    }

    @Test("disconnects on 3.1.1, where the pre-auth hash does its work") func newestDialect() throws {
        let (client, _) = try self.client(.smb3_1_1)
        #expect(throws: TransportError.closed) { try self.validate(client) }
    }

    @Test("is missed where work begins without it, and that is said once and refused to nobody", arguments: SMB2.Dialect.all)
    func missing(_ dialect: SMB2.Dialect) throws {
        let (client, server) = try self.client(dialect)
        #expect(server.sink.events.isEmpty)
        for _ in 0..<3 { #expect(try client.tryOpening().status == .success) }
        #expect(server.sink.eventIDs == (dialect == .smb3_0 || dialect == .smb3_0_2 ? [EventID.negotiateNotValidated] : []))
        if let event = server.sink.events.first { #expect(event["UserName"] == .unicode("alice")) }
    }

    @Test("is not missed where it came first", arguments: SMB2.Dialect.all) func validated(_ dialect: SMB2.Dialect) throws {
        let server = TestServer()
        var options = TestClient.Options()
        options.dialects = [dialect]
        #expect(try server.connectedClient(options).tryOpening().status == .success)
        #expect(server.sink.events.isEmpty)
    }

    @Test("refuses what is malformed", arguments: [0, 23, 25]) func malformed(_ length: Int) throws {
        let (client, _) = try self.client(.smb3_0)
        let request = SMB2.IOControlRequest(
            ctlCode: .validateNegotiateInfo, file: .related, maximumOutputResponse: 24, input: ByteBuffer(repeating: 1, count: length))
        #expect(try client.ask(.ioControl, request, signed: true).status == .invalidParameter)
    }
}
