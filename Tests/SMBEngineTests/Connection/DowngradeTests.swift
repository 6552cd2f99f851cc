// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBAuth
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

/// What somebody between client and server may change so that the two agree on less than they could. Each attempt fails and leaves an event.
@Suite("A downgrade") struct DowngradeTests {
    /// A client whose requests are rewritten on their way.
    private func client(
        _ settings: Settings = Settings(), request: @escaping (inout ByteBuffer) throws -> Void = { _ in },
        response: @escaping (inout ByteBuffer) throws -> Void = { _ in }
    ) -> (TestClient, ManInTheMiddle, TestServer) {
        let server = TestServer(settings)
        let middle = ManInTheMiddle(server.connection(), request: request, response: response)
        return (TestClient(middle), middle, server)
    }

    // MARK: NEGOTIATE of 3.1.1

    enum Context: UInt16, CaseIterable, Sendable { case encryption = 2, netname = 5, signing = 8 }

    @Test("that takes a negotiate context out breaks every signature", arguments: Context.allCases)
    func strippedContext(_ context: Context) throws {
        let (client, _, server) = self.client(request: { frame in
            try frame.rewriteNegotiate { request in request.contexts.removeAll { $0.type == context.rawValue } }
        })
        client.options.ciphers = [2, 1]
        try client.negotiate()
        try client.logOn()
        let final = try #require(client.lastLogonReply)
        #expect(!client.isSigned(final), "The client sees it at once.")
        #expect(throws: NTStatus.accessDenied) { try client.treeConnect("data") }
        #expect(server.sink.eventIDs == [EventID.badSignature])
    }

    @Test("that takes the pre-authentication context out ends the negotiation") func strippedPreauth() throws {
        let (client, _, server) = self.client(request: { frame in
            try frame.rewriteNegotiate { request in request.contexts.removeAll { $0.type == 1 } }
        })
        #expect(throws: NTStatus.invalidParameter) { try client.negotiate() }
        #expect(server.sink.eventIDs == [EventID.negotiateRefused])
        #expect(server.sink.events.first?["Status"] == .hexInt32(NTStatus.invalidParameter.rawValue))
    }

    @Test("that takes back in the answer what the server requires breaks every signature") func strippedRequirement() throws {
        var settings = Settings()
        settings.requiresSigning = true
        let (client, _, server) = self.client(
            settings,
            response: { frame in
                let header = try SMB2.Header.decode(from: frame)
                if header.command == .negotiate { frame.setInteger(1 as UInt16, at: frame.readerIndex + 66, endianness: .little) }
            })
        try client.negotiate()
        #expect(client.serverMode == .signingEnabled)
        try client.logOn()
        #expect(throws: NTStatus.accessDenied) { try client.treeConnect("data") }
        #expect(try client.tryOpening(signed: false).status == .accessDenied)
        #expect(server.sink.eventIDs == [EventID.badSignature, EventID.unsignedWhereDue])
    }

    // MARK: Dialects

    @Test(
        "of the dialects is found by who validates",
        arguments: [[.smb3_0_2, .smb3_0, .smb2_1], [.smb3_0], [.smb2_1, .smb2_0_2], [.smb2_0_2]] as [[SMB2.Dialect]])
    func alteredDialects(_ left: [SMB2.Dialect]) throws {
        let (client, middle, server) = self.client(request: { frame in
            try frame.rewriteNegotiate { request in
                request.dialects = left
                request.contexts = []
            }
        })
        client.options.validatesNegotiate = false
        try client.connect(to: "data")
        #expect(client.dialect == left.max())
        // What the client said, not what arrived. Clients of 3.x validate whatever they got.
        let info = SMB2.ValidateNegotiateInfoRequest(
            capabilities: client.options.capabilities, clientGUID: client.options.clientGUID, securityMode: client.options.negotiateMode,
            dialects: client.options.dialects)
        #expect(throws: TransportError.closed) { try client.validateNegotiate(info) }
        #expect(middle.disconnectReason == .negotiateValidationFailed)
        #expect(server.sink.eventIDs == [EventID.negotiateValidationFailed])
        #expect(server.sink.events.first?["ReceivedDialect"] == .hexInt32(0x0311))
        #expect(server.state.sessions.count == 0)
    }

    @Test("of the security mode or the capabilities is found so too", arguments: [true, false]) func alteredMode(_ ofMode: Bool) throws {
        let (client, _, server) = self.client(request: { frame in
            try frame.rewriteNegotiate { request in if ofMode { request.securityMode = [] } else { request.capabilities = [] } }
        })
        client.options.dialects = [.smb3_0_2]
        try client.negotiate()
        try client.logOn()
        #expect(throws: TransportError.closed) { try client.treeConnect("data") }
        #expect(server.sink.eventIDs == [EventID.negotiateValidationFailed])
    }

    @Test("that keeps a client from validating is seen when work begins", arguments: [.smb3_0, .smb3_0_2] as [SMB2.Dialect])
    func missingValidation(_ dialect: SMB2.Dialect) throws {
        let server = TestServer()
        var options = TestClient.Options()
        options.dialects = [dialect]
        options.validatesNegotiate = false
        let client = try server.connectedClient(options)
        for _ in 0..<10 { _ = try client.tryOpening() }
        #expect(server.sink.eventIDs == [EventID.negotiateNotValidated])
    }

