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

/// What went wrong in other servers. Compare `docs/lessons.md`. CVE-2016-2114 is in `SigningTests`.
@Suite("Attacks on a connection") struct AttackClassTests {
    private func client(_ dialect: SMB2.Dialect = .smb3_1_1, _ settings: Settings = Settings()) throws -> (TestClient, TestServer) {
        let store = InMemoryStore()
        try store.put("file", "content")
        let server = TestServer(settings, store: store)
        var options = TestClient.Options()
        options.dialects = [dialect]
        let client = try server.connectedClient(options)
        for _ in 0..<4 { _ = try client.echo() }
        return (client, server)
    }

    // MARK: Framing and resources

    @Test("CVE-2023-38431: a frame shorter than a header ends the connection", arguments: 0..<64) func shortFrame(_ length: Int) throws {
        let (client, _) = try self.client()
        let frame = client.frame(.echo, SMB2.EchoRequest())
        #expect(throws: TransportError.closed) { try client.exchange(try #require(frame.getSlice(at: frame.readerIndex, length: length))) }
    }

    @Test(
        "CVE-2023-38430: an unknown protocol id ends the connection",
        arguments: [0, 0x424D_53FB, 0x424D_5300, 0xFE53_4D42, .max] as [UInt32], [true, false])
    func unknownProtocol(_ id: UInt32, _ isNegotiated: Bool) throws {
        let client = isNegotiated ? try self.client().0 : TestServer().client()
        var frame = client.frame(.negotiate, client.negotiateRequest())
        frame.setInteger(id, at: frame.readerIndex, endianness: .little)
        #expect(throws: TransportError.closed) { try client.exchange(frame) }
        #expect(client.connection?.disconnectReason == .unknownProtocol)
    }

    @Test(
        "CVE-2023-38432: what an element announces is measured against the element, not against the frame",
        arguments: [3, 100, 65535] as [UInt16])
    func payloadBeyondElement(_ length: UInt16) throws {
        let (client, _) = try self.client(.smb3_0)
        var connect = client.frame(.treeConnect, SMB2.TreeConnectRequest(path: "x"))
        connect.setInteger(length, at: connect.readerIndex + 64 + 6, endianness: .little)
        let replies = try TestClient.elements(of: client.exchange(client.compound([connect, client.frame(.echo, SMB2.EchoRequest())])))
        #expect(replies.map(\.status) == [.invalidParameter, .success])
    }

    @Test("CVE-2023-38429: every prefix of a request is answered or refused, none traps", arguments: 64..<121) func prefixes(_ length: Int)
        throws
    {
        let (client, _) = try self.client()
        let frame = client.frame(.create, TestClient.opening("file"))
        let prefix = try #require(frame.getSlice(at: frame.readerIndex, length: min(length, frame.readableBytes)))
        let reply = try client.exchange(prefix)
        #expect(reply.status == (length < frame.readableBytes ? .invalidParameter : .success))
    }

    @Test("SMBLoris, CVE-2024-50285: strangers may send little", arguments: [true, false]) func largeFrames(_ isNegotiated: Bool) throws {
        let client = TestServer().client()
        let limit = isNegotiated ? 68 * 1024 : 16 * 1024
        if isNegotiated { try client.negotiate() }
        #expect(client.connection?.machine.maximumFrameLength == limit)
        let command: SMB2.Command = isNegotiated ? .write : .negotiate
        #expect(throws: TransportError.closed) { try client.exchange(client.encode(command) { writer, _ in writer.zeros(limit) }) }
        #expect(client.connection?.disconnectReason == .frameTooLong)
    }

    @Test("CVE-2024-50285: commands that carry no payload are short for users too") func longPlainCommand() throws {
        let (client, _) = try self.client()
        let frame = client.encode(.create) { writer, _ in writer.zeros(68 * 1024) }
        #expect(throws: TransportError.closed) { try client.exchange(frame) }
        #expect(client.connection?.disconnectReason == .frameTooLong)
    }

    @Test("CVE-2023-32247: half a logon is worth little, and many of them nothing more") func unfinishedLogons() throws {
        let server = TestServer()
        let client = server.client()
        try client.negotiate()
        var tokens = client.options.logon
        for _ in 0..<100 { _ = try client.exchange(client.setupFrame(tokens.begin()) { $0.sessionID = 0 }) }
        #expect(client.connection?.machine.logons.count == ConnectionLimits.pendingLogons)
        #expect(server.state.sessions.count == 0)
        client.connection?.drop()
    }

    @Test("CVE-2022-47941: a NEGOTIATE that failed leaves nothing behind") func failedNegotiates() throws {
        let client = TestServer().client()
        for _ in 0..<15 {
            #expect(try client.exchange(client.encode(.negotiate) { writer, _ in writer.zeros(3) }).status == .invalidParameter)
        }
        try client.connect(to: "data")
    }

