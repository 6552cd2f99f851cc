// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBAuth
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

@Suite("RequireRelayProtection") struct RelayGuardTests {
    static let ours = "cifs/server.example"

    private static var required: Settings {
        var settings = Settings()
        settings.requiresRelayProtection = true
        return settings
    }

    private func negotiated(
        _ settings: Settings = required, _ dialect: SMB2.Dialect = .smb3_1_1, shares: [ShareDefinition] = [],
        _ adjust: (inout TestClient.Options) -> Void = { _ in }
    ) throws -> (TestClient, TestServer) {
        let server = TestServer(settings, shares: shares)
        let client = server.client()
        client.options.dialects = [dialect]
        adjust(&client.options)
        try client.negotiate()
        return (client, server)
    }

    // MARK: The announcement

    @Test("is announced as required signing, and validated so", arguments: SMB2.Dialect.all) func announces(_ dialect: SMB2.Dialect) throws
    {
        let (client, server) = try self.negotiated(Self.required, dialect)
        #expect(client.serverMode == [.signingEnabled, .signingRequired])
        try client.logOn()
        client.signs = true
        client.options.validatesNegotiate = false
        try client.treeConnect("data")
        guard dialect != .smb3_1_1 else { return }
        // What was announced counts, not what the settings say by now.
        server.state.settings.replace(Settings())
        let reply = try client.validateNegotiate(
            SMB2.ValidateNegotiateInfoRequest(
                capabilities: client.options.capabilities, clientGUID: client.options.clientGUID, securityMode: .signingEnabled,
                dialects: [dialect]))
        let output = try reply.body { (reader) throws(WireError) in try SMB2.IOControlResponse(decoding: &reader) }.output
        var reader = WireReader(output)
        #expect(try SMB2.ValidateNegotiateInfoResponse(decoding: &reader).securityMode == [.signingEnabled, .signingRequired])
    }

    // MARK: What carries a session

    @Test("lets a session that its SPN carries send unsigned requests", arguments: SMB2.Dialect.all, ["", "/x", ":445"])
    func carriedBySPN(_ dialect: SMB2.Dialect, _ suffix: String) throws {
        let (client, server) = try self.negotiated(Self.required, dialect) { $0.logon.ntlm.targetName = Self.ours + suffix }
        try client.logOn()
        try client.treeConnect("data")
        #expect(try client.tryOpening(signed: false).status == .success)
        #expect(try client.tryOpening(signed: true).status == .success)
        #expect(server.sink.logons.map(\.protection) == [.spn])
        #expect(server.sink.logons.map(\.signingRequired) == [false])
        #expect(server.state.sessions.all.map(\.protection) == [.spn])
        #expect(server.sink.events.isEmpty)
    }

    enum Bare: CaseIterable, Sendable { case absent, empty, foreign, wrongClass, untrusted }

    @Test("makes every other session sign", arguments: Bare.allCases, SMB2.Dialect.all) func mustSign(
        _ bare: Bare, _ dialect: SMB2.Dialect
    ) throws {
        let (client, server) = try self.negotiated(Self.required, dialect) { bare.apply(to: &$0.logon.ntlm) }
        try client.logOn()
        client.signs = true
        try client.treeConnect("data")
        #expect(server.sink.logons.map(\.protection) == [.signing])
        #expect(server.state.sessions.all.map(\.protection) == [.signing])
        #expect(server.state.sessions.all.map(\.signingRequired) == [true])
        #expect(try client.tryOpening(signed: false).status == .accessDenied)
        #expect(server.sink.eventIDs == [EventID.unsignedWhereDue])
        #expect(try client.tryOpening(signed: true).status == .success)
    }

    @Test("makes a client sign that took its SPN out of our challenge", arguments: SMB2.Dialect.all) func echoed(
        _ dialect: SMB2.Dialect
    ) throws {
        let (client, server) = try self.negotiated(Self.required, dialect) { $0.logon.ntlm.echoes = .dnsComputerName }
        try client.logOn()
        client.signs = true
        try client.treeConnect("data")
        #expect(server.sink.logons.map(\.spn.isAccepted) == [true])
        #expect(server.sink.logons.map(\.protection) == [.signing])
        #expect(try client.tryOpening(signed: false).status == .accessDenied)
        #expect(try client.tryOpening(signed: true).status == .success)
    }