    // MARK: NTLM and SPNEGO

    enum Damage: CaseIterable, Sendable { case micStripped, micZeroed, micCorrupted, mechListMICCorrupted, mechListMICRemoved }

    @Test("of the integrity codes of a logon is a failed logon", arguments: Damage.allCases, SMB2.Dialect.all)
    func integrityCodes(_ damage: Damage, _ dialect: SMB2.Dialect) throws {
        let (client, _, server) = self.client()
        client.options.dialects = [dialect]
        switch damage {
        case .micStripped: client.options.logon.ntlm.mic = .stripped
        case .micZeroed: client.options.logon.ntlm.mic = .zeroed
        case .micCorrupted: client.options.logon.ntlm.mic = .corrupted
        case .mechListMICCorrupted: client.options.logon.mechListMIC = .corrupted
        case .mechListMICRemoved:
            // Where the client would have liked another mechanism best, only the code shows that nobody took that out.
            client.options.logon.mechanisms = [.kerberos, .ntlm]
            client.options.logon.mechListMIC = .omitted
        }
        try client.negotiate()
        if damage == .mechListMICRemoved {
            #expect(throws: NTStatus.invalidParameter) { try client.logOnWithoutMechListMIC() }
        } else {
            #expect(throws: NTStatus.logonFailure) { try client.logOn() }
        }
        #expect(server.sink.eventIDs == [EventID.sessionAuthFailure])
        #expect(server.state.sessions.count == 0)
    }

    enum Rewriting: CaseIterable, Sendable { case renamed, cutOff, madeEmpty, madeAnother }

    @Test("of the target name is no proof of the password any more", arguments: Rewriting.allCases, [true, false])
    func targetName(_ rewriting: Rewriting, _ hasMIC: Bool) throws {
        let name = "cifs/server.example"
        let text = name.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        let attribute = [9, 0, UInt8(text.count), 0] + text
        let (client, _, server) = self.client(request: { frame in
            guard let offset = frame.offset(of: attribute) else { return }
            switch rewriting {
            case .renamed: frame.setInteger(UInt8(ascii: "x"), at: offset + 4 + 10)
            case .cutOff: frame.setInteger(0 as UInt32, at: offset)
            case .madeEmpty: frame.setInteger(0 as UInt16, at: offset + 2)
            case .madeAnother: frame.setInteger(3 as UInt8, at: offset)
            }
        })
        client.options.logon.ntlm.targetName = name
        if !hasMIC { client.options.logon.ntlm.mic = .omitted }
        try client.negotiate()
        #expect(throws: NTStatus.logonFailure) { try client.logOn() }
        #expect(server.sink.eventIDs == [EventID.sessionAuthFailure])
    }

    @Test("of NTLM's flags is no logon where the client sends a MIC", arguments: [1, 3] as [UInt8], [0x4000_0000, 0x10] as [UInt32])
    func flags(_ type: UInt8, _ flag: UInt32) throws {
        let (client, _, server) = self.client(request: { frame in
            frame.rewriteNTLM(type) { frame, offset in frame.clear(flag, at: offset + (type == 1 ? 12 : 60)) }
        })
        try client.negotiate()
        #expect(throws: NTStatus.logonFailure) { try client.logOn() }
        #expect(server.sink.eventIDs == [EventID.sessionAuthFailure])
    }

    @Test("to a session key that both sides do not share signs nothing", arguments: SMB2.Dialect.all) func keyExchange(
        _ dialect: SMB2.Dialect
    ) throws {
        var settings = Settings()
        settings.requiresSigning = true
        let (client, _, server) = self.client(
            settings, request: { frame in frame.rewriteNTLM(3) { frame, offset in frame.clear(0x4000_0000, at: offset + 60) } })
        client.options.dialects = [dialect]
        client.options.logon.ntlm.mic = .omitted
        client.options.logon.mechListMIC = .omitted
        try client.negotiate()
        try client.logOn()
        #expect(throws: NTStatus.accessDenied) {
            client.signs = true
            try client.treeConnect("data")
        }
        #expect(server.sink.eventIDs == [EventID.badSignature])
    }
}

extension ByteBuffer {
    /// Clears a flag of a field of four bytes.
    fileprivate mutating func clear(_ flag: UInt32, at index: Int) {
        let flags: UInt32 = self.getInteger(at: index, endianness: .little) ?? 0
        self.setInteger(flags & ~flag, at: index, endianness: .little)
    }
}

extension TestClient {
    /// A logon whose last token was relieved of its mechListMIC.
    fileprivate func logOnWithoutMechListMIC() throws {
        var tokens = self.options.logon
        var hash = self.preauth
        var reply = try self.sessionSetup(tokens.begin(), &hash)
        for round in 0..<4 {
            guard reply.status == .moreProcessingRequired else { throw reply.status }
            var reader = WireReader(reply.bytes)
            try reader.skip(SMB2.Header.size)
            let token = Array(try SMB2.SessionSetupResponse(decoding: &reader).securityBuffer.readableBytesView)
            let isLast = round > 0 && NegTokenResp(token)?.responseToken == nil
            reply = try self.sessionSetup(
                isLast ? NegTokenResp(state: .acceptCompleted).encoded() : tokens.answer(token), &hash)
        }
    }
}
