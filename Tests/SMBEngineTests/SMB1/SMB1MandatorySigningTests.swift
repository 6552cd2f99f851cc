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

/// CVE-2016-2114, CVE-2023-3347 and their like: required signing holds, whichever way a client comes.
@Suite("SMB1 signing that is required") struct SMB1MandatorySigningTests {
    private static let required = SMB1SigningTests.required

    private static func echo(_ client: SMB1Client) throws -> SMB1Client.Reply { try SMB1SigningTests.echo(client) }

    @Test("every command is refused unsigned", arguments: 0...UInt8(0xFE))
    func everyCommand(_ code: UInt8) throws {
        let command = SMB1.Command(rawValue: code)
        // Both end otherwise: without an answer, and with a second NEGOTIATE.
        guard command != .ntCancel, command != .negotiate else { return }
        let server = TestServer(Self.required)
        let client = server.smb1Client()
        try client.negotiate()
        try client.logOn()
        let signing = try client.beginSigning()
        try client.treeConnect("data")
        signing.isPaused = true
        #expect(try client.request(command, words: [0xFF, 0, 0, 0]).status == .accessDenied)
        #expect(server.sink.eventIDs == [EventID.unsignedWhereDue])
    }

    enum Form: CaseIterable, Sendable { case extended, challenge, oem, dosErrors }

    @Test("no form of the dialect gets around it", arguments: Form.allCases) func downgraded(_ form: Form) throws {
        let server = TestServer(Self.required)
        let client = server.smb1Client()
        switch form {
        case .extended: break
        case .challenge: client.options = .plain
        case .oem: client.options.flags2.remove(.unicode)
        case .dosErrors:
            client.options = .plain
            client.options.flags2.remove(.ntStatus)
        }
        try client.negotiate()
        try client.logOn()
        #expect(try Self.echo(client).status != .success)
        #expect(server.sink.eventIDs == [EventID.unsignedWhereDue])
    }

    /// A relay gets no further than the logon, unless the logon's own message carries its commands.
    @Test("what follows a logon in its chain is refused, but for the tree connect") func chainedToLogon() throws {
        let server = TestServer(Self.required)
        let client = server.smb1Client()
        try client.negotiate()
        let reply = try Self.logOn(client) { writer in
            writer.body {
                $0.u16(0)
            } bytes: {
                $0.bytes([4] + Array("\\new".utf8) + [0])
            }
        }
        let commands = try reply.chain().map(\.command)
        #expect(commands == [.sessionSetupAndX, .treeConnectAndX, .createDirectory])
        #expect(reply.status == .accessDenied)
        #expect(server.sink.eventIDs == [EventID.unsignedWhereDue])
        #expect(server.sink.logons.map(\.user) == ["alice"])
    }

    @Test("the same chain runs where nothing is signed") func chainedUnsigned() throws {
        let server = TestServer(SMB1SigningTests.settings())
        let client = server.smb1Client()
        try client.negotiate()
        let reply = try Self.logOn(client) { writer in
            writer.body { _ in
            } bytes: {
                $0.bytes([4, 0])
            }
        }
        #expect(try reply.chain().map(\.command).prefix(2) == [.sessionSetupAndX, .treeConnectAndX])
        #expect(reply.status != .accessDenied)
        #expect(server.sink.eventIDs == [])
    }

