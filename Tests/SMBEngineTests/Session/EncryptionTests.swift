// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBAuth
import SMBCrypto
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

/// Each cipher with each dialect that has it.
struct EncryptedDialect: Sendable, CustomTestStringConvertible {
    let dialect: SMB2.Dialect
    let cipher: Cipher
    var testDescription: String { "\(self.dialect) \(self.cipher)" }
    var options: TestClient.Options { .encrypting(self.dialect, self.cipher) }

    static let all =
        Cipher.allCases.map { EncryptedDialect(dialect: .smb3_1_1, cipher: $0) }
        + [SMB2.Dialect.smb3_0, .smb3_0_2].map { EncryptedDialect(dialect: $0, cipher: .aes128CCM) }
}

extension Settings {
    static func encrypting(_ change: (inout Settings) -> Void = { _ in }) -> Settings {
        var settings = Settings()
        settings.encryptsData = true
        change(&settings)
        return settings
    }
}

extension RecordingSink {
    /// How all requests were protected, however it was reported.
    var signatures: SignatureCounts {
        self.observations.reduce(into: .zero) { total, observation in
            switch observation.fact {
            case .requestsCounted(_, let counts), .sessionEnded(_, let counts): total = total + counts
            default: break
            }
        }
    }
}

@Suite("Encryption") struct EncryptionTests {
    // MARK: Sessions

