// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBCrypto
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

/// What a peer can do with a transform header. [MS-SMB2] 3.3.5.2.1.1; compare `docs/threat-model.md`, classes 41 and 42.
@Suite("Attacks with encrypted frames") struct TransformAttackTests {
    private func client(_ encrypted: EncryptedDialect, _ server: TestServer = TestServer()) throws -> TestClient {
        let client = try server.connectedClient(encrypted.options)
        client.encrypts = true
        return client
    }

    /// Sends a frame as it is, and expects the connection to end for that reason.
    private func expectEnd(_ client: TestClient, _ reason: DisconnectReason, after frame: ByteBuffer) {
        try? client.transport.send(frame)
        #expect(throws: TransportError.closed) { try client.transport.receive() }
        #expect(client.connection?.disconnectReason == reason)
    }

    private static let badHeader = DisconnectReason.unreadableFrame("transform header")

    // MARK: Class 42: bounds

    @Test("CVE-2023-39176, CVE-2023-39179: every prefix of an encrypted frame ends the connection", arguments: 4..<172)
    func prefixes(_ length: Int) throws {
        let client = try self.client(EncryptedDialect.all[length % EncryptedDialect.all.count])
        let frame = try client.sealed(client.frame(.create, TestClient.opening()))
        try client.transport.send(try #require(frame.getSlice(at: 0, length: min(length, frame.readableBytes - 1))))
        #expect(throws: TransportError.closed) { try client.transport.receive() }
    }

    @Test("CVE-2023-39176: a size that is not the message's ends the connection", arguments: EncryptedDialect.all, [-1, 1, 1 << 20])
    func size(_ encrypted: EncryptedDialect, _ difference: Int) throws {
        let client = try self.client(encrypted)
        let frame = try client.sealed(client.frame(.create, TestClient.opening())) {
            $0.originalMessageSize = UInt32(clamping: Int($0.originalMessageSize) + difference)
        }
        self.expectEnd(client, Self.badHeader, after: frame)
    }

    @Test("a transform header with nothing behind it ends the connection", arguments: EncryptedDialect.all)
    func nothingInside(_ encrypted: EncryptedDialect) throws {
        let client = try self.client(encrypted)
        var writer = WireWriter()
        SMB2.TransformHeader(originalMessageSize: 0, sessionID: client.sessionID).encode(into: &writer)
        self.expectEnd(client, Self.badHeader, after: writer.buffer)
    }

    @Test("a message inside that is shorter than a header ends the connection", arguments: EncryptedDialect.all, [1, 4, 63])
    func shortMessage(_ encrypted: EncryptedDialect, _ length: Int) throws {
        let client = try self.client(encrypted)
        let message = client.frame(.echo, SMB2.EchoRequest())
        let frame = try client.sealed(try #require(message.getSlice(at: 0, length: length)))
        self.expectEnd(client, .malformedInsideEncryption, after: frame)
    }

    @Test("flags other than 1 end the connection", arguments: EncryptedDialect.all, [0, 2, 3, 0x0100, .max] as [UInt16])
    func flags(_ encrypted: EncryptedDialect, _ flags: UInt16) throws {
        let client = try self.client(encrypted)
        self.expectEnd(client, Self.badHeader, after: try client.sealed(client.frame(.echo, SMB2.EchoRequest())) { $0.flags = flags })
    }

    // MARK: Class 41: frames inside frames

    @Test(
        "CVE-2020-0796: a transform or a compressed frame inside an encrypted one ends the connection", arguments: EncryptedDialect.all,
        [0x424D_53FD, 0x424D_53FC, 0x424D_53FF] as [UInt32])
    func nested(_ encrypted: EncryptedDialect, _ id: UInt32) throws {
        let client = try self.client(encrypted)
        var message = id == 0x424D_53FD ? try client.sealed(client.frame(.echo, SMB2.EchoRequest())) : ByteBuffer(repeating: 0, count: 128)
        message.setInteger(id, at: 0, endianness: .little)
        self.expectEnd(client, .malformedInsideEncryption, after: try client.sealed(message))
    }

    @Test("CVE-2020-0796: a compressed frame ends the connection of an encrypted session too", arguments: EncryptedDialect.all)
    func compressed(_ encrypted: EncryptedDialect) throws {
        let client = try self.client(encrypted)
        var frame = ByteBuffer()
        frame.writeInteger(0x424D_53FC as UInt32, endianness: .little)
        frame.writeInteger(UInt32.max)
        frame.writeRepeatingByte(0xFF, count: 100)
        self.expectEnd(client, .compressedWithoutAgreement, after: frame)
    }

    // MARK: Keys

    @Test("a wrong tag ends its own connection, and nothing is held against the session", arguments: EncryptedDialect.all)
    func wrongTag(_ encrypted: EncryptedDialect) throws {
        let server = TestServer()
        let client = try self.client(encrypted, server)
        var frame = try client.sealed(client.frame(.create, TestClient.opening()))
        frame.flip(4)
        self.expectEnd(client, .undecryptable, after: frame)
        let facts = server.sink.observations.map(\.fact)
        #expect(facts.contains(.undecryptable(sessionID: client.sessionID)))
        #expect(server.sink.signatures == SignatureCounts(valid: 1, unsigned: encrypted.dialect == .smb3_1_1 ? 0 : 1))
    }

    @Test("any byte that changed on the way ends the connection", arguments: EncryptedDialect.all) func tampering(
        _ encrypted: EncryptedDialect
    )
        throws
    {
        for index in [4, 19, 20, 35, 36, 40, 42, 44, 52, 100, 171] {
            let client = try self.client(encrypted)
            var frame = try client.sealed(client.frame(.create, TestClient.opening()))
            frame.flip(min(index, frame.readableBytes - 1))
            try client.transport.send(frame)
            // The reserved field is the only one with which nothing is done; the tag covers it all the same.
            #expect(throws: TransportError.closed, "byte \(index)") { try client.transport.receive() }
        }
    }

    @Test("a session that is not this connection's ends the connection, and not the session", arguments: EncryptedDialect.all)
    func anothersSession(_ encrypted: EncryptedDialect) throws {
        let server = TestServer()
        let victim = try self.client(encrypted, server)
        let attacker = try self.client(encrypted, server)
        let frame = try victim.sealed(victim.frame(.echo, SMB2.EchoRequest()))
        self.expectEnd(attacker, .encryptedWithoutKeys, after: frame)
        #expect(try victim.tryOpening().status == .success)
        #expect(server.state.sessions.count == 1)
    }

    @Test("before the logon's end there is no session to encrypt for", arguments: EncryptedDialect.all) func beforeLogon(
        _ encrypted: EncryptedDialect
    )
        throws
    {
        let server = TestServer()
        let other = try self.client(encrypted, server)
        let client = server.client(encrypted.options)
        try client.negotiate()
        _ = try client.lastFrameOfLogon()
        let frame = try other.sealed(other.frame(.echo, SMB2.EchoRequest())) { $0.sessionID = client.sessionID }
        self.expectEnd(client, .encryptedWithoutKeys, after: frame)
    }

    @Test("guest and anonymous sessions have no keys", arguments: [true, false]) func keyless(_ isGuest: Bool) throws {
        var settings = Settings()
        settings.allowsGuest = true
        settings.allowsAnonymous = true
        let server = TestServer(settings)
        let other = try self.client(EncryptedDialect.all[0], server)
        let client = server.client(.encrypting())
        client.options.logon = SPNEGOClient(isGuest ? NTLMClient(user: "nobody", password: "x") : .anonymous)
        client.options.logon.mechListMIC = .omitted
        try client.negotiate()
        try client.logOn()
        #expect(client.sessionFlags == (isGuest ? .guest : .null))
        let frame = try other.sealed(other.frame(.echo, SMB2.EchoRequest())) { $0.sessionID = client.sessionID }
        self.expectEnd(client, .encryptedWithoutKeys, after: frame)
    }

    @Test("without a cipher or with an older dialect no frame is encrypted", arguments: EncryptionTests.incapable.indices)
    func withoutCipher(_ index: Int) throws {
        let server = TestServer()
        let other = try self.client(EncryptedDialect.all[0], server)
        let client = try server.connectedClient(EncryptionTests.incapable[index])
        let frame = try other.sealed(other.frame(.echo, SMB2.EchoRequest())) { $0.sessionID = client.sessionID }
        self.expectEnd(client, .encryptedWithoutKeys, after: frame)
    }

    @Test("before NEGOTIATE an encrypted frame ends the connection") func beforeNegotiate() throws {
        let server = TestServer()
        let other = try self.client(EncryptedDialect.all[0], server)
        self.expectEnd(server.client(), .encryptedWithoutKeys, after: try other.sealed(other.frame(.echo, SMB2.EchoRequest())))
    }

    // MARK: What is inside

    @Test(
        "CVE-2023-52442: a message inside for another session ends the connection before any of it runs", arguments: EncryptedDialect.all,
        [1, 2])
    func foreignMessage(_ encrypted: EncryptedDialect, _ position: Int) throws {
        let server = TestServer()
        let client = try self.client(encrypted, server)
        let elements = (1...2).map { index in
            client.frame(.create, TestClient.opening("new\(index)")) { if index == position { $0.sessionID ^= 1 } }
        }
        self.expectEnd(client, .malformedInsideEncryption, after: try client.sealed(client.compound(elements)))
        let witness = try self.client(encrypted, server)
        #expect(throws: NTStatus.objectNameNotFound) { try witness.create("new1", .genericRead, .open) }
    }

    @Test("a first message that says it is related ends the connection", arguments: EncryptedDialect.all)
    func relatedFirst(_ encrypted: EncryptedDialect) throws {
        let client = try self.client(encrypted)
        let frame = try client.sealed(client.frame(.create, TestClient.opening(), flags: .related))
        self.expectEnd(client, .malformedInsideEncryption, after: frame)
    }

    @Test("a chain inside that leads nowhere ends the connection", arguments: [1, 8, 60, 68, 0xFFFF_FFF8, .max] as [UInt32])
    func brokenChain(_ next: UInt32) throws {
        let client = try self.client(EncryptedDialect.all[0])
        var message = client.compound([client.frame(.echo, SMB2.EchoRequest()), client.frame(.echo, SMB2.EchoRequest())])
        SMB2.Header.setNextCommand(next, in: &message, at: 0)
        self.expectEnd(client, .malformedInsideEncryption, after: try client.sealed(message))
    }

    @Test("a logon can't begin inside another session's encryption", arguments: EncryptedDialect.all)
    func logonInside(_ encrypted: EncryptedDialect) throws {
        let client = try self.client(encrypted)
        var tokens = client.options.logon
        let frame = try client.sealed(client.setupFrame(tokens.begin()) { $0.sessionID = 0 })
        self.expectEnd(client, .malformedInsideEncryption, after: frame)
    }

    @Test("NEGOTIATE inside ends the connection, as it does outside") func negotiateInside() throws {
        let client = try self.client(EncryptedDialect.all[0])
        self.expectEnd(client, .secondNegotiate, after: try client.sealed(client.frame(.negotiate, client.negotiateRequest())))
    }

    @Test("a frame that is sent again is refused, encrypted or not: its message id is used up", arguments: EncryptedDialect.all)
    func replay(_ encrypted: EncryptedDialect) throws {
        let client = try self.client(encrypted)
        let frame = try client.sealed(client.frame(.create, TestClient.opening("new")))
        try client.transport.send(frame)
        #expect(try client.receive().status == .success)
        self.expectEnd(client, .messageIDOutOfWindow, after: frame)
    }

    // MARK: Nonces

    @Test("a nonce never repeats under a key, whatever is answered", arguments: EncryptedDialect.all)
    func nonces(_ encrypted: EncryptedDialect) throws {
        let store = InMemoryStore()
        let client = try self.client(encrypted, TestServer(store: store))
        let folder = try client.open("", .genericRead, .open)
        for round in 0..<20 {
            let interim = try client.begin(.changeNotify) {
                SMB2.ChangeNotifyRequest(outputBufferLength: 4096, file: folder, completionFilter: 0x3).encode(into: &$0, base: $1)
            }
            _ = try client.exchange(
                client.compound([
                    client.frame(.create, TestClient.opening("file\(round)")),
                    client.encode(.close, flags: .related) { SMB2.CloseRequest(file: .related).encode(into: &$0, base: $1) },
                ]))
            if round.isMultiple(of: 3) { try client.cancel(interim) }
            _ = try? client.receive()
            _ = try client.tryOpening("nothing\(round)", header: { $0.treeID = 999 })
            if round.isMultiple(of: 7) { try client.logOn() }
        }
        let sealed = try #require(client.connection).framesReceived.filter { ProtocolID(of: $0) == .transform }
        let nonces = try sealed.map { try SMB2.TransformHeader.decode(from: $0).nonceLow }
        #expect(nonces.count > 80)
        #expect(Set(nonces).count == nonces.count)
        #expect(zip(nonces, nonces.dropFirst()).allSatisfy { $0 &+ 1 == $1 }, "they count up")
    }

    @Test("sessions begin their nonces at random, as a Kerberos ticket may give two of them one key", arguments: EncryptedDialect.all)
    func firstNonces(_ encrypted: EncryptedDialect) throws {
        let server = TestServer()
        let first = try (0..<2).map { _ in
            let client = try self.client(encrypted, server)
            let frame = try client.sealed(client.frame(.create, TestClient.opening()))
            try client.transport.send(frame)
            return try SMB2.TransformHeader.decode(from: client.transport.receive()).nonceLow
        }
        #expect(Set(first).count == 2)
        #expect(first.allSatisfy { $0 > 1 << 16 })
    }
}

extension ByteBuffer {
    /// Changes one bit of the byte at an offset from the first readable one.
    fileprivate mutating func flip(_ offset: Int) {
        guard let byte = self.getInteger(at: self.readerIndex + offset, as: UInt8.self) else { return }
        self.setInteger(byte ^ 1, at: self.readerIndex + offset)
    }
}
