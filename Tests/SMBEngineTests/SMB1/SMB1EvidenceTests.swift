// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBCrypto
import SMBSettings
import SMBWire
import Support
import Testing

@testable import SMBEngine

/// What the audit learns of clients of SMB1, by the same ladder as of those of SMB2.
@Suite("SMB1 evidence") struct SMB1EvidenceTests {
    private static let address = "192.0.2.7"

    private static func settings(_ adjust: (inout Settings) -> Void = { _ in }) -> Settings {
        SMB1SigningTests.settings {
            $0.auditsSigning = true
            $0.auditsSPN = true
            adjust(&$0)
        }
    }

    private static func client(_ server: TestServer, flags: SMB1.Flags2 = [], spn: String? = "cifs/server.example") throws -> SMB1Client {
        var options = SMB1Client.Options()
        options.setupFlags2 = flags
        options.logon.ntlm.targetName = spn
        let client = server.smb1Client(options)
        try client.negotiate()
        return client
    }

    private static func echo(_ client: SMB1Client) throws -> SMB1Client.Reply { try SMB1SigningTests.echo(client) }

    /// All that was said of requests.
    private static func counts(_ server: TestServer) -> SignatureCounts {
        server.sink.observations.reduce(into: .zero) { sum, observation in
            switch observation.fact {
            case .requestsCounted(_, let counts), .sessionEnded(_, let counts): sum = sum + counts
            case _: break
            }
        }
    }

    // MARK: Events

    struct Row: Sendable, CustomTestStringConvertible {
        var flags: SMB1.Flags2 = []
        var offers = true
        var requires = false
        let events: [UInt16]

        var testDescription: String { "flags \(self.flags.rawValue), offered \(self.offers), required \(self.requires)" }
    }

    @Test(
        "3027 is for who was offered signing and did not ask for it; 3021 is never for SMB1",
        arguments: [
            Row(events: [3027]),
            Row(flags: .securitySignature, events: []),
            Row(flags: .securitySignatureRequired, events: []),
            Row(offers: false, events: []),
            Row(offers: false, requires: true, events: [3027]),
        ])
    func declined(_ row: Row) throws {
        let server = TestServer(
            Self.settings {
                $0.offersSMB1Signing = row.offers
                $0.requiresSigning = row.requires
            })
        try Self.client(server, flags: row.flags).logOn()
        #expect(server.sink.eventIDs == row.events)
        #expect(
            server.sink.events.allSatisfy { event in
                event.fields == [
                    EventField("ClientNameLength", .uint16(11)), EventField("ClientName", .unicode(#"\\192.0.2.7"#)),
                    EventField("ServerRequiresSigning", .boolean(row.requires)),
                ]
            })
    }

    @Test("an anonymous session is not judged") func anonymous() throws {
        let server = TestServer(Self.settings { $0.allowsAnonymous = true })
        let client = try Self.client(server)
        client.options.logon = SPNEGOClient(.anonymous)
        try client.logOn()
        #expect(server.sink.logons.map(\.kind) == [.anonymous])
        #expect(server.sink.eventIDs == [])
    }

    @Test(
        "SPNs are judged as in SMB2",
        arguments: [
            (nil, [EventID.spnAbsent]), ("", [EventID.spnEmpty]), ("cifs/other", [EventID.spnUnrecognized]), ("cifs/server.example", []),
        ] as [(String?, [UInt16])])
    func names(_ spn: String?, _ events: [UInt16]) throws {
        let server = TestServer(Self.settings())
        try Self.client(server, flags: .securitySignature, spn: spn).logOn()
        #expect(server.sink.eventIDs == events)
    }

    @Test("the level refuses a foreign SPN", arguments: [HardeningLevel.acceptIfProvided, .required]) func level(_ level: HardeningLevel)
        throws
    {
        let server = TestServer(Self.settings { $0.hardeningLevel = level })
        let client = try Self.client(server, spn: "cifs/other")
        #expect(throws: NTStatus.accessDenied) { try client.logOn() }
        #expect(server.sink.logons.map(\.refusal) == [.level])
    }

    @Test("EncryptData refuses SMB1, which cannot encrypt, unless RejectUnencryptedAccess is off", arguments: [true, false])
    func encryption(_ rejects: Bool) throws {
        let server = TestServer(
            Self.settings {
                $0.encryptsData = true
                $0.rejectsUnencryptedAccess = rejects
            })
        let client = try Self.client(server)
        if rejects {
            #expect(throws: NTStatus.accessDenied) { try client.logOn() }
        } else {
            try client.logOn()
        }
        #expect(server.sink.logons.map(\.refusal) == [rejects ? .encryption : nil])
    }

    // MARK: The ladder

    @Test("what the client said and was asked is recorded") func claims() throws {
        let server = TestServer(Self.settings())
        let client = try Self.client(server, flags: .securitySignature)
        try client.logOn()
        let logon = try #require(server.sink.logons.first)
        let flags = client.options.flags2
        #expect(logon.dialect == 0x0100)
        #expect(
            logon.smb1
                == SMB1Claims(
                    negotiateFlags2: flags.rawValue, sessionSetupFlags2: flags.union(.securitySignature).rawValue, signingWasOffered: true))
        #expect(logon.smb1?.stance == .enabled)
        let row = try #require(server.state.sessions.all.first)
        #expect(row.dialect == .ntLanManager)
        #expect(row.signingAlgorithm == "MD5")
    }