    @Test("refuses a logon whose challenge was rewritten, whatever carries it", arguments: [true, false], [true, false])
    func rewrittenChallenge(_ isRequired: Bool, _ signs: Bool) throws {
        let server = TestServer(isRequired ? Self.required : Settings())
        let middle = ManInTheMiddle(
            server.connection(),
            response: { frame in
                // Another letter in the DNS name of the computer.
                frame.rewriteNTLM(2) { frame, _ in
                    if let offset = frame.offset(of: [3, 0, 28, 0]) { frame.setInteger(UInt8(ascii: "x"), at: offset + 4) }
                }
            })
        let client = TestClient(middle)
        client.options.logon.ntlm.targetName = Self.ours
        client.options.logon.ntlm.mic = .omitted
        client.options.setupMode = signs ? .signingRequired : .signingEnabled
        try client.negotiate()
        if isRequired {
            #expect(throws: NTStatus.accessDenied) { try client.logOn() }
            #expect(server.sink.logons.map(\.refusal) == [.rewrittenChallenge])
            #expect(Set(server.sink.eventIDs).isSuperset(of: [EventID.sessionAuthFailure, EventID.relayProtectionRefused]))
            #expect(server.sink.events.first { $0.id == EventID.relayProtectionRefused }?["Reason"] == .unicode("rewrittenChallenge"))
            #expect(server.state.sessions.count == 0)
        } else {
            try client.logOn()
            #expect(server.sink.logons.map(\.protection) == [signs ? .signing : nil])
        }
        #expect(server.sink.logons.map(\.challengeWasRewritten) == [true])
    }

    @Test("lets encryption carry a session, and makes who only could encrypt sign", arguments: [true, false])
    func encryption(_ encryptsData: Bool) throws {
        var settings = Self.required
        settings.encryptsData = encryptsData
        let (client, server) = try self.negotiated(settings) { $0.ciphers = TestClient.Options.encrypting().ciphers }
        try client.logOn()
        client.signs = true
        try client.treeConnect("data")
        #expect(client.encrypts == encryptsData)
        #expect(try client.tryOpening().status == .success)
        #expect(server.sink.logons.map(\.protection) == [encryptsData ? .encryption : .signing])
        #expect(server.state.sessions.all.map(\.protection) == [encryptsData ? .encryption : .signing])
        #expect(server.state.sessions.all.map(\.signingRequired) == [!encryptsData])
    }

    @Test("leaves a session that signs by itself at that", arguments: [true, false]) func clientRequires(_ isRequired: Bool) throws {
        let (client, server) = try self.negotiated(isRequired ? Self.required : Settings()) {
            $0.logon.ntlm.targetName = Self.ours
            $0.setupMode = .signingRequired
        }
        try client.logOn()
        #expect(server.sink.logons.map(\.protection) == [.signing])
        #expect(try client.tryOpening(signed: false).status == .accessDenied)
    }

    @Test("records what a session has, also where nothing is required") func recordsAnyway() throws {
        for (name, protection) in [(Self.ours, RelayProtection.spn), ("cifs/other", nil), (nil, nil)] as [(String?, RelayProtection?)] {
            let (client, server) = try self.negotiated(Settings()) { $0.logon.ntlm.targetName = name }
            try client.logOn()
            #expect(server.sink.logons.map(\.protection) == [protection])
            #expect(server.sink.logons.map(\.signingRequired) == [false])
        }
        var settings = Settings()
        settings.requiresSigning = true
        let (client, server) = try self.negotiated(settings) { $0.logon.ntlm.targetName = Self.ours }
        try client.logOn()
        #expect(server.sink.logons.map(\.protection) == [.signing])
    }

    @Test("leaves the refusals of the hardening level as they are") func level() throws {
        var settings = Self.required
        settings.hardeningLevel = .acceptIfProvided
        let (client, server) = try self.negotiated(settings) { $0.logon.ntlm.targetName = "cifs/other" }
        #expect(throws: NTStatus.accessDenied) { try client.logOn() }
        #expect(server.sink.eventIDs == [EventID.sessionAuthFailure])
        #expect(server.sink.logons.map(\.refusal) == [.level])
        #expect(server.sink.logons.map(\.protection) == [nil])
    }

    // MARK: Changes under way

    @Test("refuses a session that nothing carries, where signing was not announced", arguments: SMB2.Dialect.all)
    func switchedOn(_ dialect: SMB2.Dialect) throws {
        let (client, server) = try self.negotiated(Settings(), dialect)
        server.state.settings.replace(Self.required)
        #expect(throws: NTStatus.accessDenied) { try client.logOn() }
        #expect(client.connection?.delays == [], "The password was right.")
        #expect(server.sink.eventIDs == [EventID.sessionAuthFailure, EventID.relayProtectionRefused])
        #expect(server.sink.events.last?["Reason"] == .unicode("relayProtection"))
        #expect(server.sink.logons.map(\.refusal) == [.relayProtection])
        #expect(server.state.sessions.count == 0)

        client.sessionID = 0
        client.options.logon.ntlm.targetName = Self.ours
        try client.logOn()
        #expect(server.state.sessions.all.map(\.protection) == [.spn])
    }