    // MARK: Negotiation and logon

    @Test("CVE-2023-38427: no length or offset in a list of contexts reaches beyond it", arguments: 64..<230) func contextLengths(
        _ offset: Int
    ) throws {
        for value in [0xFFFF, 0x7FFF, 0x0001] as [UInt16] {
            let client = TestServer().client()
            var frame = client.frame(.negotiate, client.negotiateRequest())
            guard offset + 2 <= frame.readableBytes else { return }
            frame.setInteger(value, at: frame.readerIndex + offset, endianness: .little)
            // Answered or refused, with a frame or without: it must only end.
            try client.transport.send(frame)
            #expect(client.connection.map { $0.framesReceived.count <= 1 } == true)
        }
    }

    @Test("CVE-2023-52440: an encrypted session key of any size but 16 is no key", arguments: [0, 1, 15, 17, 32, 4096])
    func sessionKeySize(_ size: Int) throws {
        let server = TestServer()
        let client = server.client()
        client.options.logon.ntlm.encryptedSessionKeySize = size
        client.options.logon.ntlm.randomSessionKey = [UInt8](repeating: 3, count: max(16, size))
        try client.negotiate()
        #expect(throws: NTStatus.self) { try client.logOn() }
        #expect(server.state.sessions.count == 0)
    }

    @Test("CVE-2023-0210, CVE-2024-26594: any byte of the tokens may be wrong", arguments: [true, false]) func damagedTokens(_ isRaw: Bool)
        throws
    {
        var settings = Settings()
        settings.limitsFailedLogons = false
        let server = TestServer(settings)
        for offset in 88..<900 {
            let client = server.client()
            client.options.logon.wrapping = isRaw ? .raw : .spnego
            try client.negotiate()
            var frame = try client.lastFrameOfLogon()
            guard offset < frame.readableBytes else { return }
            frame.setInteger(0xFF as UInt8, at: frame.readerIndex + offset)
            try client.transport.send(frame)
            let reply = try client.receive()
            #expect(reply.status != .moreProcessingRequired)
        }
    }

    @Test(
        "CVE-2016-2110, CVE-2019-1040: a logon without the MIC that it announced is none, nor one whose mechanisms were changed",
        arguments: SMB2.Dialect.all)
    func strippedMIC(_ dialect: SMB2.Dialect) throws {
        for damage in 0..<4 {
            let server = TestServer()
            let client = server.client()
            client.options.dialects = [dialect]
            switch damage {
            case 0: client.options.logon.ntlm.mic = .stripped
            case 1: client.options.logon.ntlm.mic = .zeroed
            case 2: client.options.logon.ntlm.mic = .corrupted
            default: client.options.logon.mechListMIC = .corrupted
            }
            try client.negotiate()
            #expect(throws: NTStatus.logonFailure) { try client.logOn() }
        }
    }

    @Test("a downgrade shows: whoever rewrites a 3.1.1 NEGOTIATE breaks every signature", arguments: [64 + 4, 64 + 8, 64 + 12])
    func rewrittenNegotiate(_ offset: Int) throws {
        let client = TestServer().client()
        let message = client.negotiateRequest()
        var rewritten = client.frame(.negotiate, message)
        let original = rewritten
        rewritten.setInteger(0 as UInt8, at: rewritten.readerIndex + offset)
        let reply = try client.exchange(rewritten)
        // The client believes that its own bytes were received.
        client.dialect = .smb3_1_1
        var hash = PreauthHash()
        hash.update(original)
        hash.update(reply.bytes)
        client.preauth = hash
        try client.logOn()
        let final = try #require(client.lastLogonReply)
        #expect(!client.isSigned(final))
        #expect(throws: NTStatus.accessDenied) { try client.treeConnect("data") }
    }

