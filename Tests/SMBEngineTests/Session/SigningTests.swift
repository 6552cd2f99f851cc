// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBCrypto
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

@Suite("Signing") struct SigningTests {
    /// How a client can come to its dialect: the upgrade paths of [MS-SMB2] 3.3.5.3.
    enum Path: CaseIterable, Sendable { case direct, wildcard, smb1 }

    /// Who demands signatures.
    enum Demand: CaseIterable, Sendable { case server, negotiate, sessionSetup, all }

    private static var required: Settings {
        var settings = Settings()
        settings.requiresSigning = true
        return settings
    }

    /// A client with a tree on a session that must sign. It does unless told otherwise.
    private func client(
        _ dialect: SMB2.Dialect = .smb3_1_1, _ settings: Settings = required, path: Path = .direct,
        _ adjust: (inout TestClient.Options) -> Void = { _ in }
    ) throws -> (TestClient, TestServer) {
        let server = TestServer(settings)
        let client = server.client()
        client.options.dialects = [dialect]
        adjust(&client.options)
        if path == .direct { try client.negotiate() } else { try Self.negotiateFromSMB1(client, path) }
        try client.logOn()
        client.signs = true
        try client.treeConnect("data")
        return (client, server)
    }

    private static func negotiateFromSMB1(_ client: TestClient, _ path: Path) throws {
        var writer = WireWriter()
        SMB1.NegotiateRequest(dialects: [path == .smb1 ? "SMB 2.002" : "SMB 2.???"]).encode(into: &writer)
        _ = try client.exchange(writer.buffer)
        client.messageID = 1
        if path == .wildcard { try client.negotiate() }
    }

    /// Requests of every kind that a session takes, each without effect.
    static let commands: [SMB2.Command] = [
        .logoff, .treeConnect, .treeDisconnect, .create, .close, .flush, .read, .write, .lock, .ioControl, .echo, .queryDirectory,
        .changeNotify, .queryInfo, .setInfo, .oplockBreak, .sessionSetup,
    ]

    // MARK: Required

    @Test(
        "CVE-2016-2114, CVE-2023-3347: required signing is enforced, whichever way a client came", arguments: SMB2.Dialect.all,
        Path.allCases)
    func enforced(_ dialect: SMB2.Dialect, _ path: Path) throws {
        guard path != .smb1 || dialect == .smb2_0_2 else { return }
        for command in Self.commands {
            let (client, server) = try self.client(dialect, path: path)
            let reply = try client.exchange(client.encode(command, signed: false) { writer, _ in writer.zeros(64) })
            #expect(reply.status == .accessDenied, "\(command)")
            #expect(!reply.header.flags.contains(.signed))
            let request = RequestFact(
                sessionID: client.sessionID, user: "alice", command: command.rawValue, messageID: reply.header.messageID)
            #expect(server.sink.observations.last?.fact == .unsignedWhereDue(request))
            #expect(server.sink.eventIDs == [EventID.unsignedWhereDue])
            #expect(try client.tryOpening().status == .success, "The session goes on for who can sign.")
        }
    }

    @Test("is required as soon as anybody requires it", arguments: Demand.allCases, SMB2.Dialect.all)
    func demands(_ demand: Demand, _ dialect: SMB2.Dialect) throws {
        let (client, server) = try self.client(dialect, demand == .server || demand == .all ? Self.required : Settings()) {
            $0.negotiateMode = demand == .negotiate || demand == .all ? [.signingRequired] : []
            $0.setupMode = demand == .sessionSetup || demand == .all ? [.signingRequired] : []
        }
        #expect(server.sink.logons.first?.signingRequired == true)
        #expect(server.state.sessions.all.first?.signingRequired == true)
        #expect(try client.tryOpening(signed: false).status == .accessDenied)
        #expect(try client.tryOpening(signed: true).status == .success)
    }

    @Test("is not required because a client is able to", arguments: SMB2.Dialect.all) func notRequired(_ dialect: SMB2.Dialect) throws {
        let (client, server) = try self.client(dialect, Settings())
        let reply = try client.tryOpening(signed: false)
        #expect(reply.status == .success)
        #expect(!reply.header.flags.contains(.signed))
        #expect(server.sink.logons.first?.signingRequired == false)
        #expect(server.sink.events.isEmpty)
    }

    @Test("a client that claims not to sign can, where it is required") func advertisesNothing() throws {
        let (client, _) = try self.client {
            $0.negotiateMode = []
            $0.setupMode = []
        }
        #expect(try client.tryOpening().status == .success)
    }

    // MARK: Bad signatures