    @Test("a live session climbs from its claim to what it does") func rungs() throws {
        let server = TestServer(Self.settings())
        let client = try Self.client(server, flags: .securitySignature)
        try client.logOn()
        let rung = { server.state.sessions.all.first?.evidence }
        #expect(rung() == .advertised)
        try client.beginSigning()
        _ = try Self.echo(client)
        #expect(rung() == .seen)
        for _ in 0..<8 { _ = try Self.echo(client) }
        #expect(rung() == .sustained)
        #expect(Self.counts(server).unsigned == 0)
        #expect(Self.counts(server).valid >= 8)
    }

    @Test("who declined and signs nothing is counted so") func unsigned() throws {
        let server = TestServer(Self.settings())
        let client = try Self.client(server)
        try client.logOn()
        for _ in 0..<8 { _ = try Self.echo(client) }
        #expect(server.state.sessions.all.first?.evidence == Evidence.none)
        #expect(Self.counts(server) == SignatureCounts(unsigned: 8))
    }

    @Test("what is wrong from the start counts against the session, later it does not", arguments: [true, false])
    func contradicted(_ signedBefore: Bool) throws {
        let server = TestServer(Self.settings())
        let client = try Self.client(server, flags: .securitySignature)
        try client.logOn()
        let signing = try client.beginSigning()
        if signedBefore { _ = try Self.echo(client) }
        signing.isPaused = true
        #expect(try Self.echo(client).status == .accessDenied)
        #expect(server.state.sessions.all.first?.evidence == (signedBefore ? .seen : .contradicted))
        server.state.sessions.all.forEach { _ = server.state.sessions.end($0.id, .closedByAdministrator) }
        #expect(throws: TransportError.closed) { try client.receive() }
        #expect(Self.counts(server).unsigned == (signedBefore ? 0 : 1))
    }

    // MARK: Trials

    private static func trialServer() throws -> TestServer {
        let server = TestServer(Self.settings())
        try server.state.trials.allow(Self.address, now: server.clock.now())
        return server
    }

    private static func outcomes(_ server: TestServer) -> [TrialFact] {
        server.sink.observations.compactMap { if case .trialEnded(let trial) = $0.fact { trial } else { nil } }
    }

    @Test("a trial announces required signing, and who declined and signs passes it") func passed() throws {
        let server = try Self.trialServer()
        let client = try Self.client(server)
        #expect(client.negotiated?.securityMode.contains(.signaturesRequired) == true)
        try client.logOn()
        try client.beginSigning()
        for _ in 0..<3 { _ = try Self.echo(client) }
        let trial = try #require(Self.outcomes(server).first)
        #expect(trial.outcome == .signed(requests: 3))
        #expect(trial.dialect == 0x0100)
        #expect(trial.negotiateMode == client.options.flags2.rawValue)
        #expect(server.sink.eventIDs == [EventID.smb1ClientLacksSigning, EventID.trialEnded])
        let next = try Self.client(server)
        #expect(next.negotiated?.securityMode.contains(.signaturesRequired) == false)
    }

    @Test("who goes on unsigned fails it") func failed() throws {
        let server = try Self.trialServer()
        let client = try Self.client(server)
        try client.logOn()
        #expect(try Self.echo(client).status == .accessDenied)
        #expect(Self.outcomes(server).map(\.outcome) == [.failed(.unsignedRequest)])
    }

    @Test("who signs wrongly fails it") func failedByWrongSignature() throws {
        let server = try Self.trialServer()
        let client = try Self.client(server)
        try client.logOn()
        try client.beginSigning().signer = MD5Signer(sessionKey: SecretKey([1]), challengeResponse: nil)
        #expect(try Self.echo(client).status == .accessDenied)
        #expect(Self.outcomes(server).map(\.outcome) == [.failed(.badSignature)])
    }

    @Test("who leaves at the announcement, or after the logon", arguments: [true, false]) func left(_ logsOn: Bool) throws {
        let server = try Self.trialServer()
        let client = try Self.client(server)
        if logsOn { try client.logOn() }
        try #require(client.transport as? InMemoryConnection).machine.connectionClosed()
        #expect(Self.outcomes(server).map(\.outcome) == [.failed(logsOn ? .leftAfterLogon : .leftAfterNegotiate)])
    }
}