    @Test("a server that encrypts says so to who can, and all that follows is encrypted", arguments: EncryptedDialect.all)
    func encryptedSession(_ encrypted: EncryptedDialect) throws {
        let server = TestServer(.encrypting())
        let client = server.client(encrypted.options)
        try client.negotiate()
        #expect(client.cipher == encrypted.cipher)
        try client.logOn()
        #expect(client.sessionFlags == .encryptData)
        #expect(client.lastLogonReply?.wasEncrypted == false, "the client has no keys before it has read this")
        try client.treeConnect("data")
        let file = try client.open("new")
        try client.write(file, "content")
        #expect(try client.read(file, 100) == ByteBuffer(string: "content"))
        try client.close(file)
        let row = try #require(server.state.sessions.all.first)
        #expect(row.cipher == encrypted.cipher.description)
        #expect(row.encryptsData)
        try client.logOff()
        let fact = try #require(server.sink.logons.first)
        #expect(fact.cipher == encrypted.cipher.rawValue)
        #expect(fact.isEncrypted)
        #expect(
            server.sink.signatures == SignatureCounts(encrypted: encrypted.dialect == .smb3_1_1 ? 6 : 7),
            "encrypted requests are counted as such, and not as unsigned")
    }

    @Test("a client may encrypt where nobody asks it to", arguments: EncryptedDialect.all)
    func voluntary(_ encrypted: EncryptedDialect) throws {
        let server = TestServer()
        let client = try server.connectedClient(encrypted.options)
        #expect(client.sessionFlags == [])
        client.encrypts = true
        let reply = try client.tryOpening()
        #expect(reply.status == .success)
        #expect(reply.wasEncrypted)
        #expect(!reply.header.flags.contains(.signed))
        #expect(reply.header.signatureLow == 0 && reply.header.signatureHigh == 0)
        client.encrypts = false
        #expect(try client.tryOpening().wasEncrypted == false)
        #expect(server.sink.logons.first?.isEncrypted == false)
        #expect(server.state.sessions.all.first?.encryptsData == false)
    }

    @Test("who encrypts its work and takes its leave in the clear has left nothing unprotected", arguments: EncryptedDialect.all)
    func plainLogoff(_ encrypted: EncryptedDialect) throws {
        let server = TestServer()
        let client = server.client(encrypted.options)
        try client.negotiate()
        try client.logOn()
        client.encrypts = true
        try client.treeConnect("data")
        client.encrypts = false
        try client.logOff()
        #expect(server.sink.signatures.encrypted > 0)
        #expect(server.sink.signatures.unsigned == 0)
    }

    @Test("errors go back encrypted as well", arguments: EncryptedDialect.all) func errors(_ encrypted: EncryptedDialect) throws {
        let client = try TestServer().connectedClient(encrypted.options)
        client.encrypts = true
        let reply = try client.ask(.treeConnect, SMB2.TreeConnectRequest(path: #"\\server\nothing"#))
        #expect(reply.status == .badNetworkName)
        #expect(reply.wasEncrypted)
        client.treeID = 999
        let lost = try client.tryOpening()
        #expect(lost.status == .networkNameDeleted)
        #expect(lost.wasEncrypted)
    }

    @Test("a compound goes back as one encrypted frame", arguments: EncryptedDialect.all) func compound(_ encrypted: EncryptedDialect)
        throws
    {
        let client = try TestServer().connectedClient(encrypted.options)
        client.encrypts = true
        let reply = try client.exchange(
            client.compound([
                client.frame(.create, SMB2.CreateRequest(desiredAccess: .genericAll, createDisposition: .openIf, name: "new")),
                client.encode(.write, flags: .related) {
                    SMB2.WriteRequest(file: .related, offset: 0, data: ByteBuffer(string: "123")).encode(into: &$0, base: $1)
                },
                client.encode(.close, flags: .related) { SMB2.CloseRequest(file: .related).encode(into: &$0, base: $1) },
            ]))
        #expect(reply.wasEncrypted)
        #expect(try TestClient.elements(of: reply).map(\.status) == [.success, .success, .success])
    }

    @Test("what comes later is encrypted as the request was: interim answers, results, cancellations", arguments: EncryptedDialect.all)
    func late(_ encrypted: EncryptedDialect) throws {
        let store = InMemoryStore()
        let client = try TestServer(store: store).connectedClient(encrypted.options)
        let folder = try client.open("", .genericRead, .open)
        func watch() throws -> TestClient.Reply {
            try client.begin(.changeNotify) {
                SMB2.ChangeNotifyRequest(outputBufferLength: 4096, file: folder, completionFilter: 0x3).encode(into: &$0, base: $1)
            }
        }
        client.encrypts = true
        let interim = try watch()
        #expect(interim.status == .pending)
        #expect(interim.wasEncrypted)
        try store.put("new")
        let result = try client.receive()
        #expect(result.status == .success)
        #expect(result.wasEncrypted)
        let second = try watch()
        try client.cancel(second)
        let cancelled = try client.receive()
        #expect(cancelled.status == .cancelled)
        #expect(cancelled.wasEncrypted)
    }

    @Test("work that came back from the pool is answered encrypted, also after its session's end") func pool() throws {
        let client = try TestServer().connectedClient(.encrypting())
        let file = try client.open("new")
        client.encrypts = true
        client.connection?.holdsWork = true
        try client.send(client.encode(.flush) { SMB2.FlushRequest(file: file).encode(into: &$0, base: $1) })
        let logoff = try client.request(.logoff) { SMB2.LogoffRequest().encode(into: &$0, base: $1) }
        #expect(logoff.status == .success)
        #expect(logoff.wasEncrypted)
        client.connection?.releaseAll()
        let late = try client.receive()
        #expect(late.status == .userSessionDeleted)
        #expect(late.wasEncrypted)
    }

    @Test("a signature inside an encrypted frame is nobody's business") func signedInside() throws {
        let server = TestServer()
        let client = try server.connectedClient(.encrypting())
        client.encrypts = true
        var frame = client.frame(.create, TestClient.opening())
        SMB2.Header.setFlags(.signed, in: &frame, at: 0)
        SMB2.Header.setSignature(low: 1, high: 2, in: &frame, at: 0)
        let reply = try client.exchange(frame)
        #expect(reply.status == .success)
        #expect(!reply.header.flags.contains(.signed))
        #expect(server.sink.events.isEmpty)
    }

    @Test("encryption stands in for a signature where one is required", arguments: EncryptedDialect.all)
    func insteadOfSigning(_ encrypted: EncryptedDialect) throws {
        var settings = Settings()
        settings.requiresSigning = true
        let server = TestServer(settings)
        let client = server.client(encrypted.options)
        try client.negotiate()
        try client.logOn()
        client.encrypts = true
        try client.treeConnect("data")
        #expect(try client.tryOpening().status == .success)
        #expect(server.sink.events.isEmpty)
    }

    // MARK: Re-authentication

    @Test("a re-authentication keeps the keys and is answered as it came", arguments: EncryptedDialect.all, [true, false])
    func reauthentication(_ encrypted: EncryptedDialect, _ isEncrypted: Bool) throws {
        let client = try TestServer(.encrypting()).connectedClient(encrypted.options)
        client.encrypts = isEncrypted
        try client.logOn()
        #expect(client.lastLogonReply?.wasEncrypted == isEncrypted)
        #expect(client.lastLogonReply.map(client.isSigned) == !isEncrypted)
        #expect(client.sessionFlags == .encryptData)
        #expect(try client.tryOpening().wasEncrypted)
    }

    @Test("a session that is renewed under a stricter policy is encrypted from then on") func stricterPolicy() throws {
        let server = TestServer()
        let client = try server.connectedClient(.encrypting())
        #expect(try client.tryOpening().status == .success)
        server.state.settings.replace(.encrypting())
        #expect(try client.tryOpening().status == .success, "what a logon settled holds until the next")
        try client.logOn()
        #expect(client.sessionFlags == .encryptData)
        client.encrypts = false
        #expect(try client.tryOpening().status == .accessDenied)
    }

    @Test("what was asked in the clear before a stricter renewal is not answered in the clear: a result that waited is encrypted")
    func waitingAcrossRenewal() throws {
        let store = InMemoryStore()
        let server = TestServer(store: store)
        let client = try server.connectedClient(.encrypting())
        let folder = try client.open("", .genericRead, .open)
        let interim = try client.begin(.changeNotify) {
            SMB2.ChangeNotifyRequest(outputBufferLength: 4096, file: folder, completionFilter: 0x3).encode(into: &$0, base: $1)
        }
        #expect(interim.status == .pending)
        server.state.settings.replace(.encrypting())
        try client.logOn()
        try store.put("new")
        let result = try client.receive()
        #expect(result.header.command == .changeNotify)
        #expect(result.status == .success)
        #expect(result.wasEncrypted)
    }

    @Test("what was asked in the clear before a stricter renewal is not answered in the clear: a read of the pool is refused")
    func readingAcrossRenewal() throws {
        let store = InMemoryStore()
        try store.put("file", "content")
        let server = TestServer(store: store)
        let client = try server.connectedClient(.encrypting())
        let file = try TestClient.file(of: client.tryOpening("file"))
        store.isCold = true
        client.connection?.holdsWork = true
        try client.send(client.frame(.read, SMB2.ReadRequest(length: 7, offset: 0, file: file)))
        server.state.settings.replace(.encrypting())
        try client.logOn()
        client.connection?.releaseAll()
        let reply = try client.receive()
        #expect(reply.header.command == .read)
        #expect(reply.status == .accessDenied)
        #expect(reply.bytes.readableBytes == 73, "A bare error: no data.")
    }

    // MARK: What must be encrypted

    @Test(
        "an encrypted session takes nothing in the clear, signed or not", arguments: EncryptedDialect.all, [true, false])
    func plainRequests(_ encrypted: EncryptedDialect, _ isSigned: Bool) throws {
        let server = TestServer(.encrypting())
        for command in SigningTests.commands where command != .sessionSetup {
            let client = try server.connectedClient(encrypted.options)
            client.encrypts = false
            let reply = try client.exchange(client.encode(command, signed: isSigned) { writer, _ in writer.zeros(64) })
            #expect(reply.status == .accessDenied, "\(command)")
            let request = RequestFact(
                sessionID: client.sessionID, user: "alice", command: command.rawValue, messageID: reply.header.messageID)
            #expect(server.sink.observations.last?.fact == .unencryptedWhereDue(request, share: ""))
            client.encrypts = true
            #expect(try client.tryOpening().status == .success, "The session goes on for who has its key.")
        }
    }

    @Test("who sends too much in the clear loses the connection") func manyPlainRequests() throws {
        let client = try TestServer(.encrypting()).connectedClient(.encrypting())
        client.encrypts = false
        for _ in 0..<15 { #expect(try client.tryOpening().status == .accessDenied) }
        #expect(throws: TransportError.closed) { try client.tryOpening() }
        #expect(client.connection?.disconnectReason == .tooManyViolations)
    }

    // MARK: Logons that can't be encrypted

    static let incapable: [TestClient.Options] = {
        let old = [SMB2.Dialect.smb2_0_2, .smb2_1].map { TestClient.Options.encrypting($0) }
        let silent = [SMB2.Dialect.smb3_0, .smb3_0_2].map { dialect in
            var options = TestClient.Options()
            options.dialects = [dialect]
            return options
        }
        var withoutContext = TestClient.Options.encrypting()
        withoutContext.ciphers = []
        var withoutCommonCipher = TestClient.Options.encrypting()
        withoutCommonCipher.ciphers = [0x77]
        return old + silent + [withoutContext, withoutCommonCipher]
    }()

    @Test("a client that can't encrypt is refused after its proof, and the record says why", arguments: incapable.indices)
    func refused(_ index: Int) throws {
        let server = TestServer(.encrypting())
        let client = server.client(Self.incapable[index])
        try client.negotiate()
        #expect(throws: NTStatus.accessDenied) { try client.logOn() }
        let fact = try #require(server.sink.logons.first)
        #expect(fact.refusal == .encryption)
        #expect(fact.cipher == nil)
        #expect(server.state.sessions.count == 0)
    }

    @Test("a wrong password is a wrong password, whatever else is wrong", arguments: incapable.indices) func wrongPassword(_ index: Int)
        throws
    {
        let server = TestServer(.encrypting())
        let client = server.client(Self.incapable[index])
        client.options.logon.ntlm.password = "wrong"
        try client.negotiate()
        #expect(throws: NTStatus.logonFailure) { try client.logOn() }
        #expect(server.sink.logons.isEmpty, "who proved nothing is no client")
    }

    @Test("RejectUnencryptedAccess=0 lets in who can't encrypt, and still makes the others do it", arguments: incapable.indices)
    func notRejected(_ index: Int) throws {
        let server = TestServer(.encrypting { $0.rejectsUnencryptedAccess = false })
        let client = try server.connectedClient(Self.incapable[index])
        #expect(try client.tryOpening().status == .success)
        let able = try server.connectedClient(.encrypting())
        #expect(able.sessionFlags == .encryptData)
        able.encrypts = false
        #expect(try able.tryOpening().status == .accessDenied)
    }

    // MARK: Shares

    private func server(_ settings: Settings = Settings(), guest: Bool = false) -> TestServer {
        TestServer(
            settings, shares: [ShareDefinition(name: "secret", allowsGuest: guest, encryptsData: true, store: InMemoryStore())])
    }

    @Test("an encrypted share says so, and takes nothing in the clear", arguments: EncryptedDialect.all)
    func encryptedShare(_ encrypted: EncryptedDialect) throws {
        let server = self.server()
        let client = server.client(encrypted.options)
        try client.negotiate()
        try client.logOn()
        #expect(try client.treeConnect("secret").shareFlags == [.noCaching, .encryptData])
        #expect(client.encrypts)
        #expect(try client.tryOpening().status == .success)
        client.encrypts = false
        let reply = try client.tryOpening()
        #expect(reply.status == .accessDenied)
        let request = RequestFact(
            sessionID: client.sessionID, user: "alice", command: SMB2.Command.create.rawValue, messageID: reply.header.messageID)
        #expect(server.sink.observations.last?.fact == .unencryptedWhereDue(request, share: "secret"))
        #expect(try client.treeConnect("data").shareFlags == .noCaching)
        #expect(try client.tryOpening().status == .success, "the other shares are as before")
        try client.logOff()
    }

    @Test(
        "an encrypted share is closed to who can't encrypt, unless RejectUnencryptedAccess=0", arguments: incapable.indices, [true, false])
    func shareForTheIncapable(_ index: Int, _ rejects: Bool) throws {
        var settings = Settings()
        settings.rejectsUnencryptedAccess = rejects
        let client = self.server(settings).client(Self.incapable[index])
        try client.negotiate()
        try client.logOn()
        guard !rejects else {
            #expect(throws: NTStatus.accessDenied) { try client.treeConnect("secret") }
            return
        }
        let flags = try client.treeConnect("secret").shareFlags
        #expect(flags.contains(.encryptData) == (client.dialect >= .smb3_0))
        #expect(try client.tryOpening().status == .success)
    }

    @Test("an encrypted share is closed to guests, who have no key", arguments: [true, false]) func shareForGuests(_ rejects: Bool) throws {
        var settings = Settings()
        settings.allowsGuest = true
        settings.rejectsUnencryptedAccess = rejects
        let client = self.server(settings, guest: true).client(.encrypting())
        client.options.logon.ntlm.user = "nobody"
        client.options.logon.mechListMIC = .omitted
        try client.negotiate()
        try client.logOn()
        #expect(client.sessionFlags == .guest)
        #expect(throws: NTStatus.accessDenied) { try client.treeConnect("secret") }
    }

    @Test("a share that is encrypted from now on ends the trees that were not") func shareChanges() throws {
        let store = InMemoryStore()
        let server = TestServer(shares: [ShareDefinition(name: "more", store: store)])
        let client = try server.connectedClient(.encrypting(), to: "more")
        #expect(try client.tryOpening().status == .success)
        server.state.replace(ShareTable([ShareDefinition(name: "more", encryptsData: true, store: store)]))
        client.connection?.pump()
        #expect(try client.tryOpening().status == .networkNameDeleted)
    }

    // MARK: Negotiation

    @Test("the client's order of ciphers decides, or ours with HonorCipherSuiteOrder", arguments: [true, false])
    func order(_ honorsOurs: Bool) throws {
        var settings = Settings()
        settings.cipherOrder = ["AES_256_GCM", "aes_128_ccm"]
        settings.honorsCipherOrder = honorsOurs
        let client = TestServer(settings).client(.encrypting())
        client.options.ciphers = [0x77, 2, 1, 4, 3]
        try client.negotiate()
        #expect(client.cipher == (honorsOurs ? .aes256GCM : .aes128CCM))
    }

    @Test("nothing in common is cipher 0, and then nothing is encrypted", arguments: [[0], [3], [0x77, 3]] as [[UInt16]])
    func nothingInCommon(_ ciphers: [UInt16]) throws {
        var settings = Settings()
        settings.cipherOrder = ["AES_128_GCM", "AES_128_CCM", "AES_256_GCM"]
        let client = TestServer(settings).client(.encrypting())
        client.options.ciphers = ciphers
        let response = try client.negotiate()
        #expect(response.contexts.contains(.encryption([0])))
        try client.logOn()
        try client.treeConnect("data")
        #expect(client.seals == nil)
        #expect(try client.tryOpening().status == .success)
    }

    @Test(
        "3.0 and 3.0.2 announce the capability to who has it, unless AES_128_CCM is not in the list",
        arguments: [SMB2.Dialect.smb3_0, .smb3_0_2], [true, false])
    func capability(_ dialect: SMB2.Dialect, _ clientHasIt: Bool) throws {
        for listHasIt in [true, false] {
            var settings = Settings()
            if !listHasIt { settings.cipherOrder = ["AES_256_GCM"] }
            let client = TestServer(settings).client(.encrypting(dialect))
            if !clientHasIt { client.options.capabilities.remove(.encryption) }
            #expect(try client.negotiate().capabilities.contains(.encryption) == (clientHasIt && listHasIt))
        }
    }

    @Test("3.1.1 and 2.x never announce the capability", arguments: [SMB2.Dialect.smb2_0_2, .smb2_1, .smb3_1_1])
    func noCapability(_ dialect: SMB2.Dialect) throws {
        #expect(try TestServer().client(.encrypting(dialect)).negotiate().capabilities.contains(.encryption) == false)
    }

    @Test("an empty CipherSuiteOrder means the default") func emptyOrder() throws {
        var settings = Settings()
        settings.cipherOrder = []
        let client = TestServer(settings).client(.encrypting(.smb3_1_1, .aes256CCM))
        try client.negotiate()
        #expect(client.cipher == .aes256CCM)
    }

    @Test("validate-negotiate repeats what was announced", arguments: [SMB2.Dialect.smb3_0, .smb3_0_2]) func validation(
        _ dialect: SMB2.Dialect
    ) throws {
        let client = try TestServer().connectedClient(.encrypting(dialect))
        client.encrypts = true
        var writer = WireWriter()
        SMB2.ValidateNegotiateInfoRequest(
            capabilities: client.options.capabilities, clientGUID: client.options.clientGUID, securityMode: client.options.negotiateMode,
            dialects: client.options.dialects
        ).encode(into: &writer)
        let reply = try client.ioControl(.related, .validateNegotiateInfo, writer.buffer)
        let output = try reply.body { (reader) throws(WireError) in try SMB2.IOControlResponse(decoding: &reader) }.output
        var reader = WireReader(output)
        #expect(try SMB2.ValidateNegotiateInfoResponse(decoding: &reader).capabilities == [.largeMTU, .encryption])
    }
}