    struct Damage: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var change: @Sendable (inout ByteBuffer) -> Void
    }

    static let damages: [Damage] = [
        Damage(testDescription: "the signature's first byte") { $0.flip(48) },
        Damage(testDescription: "the signature's last byte") { $0.flip(63) },
        Damage(testDescription: "no signature") { $0.setRepeatingByte(0, count: 16, at: $0.readerIndex + 48) },
        Damage(testDescription: "the credits") { $0.flip(14) },
        Damage(testDescription: "the tree") { $0.flip(36) },
        Damage(testDescription: "the body's last byte") { $0.flip($0.readableBytes - 1) },
        Damage(testDescription: "a byte more") { $0.writeInteger(0 as UInt8) },
    ]

    @Test("a bad signature is refused, required or not", arguments: damages, SMB2.Dialect.all)
    func badSignature(_ damage: Damage, _ dialect: SMB2.Dialect) throws {
        for settings in [Settings(), Self.required] {
            let (client, server) = try self.client(dialect, settings)
            var frame = client.frame(.create, TestClient.opening(), signed: true)
            damage.change(&frame)
            let reply = try client.exchange(frame)
            #expect(reply.status == .accessDenied)
            #expect(!reply.header.flags.contains(.signed))
            #expect(server.sink.eventIDs == [EventID.badSignature])
            #expect(server.sink.events.first?["UserName"] == .unicode("alice"))
            #expect(server.sink.events.first?["SessionID"] == .hexInt64(client.sessionID))
            #expect(try client.tryOpening().status == .success)
        }
    }

    @Test("a request signed for another message id is refused") func replayed() throws {
        let (client, _) = try self.client()
        var frame = client.frame(.echo, SMB2.EchoRequest(), signed: true)
        #expect(try client.exchange(frame).status == .success)
        frame.setInteger(client.messageID, at: 24, endianness: .little)
        client.messageID += 1
        #expect(try client.exchange(frame).status == .accessDenied)
    }

    @Test("sixteen violations end the connection of who commits them, and no session of others", arguments: [false, true])
    func violations(_ isSigned: Bool) throws {
        let (client, server) = try self.client()
        let other = try server.connectedClient()
        for count in 1...16 {
            var frame = client.frame(.echo, SMB2.EchoRequest(), signed: isSigned)
            if isSigned { frame.flip(50) }
            if count < 16 {
                #expect(try client.exchange(frame).status == .accessDenied)
            } else {
                #expect(throws: TransportError.closed) { try client.exchange(frame) }
            }
        }
        #expect(client.connection?.disconnectReason == .tooManyViolations)
        #expect(try other.echo(signed: true).status == .success)
    }

    @Test("a stranger's bad signatures end no session that it only names") func foreignSession() throws {
        let (client, server) = try self.client()
        let stranger = server.client()
        try stranger.negotiate()
        stranger.signer = client.signer
        for _ in 0..<20 { #expect(try stranger.echo(signed: true) { $0.sessionID = client.sessionID }.status == .userSessionDeleted) }
        #expect(server.sink.events.isEmpty)
        #expect(try client.tryOpening().status == .success)
    }

    @Test("malformed requests count as violations too") func malformed() throws {
        let (client, _) = try self.client(.smb3_1_1, Settings())
        for _ in 1..<16 { #expect(try client.exchange(client.encode(.read) { writer, _ in writer.zeros(3) }).status == .invalidParameter) }
        #expect(throws: TransportError.closed) { try client.exchange(client.encode(.read) { writer, _ in writer.zeros(3) }) }
    }

    // MARK: Responses

    @Test("a response is signed if its request was, errors too", arguments: SMB2.Dialect.all, [true, false])
    func responses(_ dialect: SMB2.Dialect, _ isSigned: Bool) throws {
        let (client, _) = try self.client(dialect, Settings())
        let missing = try client.ask(.create, TestClient.opening("missing", .open), signed: isSigned)
        #expect(missing.status == .objectNameNotFound)
        for reply in [try client.echo(signed: isSigned), try client.tryOpening(signed: isSigned), missing] {
            #expect(client.isSigned(reply) == isSigned)
            #expect(reply.header.flags.contains(.signed) == isSigned)
        }
        let malformed = try client.exchange(client.encode(.read, signed: isSigned) { writer, _ in writer.zeros(3) })
        #expect(malformed.status == .invalidParameter)
        #expect(client.isSigned(malformed) == isSigned)
    }

    @Test("all algorithms of 3.1.1 sign both ways", arguments: [0, 1, 2] as [UInt16]) func algorithms(_ algorithm: UInt16) throws {
        let (client, server) = try self.client { $0.signingAlgorithms = [algorithm] }
        #expect(client.signer?.algorithm.rawValue == algorithm)
        #expect(server.state.sessions.all.first?.signingAlgorithm == SigningAlgorithm(rawValue: algorithm).map(String.init(describing:)))
        #expect(client.isSigned(try client.tryOpening()))
        #expect(client.isSigned(try client.echo()))
    }

    @Test("an interim answer is not signed, the real one is", arguments: SMB2.Dialect.all) func interim(_ dialect: SMB2.Dialect) throws {
        let (client, _) = try self.client(dialect)
        let folder = try TestClient.file(of: client.tryOpening())
        let notify = SMB2.ChangeNotifyRequest(outputBufferLength: 4096, file: folder, completionFilter: 1)
        try client.transport.send(client.frame(.changeNotify, notify))
        let interim = try client.receive()
        #expect(interim.status == .pending)
        #expect(!interim.header.flags.contains(.signed))
        #expect(interim.header.signatureLow == 0 && interim.header.signatureHigh == 0)
        try client.transport.send(client.frame(.close, SMB2.CloseRequest(file: folder)))
        let final = try client.receive()
        #expect(final.status == .notifyCleanup)
        #expect(final.header.isAsync)
        #expect(final.header.asyncID == interim.header.asyncID)
        #expect(final.header.messageID == interim.header.messageID)
        #expect(client.isSigned(final))
        #expect(client.isSigned(try client.receive()))
    }

    @Test("the answer to LOGOFF is signed with the key that goes", arguments: SMB2.Dialect.all) func logoff(_ dialect: SMB2.Dialect) throws
    {
        let (client, _) = try self.client(dialect)
        #expect(client.isSigned(try client.ask(.logoff, SMB2.LogoffRequest())))
    }

    // MARK: Compounds

    @Test("covers each element with its padding", arguments: SMB2.Dialect.all) func compound(_ dialect: SMB2.Dialect) throws {
        let (client, _) = try self.client(dialect)
        _ = try client.echo()
        let elements = (0..<3).map { _ in client.frame(.echo, SMB2.EchoRequest(), signed: false) }
        let frame = client.compound(elements, signed: true)
        let replies = try TestClient.elements(of: client.exchange(frame))
        #expect(replies.map(\.status) == [.success, .success, .success])
        for reply in replies { #expect(client.isSigned(reply)) }
        #expect(replies.dropLast().allSatisfy { $0.bytes.readableBytes.isMultiple(of: 8) })
    }

    @Test("is judged element by element", arguments: 0..<3) func oneBadElement(_ bad: Int) throws {
        let (client, server) = try self.client()
        _ = try client.echo()
        let elements = (0..<3).map { _ in client.frame(.echo, SMB2.EchoRequest(), signed: false) }
        var frame = client.compound(elements, signed: true)
        // The padding behind the first two bodies; the last has none.
        frame.flip(bad < 2 ? (bad + 1) * 72 - 1 : frame.readableBytes - 1)
        let replies = try TestClient.elements(of: client.exchange(frame))
        #expect(replies.map(\.status) == (0..<3).map { $0 == bad ? .accessDenied : .success })
        #expect(replies.map { client.isSigned($0) } == (0..<3).map { $0 != bad })
        #expect(server.sink.eventIDs == [EventID.badSignature])
    }

    @Test("is due in every element of a compound") func unsignedElement() throws {
        let (client, server) = try self.client()
        _ = try client.echo()
        let first = client.frame(.echo, SMB2.EchoRequest(), signed: false)
        let second = client.frame(.create, TestClient.opening(), flags: .related, signed: false)
        var frame = client.compound([first], signed: false)
        SMB2.Header.setNextCommand(72, in: &frame, at: frame.readerIndex)
        frame.writeRepeatingByte(0, count: 72 - frame.readableBytes)
        SMB2.Header.setFlags(.signed, in: &frame, at: frame.readerIndex)
        client.signer?.sign(
            &frame, at: frame.readerIndex, length: frame.readableBytes, messageID: client.messageID - 2, isServer: false, isCancel: false)
        frame.writeImmutableBuffer(second)
        let replies = try TestClient.elements(of: client.exchange(frame))
        #expect(replies.map(\.status) == [.success, .accessDenied])
        #expect(server.sink.eventIDs == [EventID.unsignedWhereDue])
    }

    // MARK: Counts

    @Test("is counted for the audit when the session ends") func counts() throws {
        let (client, server) = try self.client(.smb3_1_1, Settings())
        for _ in 0..<3 { _ = try client.echo(signed: true) }
        for _ in 0..<2 { _ = try client.echo(signed: false) }
        client.connection?.drop()
        // TREE_CONNECT was signed as well, and said at once: it is the first proof of the key.
        #expect(server.sink.observations.last?.fact == .sessionEnded(sessionID: client.sessionID, SignatureCounts(valid: 3, unsigned: 2)))
    }
}

extension ByteBuffer {
    /// Changes one bit of the byte that lies so far behind the first.
    fileprivate mutating func flip(_ offset: Int) {
        guard let byte: UInt8 = self.getInteger(at: self.readerIndex + offset) else { return }
        self.setInteger(byte ^ 1, at: self.readerIndex + offset)
    }
}