    @Test("CVE-2024-50283, CVE-2025-22037: logons side by side each have a hash of their own") func interleavedLogons() throws {
        let server = TestServer()
        let alice = server.client()
        try alice.negotiate()
        let bob = alice.sibling("bob", "Secret99")
        var aliceTokens = alice.options.logon
        var hash = alice.preauth
        let challenge = try alice.sessionSetup(aliceTokens.begin(), &hash)
        bob.messageID = alice.messageID
        try bob.logOn()
        let bobsReply = try #require(bob.lastLogonReply)
        #expect(bob.isSigned(bobsReply))
        alice.messageID = bob.messageID

        hash?.update(challenge.bytes)
        var reader = WireReader(challenge.bytes)
        try reader.skip(SMB2.Header.size)
        let token = try SMB2.SessionSetupResponse(decoding: &reader).securityBuffer
        let reply = try alice.sessionSetup(try aliceTokens.answer(Array(token.readableBytesView)), &hash)
        let key = KeySchedule.signingKey(
            dialect: 0x0311, sessionKey: KeySchedule.sessionKey(try #require(aliceTokens.sessionKey)), preauth: hash)
        alice.signer = Signer(algorithm: .aesGMAC, key: key)
        #expect(alice.isSigned(reply))
    }

    @Test("CVE-2023-32250: nothing works after a LOGOFF in the same frame", arguments: SMB2.Dialect.all) func afterLogoff(
        _ dialect: SMB2.Dialect
    ) throws {
        let (client, server) = try self.client(dialect)
        let file = try TestClient.file(of: client.tryOpening("file"))
        var tokens = client.options.logon
        let replies = try TestClient.elements(
            of: client.exchange(
                client.compound([
                    client.frame(.logoff, SMB2.LogoffRequest()),
                    client.frame(.read, SMB2.ReadRequest(length: 7, offset: 0, file: file), flags: .related),
                    client.frame(.create, TestClient.opening("file")),
                    client.frame(.treeDisconnect, SMB2.TreeDisconnectRequest(), flags: .related),
                    client.frame(.logoff, SMB2.LogoffRequest()),
                    client.setupFrame(tokens.begin()),
                ])))
        #expect(replies.first?.status == .success)
        #expect(replies.dropFirst().dropLast().allSatisfy { $0.status == .userSessionDeleted })
        #expect(replies.last?.status == .invalidParameter)
        #expect(server.state.sessions.count == 0)
    }

    @Test("CVE-2023-32258: a LOGOFF while the session is being renewed ends both") func logoffWhileRenewing() throws {
        let (client, server) = try self.client()
        let last = try client.lastFrameOfLogon()
        client.connection?.holdsCredentials = true
        try client.transport.send(last)
        #expect(try client.ask(.logoff, SMB2.LogoffRequest()).status == .success)
        client.connection?.releaseCredentials()
        #expect(try client.receive().status == .userSessionDeleted)
        #expect(server.state.sessions.count == 0)
        #expect(try client.tryOpening().status == .userSessionDeleted)
    }

    @Test("CVE-2026-31476: a failed binding harms nobody's session", arguments: SMB2.Dialect.all) func failedBinding(
        _ dialect: SMB2.Dialect
    ) throws {
        let (victim, server) = try self.client(dialect)
        let attacker = server.client()
        attacker.options.dialects = [dialect]
        try attacker.negotiate()
        var tokens = attacker.options.logon
        for _ in 0..<20 {
            let frame = attacker.setupFrame(tokens.begin(), flags: .binding) { $0.sessionID = victim.sessionID }
            #expect(try attacker.exchange(frame).status == .requestNotAccepted)
        }
        #expect(try victim.tryOpening(signed: true).status == .success)
        #expect(server.state.sessions.count == 1)
    }

    // MARK: Compounds, trees and handles

    @Test("CVE-2023-52442: a related element can't bring its own session or tree", arguments: [0, 1, .max] as [UInt64])
    func foreignSession(_ id: UInt64) throws {
        let (client, _) = try self.client()
        let bob = client.sibling("bob", "Secret99")
        try bob.logOn()
        try bob.treeConnect("data")
        client.messageID = bob.messageID
        let elements = [
            client.frame(.create, TestClient.opening("file", .open)),
            client.frame(.close, SMB2.CloseRequest(file: .related), flags: .related) {
                $0.sessionID = id == 1 ? bob.sessionID : id
                $0.treeID = id == 1 ? bob.treeID : 77
            },
        ]
        let replies = try TestClient.elements(of: client.exchange(client.compound(elements)))
        #expect(replies.map(\.status) == [.success, .success])
        #expect(replies.map(\.header.sessionID) == [client.sessionID, client.sessionID])
    }

    @Test("CVE-2023-52442: an unrelated element is checked as if it came alone") func unrelatedSession() throws {
        let (client, _) = try self.client()
        let file = try TestClient.file(of: client.tryOpening("file"))
        let bob = client.sibling("bob", "Secret99")
        try bob.logOn()
        try bob.treeConnect("data")
        client.messageID = bob.messageID
        let read = SMB2.ReadRequest(length: 7, offset: 0, file: file)
        let elements = [
            client.frame(.read, read),
            client.frame(.read, read) {
                $0.sessionID = bob.sessionID
                $0.treeID = bob.treeID
            },
            client.frame(.read, read) { $0.sessionID = 99 },
            client.frame(.read, read) { $0.treeID = 99 },
        ]
        let replies = try TestClient.elements(of: client.exchange(client.compound(elements)))
        #expect(replies.map(\.status) == [.success, .fileClosed, .userSessionDeleted, .networkNameDeleted])
    }

    @Test("CVE-2023-3866: a chain whose first element has no session has none at all") func chainWithoutSession() throws {
        let client = TestServer().client()
        try client.negotiate()
        for _ in 0..<4 { _ = try client.echo() }
        let replies = try TestClient.elements(
            of: client.exchange(
                client.compound([
                    client.frame(.create, TestClient.opening("file")),
                    client.frame(.read, SMB2.ReadRequest(length: 7, offset: 0, file: .related), flags: .related),
                    client.frame(.treeConnect, SMB2.TreeConnectRequest(path: #"\\server\data"#), flags: .related),
                    client.frame(.logoff, SMB2.LogoffRequest(), flags: .related),
                ])))
        #expect(replies.allSatisfy { $0.status == .userSessionDeleted })
    }

    @Test("CVE-2023-52441: the last element may be as small as a header, and no smaller", arguments: [0, 1, 8, 63, 64, 65, 66, 67])
    func tinyLastElement(_ length: Int) throws {
        let (client, _) = try self.client()
        let echo = client.frame(.echo, SMB2.EchoRequest())
        let second = client.frame(.echo, SMB2.EchoRequest())
        var frame = client.compound([echo, second])
        frame = try #require(frame.getSlice(at: frame.readerIndex, length: 72 + length))
        if length < 64 {
            #expect(throws: TransportError.closed) { try client.exchange(frame) }
        } else {
            #expect(try TestClient.elements(of: client.exchange(frame)).map(\.status) == [.success, .invalidParameter])
        }
    }

    @Test("CVE-2023-32254, CVE-2022-47939: a tree is gone for what comes behind its end in the same frame") func afterTreeDisconnect()
        throws
    {
        let (client, _) = try self.client()
        let file = try TestClient.file(of: client.tryOpening("file"))
        let replies = try TestClient.elements(
            of: client.exchange(
                client.compound([
                    client.frame(.treeDisconnect, SMB2.TreeDisconnectRequest()),
                    client.frame(.read, SMB2.ReadRequest(length: 7, offset: 0, file: file), flags: .related),
                    client.frame(.create, TestClient.opening("file")), client.frame(.treeDisconnect, SMB2.TreeDisconnectRequest()),
                ])))
        #expect(replies.map(\.status) == [.success, .networkNameDeleted, .networkNameDeleted, .networkNameDeleted])
    }

    @Test(
        "CVE-2023-32248: requests that need a tree or a file get an error where there is none",
        arguments: SigningTests.commands.filter { $0 != .sessionSetup })
    func withoutTree(_ command: SMB2.Command) throws {
        let server = TestServer()
        let client = server.client()
        client.options.dialects = [.smb3_0]
        try client.negotiate()
        try client.logOn()
        for body in [ByteBuffer(), ByteBuffer(repeating: 0, count: 64), ByteBuffer(repeating: 0xFF, count: 64)] {
            try client.transport.send(client.encode(command) { writer, _ in writer.bytes(body) })
            #expect(client.connection?.isClosed == false)
        }
    }

    // MARK: What never comes

    @Test(
        "encrypted and compressed frames end the connection: neither was agreed on", arguments: [0x424D_53FD, 0x424D_53FC] as [UInt32],
        [true, false])
    func transforms(_ id: UInt32, _ isLoggedOn: Bool) throws {
        let client = TestServer().client()
        try client.negotiate()
        if isLoggedOn { try client.logOn() }
        var frame = ByteBuffer()
        frame.writeInteger(id, endianness: .little)
        frame.writeRepeatingByte(0, count: 100)
        #expect(throws: TransportError.closed) { try client.exchange(frame) }
        #expect(client.connection?.disconnectReason == (id == 0x424D_53FD ? .encryptedWithoutKeys : .compressedWithoutAgreement))
    }

    @Test("an unknown command ends the connection", arguments: [19, 255, .max] as [UInt16]) func unknownCommand(_ command: UInt16) throws {
        let (client, _) = try self.client()
        #expect(throws: TransportError.closed) { try client.exchange(client.encode(SMB2.Command(rawValue: command)) { _, _ in }) }
    }

    @Test("a closed connection does nothing any more") func afterClose() throws {
        let (client, server) = try self.client()
        let machine = try #require(client.connection?.machine)
        #expect(throws: TransportError.closed) { try client.negotiate() }
        let count = server.sink.observations.count
        #expect(machine.receive(client.frame(.echo, SMB2.EchoRequest())).isEmpty)
        #expect(machine.handle(.logonTimedOut).isEmpty)
        machine.connectionClosed()
        #expect(server.sink.observations.count == count)
    }
}
