// SPDX-License-Identifier: Apache-2.0
package import NIOCore
import SMBAuth
package import SMBCrypto
package import SMBWire

/// A client of NT LM 0.12 for tests: it says exactly what it is told to, also what no honest client says.
///
///     let client = SMB1Client(server.connection())
///     try client.connect(to: "data")   // NEGOTIATE, SESSION_SETUP_ANDX, TREE_CONNECT_ANDX
///     let reply = try client.request(.checkDirectory, words: [], bytes: [4, 0, 0])
package final class SMB1Client {
    package struct Options: Sendable {
        /// Without `.extendedSecurity` the challenge comes with NEGOTIATE; without `.unicode` all names are in OEM letters; without
        /// `.ntStatus` errors come as classes and codes of DOS.
        package var flags2: SMB1.Flags2 = [.longNames, .isLongName, .extendedSecurity, .ntStatus, .unicode]
        package var dialects = [SMB1.NegotiateRequest.ntLanManager]
        /// Added to the flags of SESSION_SETUP_ANDX, for instance `.securitySignature`.
        package var setupFlags2: SMB1.Flags2 = []
        package var capabilities: SMB1.Capabilities = [.unicode, .largeFiles, .ntCommands, .ntStatus, .levelTwoOplocks, .extendedSecurity]
        /// The first logon's tokens; every logon begins with a copy.
        package var logon = SPNEGOClient(NTLMClient(user: "alice", password: "Passw0rd!"))
        package init() {}
    }

    /// One message of the server. `body` is that of its first command.
    package struct Reply: Sendable {
        package let header: SMB1.Header
        /// From the header on.
        package let message: ByteBuffer
        package let body: SMB1.Body

        package var status: NTStatus { self.header.status }
        package var words: [UInt8] { self.slice(self.body.wordsStart, self.body.wordCount * 2) }
        package var bytes: [UInt8] { self.slice(self.body.bytesStart, self.body.byteCount) }
        package var text: SMB1.TextForm { SMB1.TextForm(self.header.flags2) }

        package init(_ message: ByteBuffer) throws {
            var reader = WireReader(message)
            self.header = try SMB1.Header(decoding: &reader)
            self.message = message
            self.body = try SMB1.Body(in: message, at: SMB1.Header.size)
        }

        /// Decodes the first command's body, or throws the status where it is an error.
        package func body<Response>(_ decode: (SMB1.Body, SMB1.TextForm) throws(WireError) -> Response) throws -> Response {
            guard !self.status.isError else { throw self.status }
            return try decode(self.body, self.text)
        }

        /// The bodies of all commands of an AndX chain, with their commands.
        package func chain() throws -> [(command: SMB1.Command, body: SMB1.Body)] {
            var bodies = [(self.header.command, self.body)]
            while let (command, body) = bodies.last, command.isAndX, body.wordCount >= 2 {
                let words = self.slice(body.wordsStart, 4)
                guard words[0] != SMB1.Command.none.rawValue else { break }
                let offset = Int(words[2]) | Int(words[3]) << 8
                guard offset > body.wordsStart else { throw TransportError.nothingReceived }
                bodies.append((SMB1.Command(rawValue: words[0]), try SMB1.Body(in: self.message, at: offset)))
            }
            return bodies
        }

        private func slice(_ start: Int, _ count: Int) -> [UInt8] {
            self.message.getBytes(at: self.message.readerIndex + start, length: count) ?? []
        }
    }

    package let transport: any TestTransport
    package var options: Options
    package var treeID: UInt16 = 0
    package var userID: UInt16 = 0
    package var processID: UInt32 = 0x1234
    package var multiplexID: UInt16 = 0
    /// What NEGOTIATE said.
    package private(set) var negotiated: SMB1.NegotiateResponse?
    /// The last logon's key; nil for guests and anonymous.
    package private(set) var sessionKey: SecretKey?
    /// The NT response of a logon without extended security: a part of the key that signs.
    package private(set) var challengeResponse: [UInt8]?
    package private(set) var lastLogonReply: Reply?
    /// The last chance to change a frame, for instance to sign it.
    package var willSend: (inout ByteBuffer) -> Void = { _ in }
    /// Sees every frame that comes.
    package var didReceive: (ByteBuffer) throws -> Void = { _ in }

    package init(_ transport: any TestTransport, _ options: Options = Options()) {
        self.transport = transport
        self.options = options
    }

    package var text: SMB1.TextForm { SMB1.TextForm(self.options.flags2) }

    // MARK: - Frames

    package func header(_ command: SMB1.Command) -> SMB1.Header {
        self.multiplexID &+= 1
        return SMB1.Header(
            command: command, flags: SMB1.Header.caseInsensitive, flags2: self.options.flags2, treeID: self.treeID,
            processID: self.processID, userID: self.userID, multiplexID: self.multiplexID)
    }

    /// One request as bytes. `body` writes words and bytes; the header lies at index 0.
    package func encode(
        _ command: SMB1.Command, header adjust: (inout SMB1.Header) -> Void = { _ in }, _ body: (inout WireWriter) -> Void
    ) -> ByteBuffer {
        var header = self.header(command)
        adjust(&header)
        var writer = WireWriter()
        header.encode(into: &writer)
        body(&writer)
        return writer.buffer
    }

    package func send(_ frame: ByteBuffer) throws {
        var frame = frame
        self.willSend(&frame)
        try self.transport.send(frame)
    }

    package func receive() throws -> Reply {
        let frame = try self.transport.receive()
        try self.didReceive(frame)
        return try Reply(frame)
    }

    package func exchange(_ frame: ByteBuffer) throws -> Reply {
        try self.send(frame)
        return try self.receive()
    }

    package func request(
        _ command: SMB1.Command, header adjust: (inout SMB1.Header) -> Void = { _ in }, _ body: (inout WireWriter) -> Void
    ) throws -> Reply {
        try self.exchange(self.encode(command, header: adjust, body))
    }

    /// Words and bytes as they are. Strings of Unicode begin at an even offset from the header: with an even number of bytes in front of
    /// them and an even number of words, that is at an odd index of `bytes`.
    package func request(
        _ command: SMB1.Command, words: [UInt8], bytes: [UInt8] = [], header adjust: (inout SMB1.Header) -> Void = { _ in }
    ) throws -> Reply {
        try self.request(command, header: adjust) { $0.body({ $0.bytes(words) }, bytes: { $0.bytes(bytes) }) }
    }

    /// An AndX chain: the four bytes that link its commands are filled in here, so each command's words come with room for them.
    package func chain(_ commands: [(command: SMB1.Command, body: (inout WireWriter) -> Void)]) throws -> Reply {
        guard let first = commands.first else { throw TransportError.nothingReceived }
        return try self.request(first.command) { writer in
            var link: Int?
            for (command, body) in commands {
                if let link {
                    writer.align(to: 4, from: 0)
                    writer.buffer.setInteger(command.rawValue, at: link)
                    writer.buffer.setInteger(UInt16(clamping: writer.count), at: link + 2, endianness: .little)
                }
                link = writer.count + 1
                body(&writer)
            }
        }
    }

    // MARK: - The way to a share

    @discardableResult
    package func negotiate() throws -> SMB1.NegotiateResponse {
        let request = SMB1.NegotiateRequest(header: self.header(.negotiate), dialects: self.options.dialects)
        var writer = WireWriter()
        request.encode(into: &writer)
        let response = try self.exchange(writer.buffer).body(SMB1.NegotiateResponse.init(decoding:_:))
        self.negotiated = response
        return response
    }

    /// Logs on; throws the status of a refusal. Another call makes another session, and the UID its.
    package func logOn(user: String? = nil, password: String? = nil) throws {
        self.userID = 0
        try self.authenticate(user: user, password: password)
    }

    /// The same for the session that there is.
    package func reauthenticate(user: String? = nil, password: String? = nil) throws {
        try self.authenticate(user: user, password: password)
    }

    private func authenticate(user: String?, password: String?) throws {
        var tokens = self.options.logon
        if let user { tokens.ntlm.user = user }
        if let password { tokens.ntlm.password = password }
        let reply: Reply
        switch self.negotiated?.security {
        case .challenge(let challenge, _, _):
            // There is no message that a code could be over.
            if tokens.ntlm.mic == .sent { tokens.ntlm.mic = .omitted }
            let responses = tokens.ntlm.responses(to: challenge)
            self.challengeResponse = responses.caseSensitive
            reply = try self.sessionSetup(.responses(responses))
            self.lastLogonReply = reply
            guard reply.status == .success else { throw reply.status }
        case .extended, nil:
            reply = try self.exchangeTokens(&tokens)
        }
        self.userID = reply.header.userID
        let response = try reply.body(SMB1.SessionSetupResponse.init(decoding:_:))
        self.sessionKey = response.action & SMB1.SessionSetupResponse.guest == 0 ? tokens.sessionKey : nil
    }

    private func exchangeTokens(_ tokens: inout SPNEGOClient) throws -> Reply {
        var reply = try self.sessionSetup(.extended(blob: ByteBuffer(bytes: tokens.begin())))
        while reply.status == .moreProcessingRequired {
            self.userID = reply.header.userID
            let token = try SMB1.SessionSetupResponse(decoding: reply.body, reply.text).securityBlob ?? ByteBuffer()
            reply = try self.sessionSetup(.extended(blob: ByteBuffer(bytes: try tokens.answer(Array(token.readableBytesView)))))
        }
        self.lastLogonReply = reply
        guard reply.status == .success else { throw reply.status }
        let final = try SMB1.SessionSetupResponse(decoding: reply.body, reply.text).securityBlob ?? ByteBuffer()
        try tokens.finish(Array(final.readableBytesView))
        return reply
    }

    package func sessionSetup(_ security: SMB1.SessionSetupRequest.Security) throws -> Reply {
        let request = SMB1.SessionSetupRequest(capabilities: self.options.capabilities, security: security, nativeOS: "Test")
        return try self.request(.sessionSetupAndX, header: { $0.flags2.formUnion(self.options.setupFlags2) }) {
            request.encode(into: &$0, self.text, header: 0)
        }
    }

    @discardableResult
    package func treeConnect(_ share: String, as service: SMB1.Service = .any) throws -> SMB1.TreeConnectAndXResponse {
        let request = SMB1.TreeConnectAndXRequest(path: #"\\server\"# + share, service: service)
        let reply = try self.request(.treeConnectAndX) { request.encode(into: &$0, self.text, header: 0) }
        let response = try reply.body(SMB1.TreeConnectAndXResponse.init(decoding:_:))
        self.treeID = reply.header.treeID
        return response
    }

    /// Everything up to a tree.
    package func connect(to share: String) throws {
        try self.negotiate()
        try self.logOn()
        try self.treeConnect(share)
    }
}

extension TestServer {
    /// A client of SMB1 on a connection of its own, not yet negotiated. The server's settings have to allow it.
    package func smb1Client(_ options: SMB1Client.Options = SMB1Client.Options(), from address: String = "192.0.2.7") -> SMB1Client {
        SMB1Client(self.connection(from: address), options)
    }
}
