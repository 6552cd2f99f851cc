// SPDX-License-Identifier: Apache-2.0
package import NIOCore
import SMBAuth
package import SMBCrypto
package import SMBWire

/// A client for tests: it says exactly what it is told to, also what no honest client says.
package final class TestClient {
    package struct Options: Sendable {
        package var dialects: [SMB2.Dialect] = SMB2.Dialect.all
        package var negotiateMode: SMB2.SecurityMode = .signingEnabled
        package var setupMode: SMB2.SecurityMode = .signingEnabled
        package var capabilities: SMB2.Capabilities = [.largeMTU]
        package var clientGUID = GUID(bytes: (1...16).map { UInt8($0) })!
        package var netname: String? = "server.example"
        package var ciphers: [UInt16] = []
        package var signingAlgorithms: [UInt16] = [2, 1, 0]
        /// The first logon's tokens; every logon begins with a copy.
        package var logon = SPNEGOClient(NTLMClient(user: "alice", password: "Passw0rd!"))
        package var previousSessionID: UInt64 = 0
        /// Whether the first tree of a 3.0 or 3.0.2 connection is followed by FSCTL_VALIDATE_NEGOTIATE_INFO, as the specification demands.
        package var validatesNegotiate = true
        package init() {}

        /// A client of one dialect that can encrypt: by a context at 3.1.1, by a capability before.
        package static func encrypting(_ dialect: SMB2.Dialect = .smb3_1_1, _ cipher: Cipher = .aes128GCM) -> Options {
            var options = Options()
            options.dialects = [dialect]
            options.capabilities.insert(.encryption)
            options.ciphers = [cipher.rawValue]
            return options
        }
    }

    /// A response, or one element of a compound one.
    package struct Reply: Sendable {
        package let header: SMB2.Header
        /// The element, header included.
        package let bytes: ByteBuffer
        package var wasEncrypted = false
        package var status: NTStatus { self.header.status }

        package func body<T>(_ decode: (inout WireReader) throws(WireError) -> T) throws -> T {
            // Two warnings are errors all the same: nothing was done. [MS-SMB2] 2.2.2
            guard !self.status.isError, ![.invalidEAName, .eaListInconsistent].contains(self.status) else { throw self.status }
            var reader = WireReader(self.bytes)
            try reader.skip(SMB2.Header.size)
            return try decode(&reader)
        }
    }

    package let transport: any TestTransport
    package var options: Options
    package var dialect = SMB2.Dialect.smb2_0_2
    package var messageID: UInt64 = 0
    package var sessionID: UInt64 = 0
    package var treeID: UInt32 = 0
    package var signer: Signer?
    /// Whether requests are signed from the logon on.
    package var signs = false
    /// The keys of the session, where there is a cipher; from the client's side.
    package var seals: (sealer: Sealer, opener: Opener)?
    /// Whether requests are encrypted. Set by a logon or tree connect whose answer demands it.
    package var encrypts = false
    package var preauth: PreauthHash?
    package var sessionFlags: SMB2.SessionFlags = []
    package private(set) var lastLogonReply: Reply?
    package var serverGUID: GUID?
    package var serverMode: SMB2.SecurityMode = []

    package init(_ transport: any TestTransport, _ options: Options = Options()) {
        self.transport = transport
        self.options = options
    }

    /// A client for another session on the same connection. Message ids are the connection's: hand `messageID` to and fro.
    package func sibling(_ user: String, _ password: String) -> TestClient {
        let client = TestClient(self.transport, self.options)
        client.dialect = self.dialect
        client.preauth = self.preauth
        client.algorithm = self.algorithm
        client.cipher = self.cipher
        client.messageID = self.messageID
        client.options.logon = SPNEGOClient(NTLMClient(user: user, password: password))
        client.options.logon.ntlm.randomSessionKey = [UInt8](repeating: 0x77, count: 16)
        return client
    }

    // MARK: - Frames

    /// One request as bytes, signed if asked. `signature` spoils it afterwards.
    package func encode(
        _ command: SMB2.Command, flags: SMB2.HeaderFlags = [], creditCharge: UInt16 = 1, signed: Bool? = nil,
        header adjust: (inout SMB2.Header) -> Void = { _ in },
        _ body: (inout WireWriter, Int) -> Void
    ) -> ByteBuffer {
        let isSigned = signed ?? (self.signs && !self.encrypts && self.signer != nil && command != .negotiate)
        var header = SMB2.Header(
            creditCharge: creditCharge, command: command, credits: 64, flags: flags, messageID: self.messageID, treeID: self.treeID,
            sessionID: self.sessionID)
        if isSigned { header.flags.insert(.signed) }
        adjust(&header)
        if header.command != .cancel { self.messageID = max(self.messageID, header.messageID &+ UInt64(max(creditCharge, 1))) }
        var writer = WireWriter()
        header.encode(into: &writer)
        body(&writer, 0)
        var buffer = writer.buffer
        if isSigned, let signer {
            signer.sign(
                &buffer, at: 0, length: buffer.readableBytes, messageID: header.messageID, isServer: false, isCancel: command == .cancel)
        }
        return buffer
    }

    /// Sends one request and takes its answer; interim answers are passed over unless asked for.
    package func exchange(_ frame: ByteBuffer, passesInterim: Bool = false) throws -> Reply {
        try self.send(frame)
        while true {
            let reply = try self.receive()
            if reply.status == .pending, reply.header.isAsync, !passesInterim { continue }
            return reply
        }
    }

    /// Sends a frame, encrypted if this session's are.
    package func send(_ frame: ByteBuffer) throws {
        try self.transport.send(self.encrypts ? self.sealed(frame) : frame)
    }

    /// A frame as this session encrypts it.
    package func sealed(
        _ frame: ByteBuffer, header adjust: (inout SMB2.TransformHeader) -> Void = { _ in }
    ) throws -> ByteBuffer {
        guard let seals = self.seals else { throw TransportError.nothingReceived }
        var header = SMB2.TransformHeader(originalMessageSize: UInt32(frame.readableBytes), sessionID: self.sessionID)
        adjust(&header)
        var writer = WireWriter()
        header.encode(into: &writer)
        writer.bytes(frame)
        try seals.sealer.seal(&writer.buffer, at: 0)
        return writer.buffer
    }

    package func receive() throws -> Reply {
        var frame = try self.transport.receive()
        let isEncrypted = ProtocolID(of: frame) == .transform
        if isEncrypted { guard self.seals?.opener.open(&frame) == true else { throw TransportError.undecryptable } }
        return Reply(header: try SMB2.Header.decode(from: frame), bytes: frame, wasEncrypted: isEncrypted)
    }

    package func request(
        _ command: SMB2.Command, creditCharge: UInt16 = 1, signed: Bool? = nil, _ body: (inout WireWriter, Int) -> Void
    ) throws -> Reply {
        try self.exchange(self.encode(command, creditCharge: creditCharge, signed: signed, body))
    }

    /// Joins requests into one compound frame. Each is given unsigned; `related` marks all but the first.
    package func compound(_ elements: [ByteBuffer], signed: Bool = false) -> ByteBuffer {
        var frame = ByteBuffer()
        for (index, element) in elements.enumerated() {
            var element = element
            let isLast = index == elements.count - 1
            if !isLast {
                let padding = (8 - element.readableBytes % 8) % 8
                element.writeRepeatingByte(0, count: padding)
                SMB2.Header.setNextCommand(UInt32(element.readableBytes), in: &element, at: element.readerIndex)
            }
            if signed, let signer, let header = try? SMB2.Header.decode(from: element) {
                SMB2.Header.setFlags(header.flags.union(.signed), in: &element, at: element.readerIndex)
                signer.sign(
                    &element, at: element.readerIndex, length: element.readableBytes, messageID: header.messageID, isServer: false,
                    isCancel: header.command == .cancel)
            }
            frame.writeImmutableBuffer(element)
        }
        return frame
    }

    /// Splits a compound response.
    package static func elements(of reply: Reply) throws -> [Reply] {
        var replies: [Reply] = []
        var rest = reply.bytes
        while true {
            let header = try SMB2.Header.decode(from: rest)
            let length = header.nextCommand == 0 ? rest.readableBytes : Int(header.nextCommand)
            guard let bytes = rest.readSlice(length: length) else { throw TransportError.nothingReceived }
            replies.append(Reply(header: header, bytes: bytes, wasEncrypted: reply.wasEncrypted))
            if header.nextCommand == 0 { return replies }
        }
    }

    /// Whether a response carries this session's valid signature.
    package func isSigned(_ reply: Reply) -> Bool {
        guard reply.header.flags.contains(.signed), let signer else { return false }
        return signer.verify(
            reply.bytes, at: reply.bytes.readerIndex, length: reply.bytes.readableBytes, messageID: reply.header.messageID, isServer: true,
            isCancel: false)
    }

    // MARK: - Negotiate

    package func negotiateRequest() -> SMB2.NegotiateRequest {
        var contexts: [SMB2.NegotiateContext] = []
        if self.options.dialects.contains(.smb3_1_1) {
            contexts.append(.preauthIntegrity(hashes: [SMB2.HashAlgorithm.sha512], salt: ByteBuffer(repeating: 7, count: 32)))
            if !self.options.ciphers.isEmpty { contexts.append(.encryption(self.options.ciphers)) }
            if !self.options.signingAlgorithms.isEmpty { contexts.append(.signing(self.options.signingAlgorithms)) }
            if let name = self.options.netname { contexts.append(.netname(name)) }
        }
        return SMB2.NegotiateRequest(
            securityMode: self.options.negotiateMode, capabilities: self.options.capabilities, clientGUID: self.options.clientGUID,
            dialects: self.options.dialects, contexts: contexts)
    }

    @discardableResult
    package func negotiate(_ request: SMB2.NegotiateRequest? = nil) throws -> SMB2.NegotiateResponse {
        let message = request ?? self.negotiateRequest()
        let frame = self.encode(.negotiate) { message.encode(into: &$0, base: $1) }
        let reply = try self.exchange(frame)
        let response = try reply.body { (reader) throws(WireError) in try SMB2.NegotiateResponse(decoding: &reader) }
        self.dialect = response.dialect
        self.serverGUID = response.serverGUID
        self.serverMode = response.securityMode
        self.unvalidated = [.smb3_0, .smb3_0_2].contains(response.dialect) ? message : nil
        self.cipher = response.capabilities.contains(.encryption) ? .aes128CCM : nil
        if response.dialect == .smb3_1_1 {
            var hash = PreauthHash()
            hash.update(frame)
            hash.update(reply.bytes)
            self.preauth = hash
            for case .signing(let algorithms) in response.contexts {
                self.algorithm = algorithms.first.flatMap(SigningAlgorithm.init) ?? .aesCMAC
            }
            for case .encryption(let ciphers) in response.contexts { self.cipher = ciphers.first.flatMap(Cipher.init) }
        }
        return response
    }

    private lazy var algorithm: SigningAlgorithm = .aesCMAC
    /// What NEGOTIATE said, as long as it is to be said again.
    private var unvalidated: SMB2.NegotiateRequest?
    /// What NEGOTIATE agreed on.
    package private(set) var cipher: Cipher?

    // MARK: - Logon

    /// Logs on; throws the status of a refusal. The signer is there afterwards.
    package func logOn() throws {
        var tokens = self.options.logon
        var hash = self.preauth
        var reply = try self.sessionSetup(tokens.begin(), &hash)
        while reply.status == .moreProcessingRequired {
            hash?.update(reply.bytes)
            let token = try Self.setupResponse(reply).securityBuffer
            reply = try self.sessionSetup(try tokens.answer(Array(token.readableBytesView)), &hash)
        }
        self.lastLogonReply = reply
        guard reply.status == .success else { throw reply.status }
        let response = try Self.setupResponse(reply)
        try tokens.finish(Array(response.securityBuffer.readableBytesView))
        self.sessionFlags = response.sessionFlags
        guard response.sessionFlags.isDisjoint(with: [.guest, .null]), let sessionKey = tokens.sessionKey else { return }
        let key = KeySchedule.signingKey(dialect: self.dialect.rawValue, sessionKey: KeySchedule.sessionKey(sessionKey), preauth: hash)
        let algorithm: SigningAlgorithm =
            switch self.dialect {
            case .smb2_0_2, .smb2_1: .hmacSHA256
            case .smb3_0, .smb3_0_2: .aesCMAC
            default: self.algorithm
            }
        // A re-authentication keeps the keys.
        if self.signer == nil {
            self.signer = Signer(algorithm: algorithm, key: key)
            if let cipher { self.seals = self.seals(cipher, sessionKey, hash) }
        }
        self.encrypts = self.encrypts || response.sessionFlags.contains(.encryptData)
    }

    private func seals(_ cipher: Cipher, _ fullKey: SecretKey, _ hash: PreauthHash?) -> (sealer: Sealer, opener: Opener) {
        let out = KeySchedule.clientToServerKey(
            dialect: self.dialect.rawValue, fullKey: fullKey, preauth: hash, keyBytes: cipher.keyBytes)
        let back = KeySchedule.serverToClientKey(
            dialect: self.dialect.rawValue, fullKey: fullKey, preauth: hash, keyBytes: cipher.keyBytes)
        return (Sealer(cipher: cipher, key: out, firstNonce: 0), Opener(cipher: cipher, key: back))
    }

    package func sessionSetup(_ token: [UInt8], _ hash: inout PreauthHash?) throws -> Reply {
        let request = SMB2.SessionSetupRequest(
            securityMode: self.options.setupMode, previousSessionID: self.options.previousSessionID,
            securityBuffer: ByteBuffer(bytes: token))
        let frame = self.encode(.sessionSetup) { request.encode(into: &$0, base: $1) }
        hash?.update(frame)
        let reply = try self.exchange(frame)
        if reply.header.sessionID != 0 { self.sessionID = reply.header.sessionID }
        return reply
    }

    /// Decodes a SESSION_SETUP response whose status is MORE_PROCESSING_REQUIRED or success.
    private static func setupResponse(_ reply: Reply) throws -> SMB2.SessionSetupResponse {
        var reader = WireReader(reply.bytes)
        try reader.skip(SMB2.Header.size)
        return try SMB2.SessionSetupResponse(decoding: &reader)
    }

    /// Everything up to a tree.
    package func connect(to share: String) throws {
        try self.negotiate()
        try self.logOn()
        try self.treeConnect(share)
    }

    /// 3.1.1 demands a signature here, whatever the session does otherwise.
    @discardableResult
    package func treeConnect(_ share: String) throws -> SMB2.TreeConnectResponse {
        let request = SMB2.TreeConnectRequest(path: #"\\server\"# + share)
        let mustSign = self.dialect == .smb3_1_1 && self.signer != nil && !self.encrypts
        let reply = try self.request(.treeConnect, signed: mustSign ? true : nil) { request.encode(into: &$0, base: $1) }
        let response = try reply.body { (reader) throws(WireError) in try SMB2.TreeConnectResponse(decoding: &reader) }
        self.treeID = reply.header.treeID
        if response.shareFlags.contains(.encryptData), self.seals != nil { self.encrypts = true }
        if self.options.validatesNegotiate, self.signer != nil, let said = self.unvalidated {
            self.unvalidated = nil
            let reply = try self.validateNegotiate(
                SMB2.ValidateNegotiateInfoRequest(
                    capabilities: said.capabilities, clientGUID: said.clientGUID, securityMode: said.securityMode, dialects: said.dialects))
            if reply.status.isError { throw reply.status }
        }
        return response
    }

    /// Asks whether the server heard what was said. [MS-SMB2] 3.2.5.5
    package func validateNegotiate(_ info: SMB2.ValidateNegotiateInfoRequest, limit: UInt32 = 24) throws -> Reply {
        var input = WireWriter()
        info.encode(into: &input)
        let request = SMB2.IOControlRequest(
            ctlCode: .validateNegotiateInfo, file: .related, maximumOutputResponse: limit, input: input.buffer)
        return try self.request(.ioControl, signed: !self.encrypts) { request.encode(into: &$0, base: $1) }
    }

    package func logOff() throws {
        let reply = try self.request(.logoff) { SMB2.LogoffRequest().encode(into: &$0, base: $1) }
        if reply.status.isError { throw reply.status }
        self.sessionID = 0
        self.signer = nil
        self.seals = nil
        self.encrypts = false
    }
}