    /// SESSION_SETUP_ANDX with the last token, TREE_CONNECT_ANDX, CREATE_DIRECTORY.
    private static func logOn(_ client: SMB1Client, then body: @escaping (inout WireWriter) -> Void) throws -> SMB1Client.Reply {
        var tokens = client.options.logon
        let first = try client.sessionSetup(.extended(blob: ByteBuffer(bytes: tokens.begin())))
        client.userID = first.header.userID
        let challenge = try SMB1.SessionSetupResponse(decoding: first.body, first.text).securityBlob ?? ByteBuffer()
        let token = ByteBuffer(bytes: try tokens.answer(Array(challenge.readableBytesView)))
        let setup = SMB1.SessionSetupRequest(capabilities: client.options.capabilities, security: .extended(blob: token), nativeOS: "Test")
        let connect = SMB1.TreeConnectAndXRequest(path: #"\\server\data"#, service: .any)
        return try client.chain([
            (.sessionSetupAndX, { setup.encode(into: &$0, .unicode, header: 0) }),
            (.treeConnectAndX, { connect.encode(into: &$0, .unicode, header: 0) }),
            (.createDirectory, body),
        ])
    }

    // MARK: One key for all

    /// Who holds an account would log on with it, and let another user's logon be signed with its key.
    @Test("no other user is let into a connection that one user's key signs") func secondUser() throws {
        let server = TestServer(Self.required)
        let client = server.smb1Client()
        try client.negotiate()
        try client.logOn(user: "bob", password: "Secret99")
        try client.beginSigning()
        #expect(throws: NTStatus.accessDenied) { try client.logOn(user: "alice", password: "Passw0rd!") }
        let refused = try #require(server.sink.logons.last)
        #expect(refused.refusal == .anothersKey)
        #expect(refused.smb1?.connectionKey == .anotherUser)
        #expect(server.sink.eventIDs == [EventID.sessionAuthFailure, EventID.relayProtectionRefused])
        #expect(server.state.sessions.all.map(\.principal.userName) == ["bob"])
    }

    @Test("nor after that user has logged off") func secondUserAfterLogoff() throws {
        let server = TestServer(Self.required)
        let client = server.smb1Client()
        try client.negotiate()
        try client.logOn(user: "bob", password: "Secret99")
        try client.beginSigning()
        _ = try client.request(.logoffAndX, words: [0xFF, 0, 0, 0])
        #expect(throws: NTStatus.accessDenied) { try client.logOn(user: "alice", password: "Passw0rd!") }
        try client.logOn(user: "bob", password: "Secret99")
        #expect(server.state.sessions.all.map(\.principal.userName) == ["bob"])
    }

    @Test("the same user may log on again, and signs with the first key") func sameUser() throws {
        let server = TestServer(Self.required)
        let client = server.smb1Client()
        try client.negotiate()
        try client.logOn()
        let signing = try client.beginSigning()
        try client.logOn()
        #expect(signing.answerWasSigned)
        #expect(try Self.echo(client).status == .success)
        #expect(server.sink.logons.map(\.protection) == [.signing, .signing])
    }

    @Test("where signing is only agreed on, another user is let in, and recorded as unprotected") func agreed() throws {
        let server = TestServer(SMB1SigningTests.settings())
        var options = SMB1Client.Options()
        options.setupFlags2 = .securitySignature
        options.logon.ntlm.targetName = nil
        let client = server.smb1Client(options)
        try client.negotiate()
        try client.logOn(user: "bob", password: "Secret99")
        try client.beginSigning()
        try client.logOn(user: "alice", password: "Passw0rd!")
        #expect(server.sink.logons.map(\.protection) == [.signing, nil])
        #expect(server.sink.logons.map(\.signingRequired) == [true, true])
        #expect(try Self.echo(client).status == .success)
    }

    @Test("one user's key proves nothing of another user of the connection") func anothersKey() throws {
        let server = TestServer(SMB1SigningTests.settings())
        var options = SMB1Client.Options()
        options.setupFlags2 = .securitySignature
        let client = server.smb1Client(options)
        try client.negotiate()
        try client.logOn(user: "bob", password: "Secret99")
        try client.beginSigning()
        try client.logOn(user: "alice", password: "Passw0rd!")
        for _ in 0..<9 { #expect(try Self.echo(client).status == .success) }
        let alice = try #require(server.state.sessions.all.first { $0.principal.userName == "alice" })
        #expect(alice.evidence == .advertised)
    }

    // MARK: Who has no key

    @Test("guests are not let in") func guests() throws {
        var settings = Self.required
        settings.allowsGuest = true
        let server = TestServer(settings)
        let client = server.smb1Client()
        try client.negotiate()
        #expect(throws: NTStatus.logonFailure) { try client.logOn(user: "nobody", password: "x") }
    }

    @Test("RequireRelayProtection announces it and enforces it of everybody") func relayProtection() throws {
        let server = TestServer(SMB1SigningTests.settings { $0.requiresRelayProtection = true })
        let client = server.smb1Client()
        #expect(try client.negotiate().securityMode.contains(.signaturesRequired))
        try client.logOn()
        let signing = try client.beginSigning()
        signing.isPaused = true
        #expect(try Self.echo(client).status == .accessDenied)
        #expect(server.sink.logons.map(\.protection) == [.signing])
    }
}