    @Test("that was switched off demands nothing any more of a connection that heard it", arguments: SMB2.Dialect.all)
    func switchedOff(_ dialect: SMB2.Dialect) throws {
        let (client, server) = try self.negotiated(Self.required, dialect)
        server.state.settings.replace(Settings())
        try client.logOn()
        try client.treeConnect("data")
        #expect(try client.tryOpening(signed: false).status == .success)
        #expect(server.sink.logons.map(\.protection) == [nil])
    }

    // MARK: Re-authentication

    @Test("makes a session sign once its user logs on again without an SPN", arguments: SMB2.Dialect.all)
    func raised(_ dialect: SMB2.Dialect) throws {
        let (client, server) = try self.negotiated(Self.required, dialect) { $0.logon.ntlm.targetName = Self.ours }
        try client.logOn()
        try client.treeConnect("data")
        #expect(try client.tryOpening(signed: false).status == .success)
        client.options.logon.ntlm.targetName = nil
        try client.logOn()
        #expect(try client.tryOpening(signed: false).status == .accessDenied)
        #expect(try client.tryOpening(signed: true).status == .success)
        #expect(server.state.sessions.all.map(\.protection) == [.signing])
        #expect(server.state.sessions.all.map(\.signingRequired) == [true])
    }

    @Test("never lets a session off that had to sign", arguments: SMB2.Dialect.all, [true, false])
    func neverLowered(_ dialect: SMB2.Dialect, _ isSwitchedOff: Bool) throws {
        let (client, server) = try self.negotiated(Self.required, dialect)
        try client.logOn()
        client.signs = true
        try client.treeConnect("data")
        client.options.logon.ntlm.targetName = Self.ours
        if isSwitchedOff { server.state.settings.replace(Settings()) }
        try client.logOn()
        #expect(try client.tryOpening(signed: false).status == .accessDenied)
        #expect(server.sink.logons.map(\.protection) == [.signing, .signing])
        #expect(server.state.sessions.all.map(\.signingRequired) == [true])
    }

    @Test("ends a session whose user logs on again when it was switched on too late to be announced") func renewedTooLate() throws {
        let (client, server) = try self.negotiated(Settings())
        try client.logOn()
        server.state.settings.replace(Self.required)
        #expect(throws: NTStatus.accessDenied) { try client.logOn() }
        #expect(server.state.sessions.count == 0)
    }

    // MARK: Who has no key

    @Test("turns guests away", arguments: SMB2.Dialect.all, [true, false]) func guest(_ dialect: SMB2.Dialect, _ isAnnounced: Bool) throws {
        var settings = isAnnounced ? Self.required : Settings()
        settings.allowsGuest = true
        let (client, server) = try self.negotiated(settings, dialect) {
            $0.logon.ntlm.user = "stranger"
            $0.logon.ntlm.targetName = Self.ours
        }
        settings.requiresRelayProtection = true
        server.state.settings.replace(settings)
        #expect(throws: NTStatus.logonFailure) { try client.logOn() }
        #expect(server.sink.eventIDs == [EventID.sessionAuthFailure])
        #expect(server.state.sessions.count == 0)
    }

    @Test("keeps nobody to IPC$, whatever is listed", arguments: SMB2.Dialect.all) func anonymous(_ dialect: SMB2.Dialect) throws {
        var settings = Self.required
        settings.allowsAnonymous = true
        settings.nullSessionShares = ["open"]
        let open = ShareDefinition(name: "open", allowsGuest: true, store: InMemoryStore())
        let (client, server) = try self.negotiated(settings, dialect, shares: [open]) { $0.logon = SPNEGOClient(.anonymous) }
        try client.logOn()
        try client.treeConnect("IPC$")
        #expect(throws: NTStatus.accessDenied) { try client.treeConnect("open") }
        #expect(server.sink.eventIDs == [EventID.nullSessionRefused])
    }
}

extension RelayGuardTests.Bare {
    fileprivate func apply(to client: inout NTLMClient) {
        switch self {
        case .absent: client.targetName = nil
        case .empty: client.targetName = ""
        case .foreign: client.targetName = "cifs/other.example"
        case .wrongClass: client.targetName = "http/server.example"
        case .untrusted:
            client.targetName = RelayGuardTests.ours
            client.isTargetNameUntrusted = true
        }
    }
}
