// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBAuth
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

extension Settings {
    /// The defaults, with SMB1 switched on.
    static var speakingSMB1: Settings {
        var settings = Settings()
        settings.speaksSMB1 = true
        return settings
    }
}

extension SMB1Client.Options {
    /// A client that answers the challenge of NEGOTIATE.
    static var plain: Self {
        var options = Self()
        options.flags2.remove(.extendedSecurity)
        options.capabilities.remove(.extendedSecurity)
        options.logon.ntlm.mic = .omitted
        return options
    }

    static func with(extendedSecurity: Bool) -> Self { extendedSecurity ? Self() : .plain }
}

@Suite("A logon over SMB1") struct SMB1LogonTests {
    @Test("with extended security leads to a share", arguments: [TokenWrapping.spnego, .raw]) func extendedSecurity(
        _ wrapping: TokenWrapping
    ) throws {
        let server = TestServer(.speakingSMB1)
        let client = server.smb1Client()
        client.options.logon.wrapping = wrapping
        client.options.logon.ntlm.targetName = "cifs/server.example"
        let negotiated = try client.negotiate()
        #expect(negotiated.capabilities.contains(.extendedSecurity))
        #expect(negotiated.securityMode == [.userLevel, .encryptsPasswords, .signaturesEnabled])
        try client.logOn()
        #expect(client.userID != 0)
        let tree = try client.treeConnect("data", as: .disk)
        #expect(tree.service == .disk && tree.nativeFileSystem == "NTFS")
        let logon = try #require(server.sink.logons.first)
        #expect(logon.dialect == 0x0100 && logon.user == "alice" && logon.mechanism == .ntlmv2 && logon.wrapping == wrapping)
        #expect(logon.spn == .accepted(spn: "cifs/server.example", tolerances: []) && logon.hasMIC)
        #expect(server.state.sessions.all.map(\.principal.userName) == ["alice"])
    }

    @Test("with names in OEM letters and errors of DOS leads there too", arguments: [true, false]) func oldest(_ isUnicode: Bool) throws {
        let server = TestServer(.speakingSMB1)
        let client = server.smb1Client(.plain)
        client.options.flags2 = isUnicode ? [.longNames, .unicode] : []
        try client.connect(to: "data")
        #expect(client.treeID != 0)
        let reply = try client.request(.treeConnectAndX) {
            SMB1.TreeConnectAndXRequest(path: #"\\server\nowhere"#).encode(into: &$0, client.text, header: 0)
        }
        #expect(reply.status.rawValue == DOSError(.server, 6).rawValue, "ERRSRV, ERRinvnetname.")
        #expect(!reply.header.flags2.contains(.ntStatus))
    }

    @Test("with NTLMv2 and no tokens is judged by the name that it carries") func plainNTLMv2() throws {
        var settings = Settings.speakingSMB1
        settings.auditsSPN = true
        let server = TestServer(settings)
        let client = server.smb1Client(.plain)
        client.options.logon.ntlm.targetName = "cifs/elsewhere.example"
        try client.connect(to: "data")
        let logon = try #require(server.sink.logons.first)
        #expect(logon.mechanism == .ntlmv2 && logon.wrapping == .raw && !logon.hasMIC && !logon.challengeWasRewritten)
        #expect(server.sink.eventIDs.contains(EventID.spnUnrecognized))
        #expect(client.challengeResponse?.isEmpty == false)

        settings.hardeningLevel = .acceptIfProvided
        server.state.settings.replace(settings)
        let refused = server.smb1Client(client.options)
        try refused.negotiate()
        #expect(throws: NTStatus.accessDenied) { try refused.logOn() }
    }

    @Test("and no tokens shows the server's name in the spelling of its challenge, and knows it again") func plainWatermark() throws {
        let server = TestServer(.speakingSMB1)
        let client = server.smb1Client(.plain)
        guard case .challenge(_, _, let name) = try client.negotiate().security else {
            Issue.record("extended security")
            return
        }
        #expect(name.uppercased() == "SERVER" && name != "SERVER")
        client.options.logon.ntlm.targetName = "cifs/" + name
        try client.logOn()
        #expect(server.sink.logons.map(\.nameOrigin) == [.echoed])
    }

    @Test("without tokens may not announce a MIC: a relay would have left its messages out") func strippedMIC() throws {
        let server = TestServer(.speakingSMB1)
        let client = server.smb1Client(.plain)
        client.options.logon.ntlm.mic = .stripped
        try client.negotiate()
        #expect(throws: NTStatus.logonFailure) { try client.logOn() }
        #expect(server.sink.events.first?["reason"] == .unicode("micMissing"))
    }

    @Test("by NTLMv1 is taken where LmCompatibilityLevel is 4 or less, and cannot carry a name", arguments: [4, 5], [true, false])
    func ntlmv1(_ level: Int, _ hasExtendedSecurity: Bool) throws {
        var settings = Settings.speakingSMB1
        settings.lmCompatibilityLevel = level
        settings.auditsSPN = true
        let server = TestServer(settings)
        let client = server.smb1Client(.with(extendedSecurity: hasExtendedSecurity))
        client.options.logon.ntlm.response = .ntlmv1
        try client.negotiate()
        guard level < 5 else {
            #expect(throws: NTStatus.logonFailure) { try client.logOn() }
            #expect(server.sink.eventIDs == [EventID.sessionAuthFailure, EventID.legacyAnswerRefused])
            return
        }
        try client.logOn()
        #expect(server.sink.logons.map(\.mechanism) == [.ntlmv1])
        let event = try #require(server.sink.events.first { $0.id == EventID.spnAbsent })
        #expect(event["Status"] == .hexInt32(SPNVerdict.unsupportedFunction))
    }

    @Test("by NTLMv1 with a wrong password is refused", arguments: [true, false]) func wrongNTLMv1(_ hasExtendedSecurity: Bool) throws {
        var settings = Settings.speakingSMB1
        settings.lmCompatibilityLevel = 0
        let client = TestServer(settings).smb1Client(.with(extendedSecurity: hasExtendedSecurity))
        client.options.logon.ntlm.response = .ntlmv1
        client.options.logon.ntlm.password = "wrong"
        try client.negotiate()
        #expect(throws: NTStatus.logonFailure) { try client.logOn() }
    }

    @Test("by LM is refused at every level", arguments: 0...5, [true, false]) func lanManager(_ level: Int, _ hasExtendedSecurity: Bool)
        throws
    {
        var settings = Settings.speakingSMB1
        settings.lmCompatibilityLevel = level
        let server = TestServer(settings)
        let client = server.smb1Client(.with(extendedSecurity: hasExtendedSecurity))
        client.options.logon.ntlm.response = .lm
        try client.negotiate()
        #expect(throws: NTStatus.logonFailure) { try client.logOn() }
        #expect(server.sink.eventIDs.contains(EventID.legacyAnswerRefused))
    }

    @Test("that fails is answered after a pause", arguments: [true, false]) func failure(_ hasExtendedSecurity: Bool) throws {
        let server = TestServer(.speakingSMB1)
        let connection = server.connection()
        let client = SMB1Client(connection, .with(extendedSecurity: hasExtendedSecurity))
        client.options.logon.ntlm.password = "wrong"
        try client.negotiate()
        #expect(throws: NTStatus.logonFailure) { try client.logOn() }
        #expect(connection.delays == [2000])
        #expect(server.state.sessions.count == 0)
        client.options.logon.ntlm.password = "Passw0rd!"
        try client.logOn()
    }

    @Test("by nobody is taken where that is allowed, and reaches IPC$", arguments: [true, false], [true, false])
    func anonymous(_ hasExtendedSecurity: Bool, _ isAllowed: Bool) throws {
        var settings = Settings.speakingSMB1
        settings.allowsAnonymous = isAllowed
        let server = TestServer(settings)
        let client = server.smb1Client(.with(extendedSecurity: hasExtendedSecurity))
        client.options.logon = SPNEGOClient(.anonymous)
        client.options.logon.mechListMIC = .omitted
        try client.negotiate()
        guard isAllowed else {
            #expect(throws: NTStatus.accessDenied) { try client.logOn() }
            return
        }
        try client.logOn()
        #expect(server.sink.logons.map(\.kind) == [.anonymous])
        #expect(try client.treeConnect("IPC$").service == .pipes)
        #expect(throws: NTStatus.accessDenied) { try client.treeConnect("data") }
    }

    @Test("by somebody unknown makes a guest where guests are welcome", arguments: [true, false]) func guest(_ hasExtendedSecurity: Bool)
        throws
    {
        var settings = Settings.speakingSMB1
        settings.allowsGuest = true
        let store = InMemoryStore()
        let server = TestServer(settings, shares: [ShareDefinition(name: "open", allowsGuest: true, store: store)])
        let client = server.smb1Client(.with(extendedSecurity: hasExtendedSecurity))
        client.options.logon.ntlm.user = "stranger"
        client.options.logon.mechListMIC = .omitted
        try client.negotiate()
        try client.logOn()
        let reply = try #require(client.lastLogonReply)
        #expect(try reply.body(SMB1.SessionSetupResponse.init(decoding:_:)).action == SMB1.SessionSetupResponse.guest)
        #expect(try client.treeConnect("open").service == .disk)
        #expect(throws: NTStatus.accessDenied) { try client.treeConnect("data") }
    }

    @Test("can be renewed by its own user, and ends by another's", arguments: [true, false]) func renewal(_ isSame: Bool) throws {
        let server = TestServer(.speakingSMB1)
        let client = server.smb1Client()
        try client.connect(to: "data")
        let id = client.userID
        if isSame {
            try client.reauthenticate()
            #expect(client.userID == id)
            #expect(server.sink.logons.map(\.isReauthentication) == [false, true])
            #expect(try client.treeConnect("data").service == .disk)
        } else {
            #expect(throws: NTStatus.accessDenied) { try client.reauthenticate(user: "bob", password: "Secret99") }
            #expect(server.state.sessions.count == 0)
        }
    }

    @Test("is one of as many as a connection may have") func sessionLimit() throws {
        var settings = Settings.speakingSMB1
        settings.maximumSessionsPerConnection = 2
        let client = TestServer(settings).smb1Client()
        try client.negotiate()
        try client.logOn()
        try client.logOn()
        #expect(throws: NTStatus.insufficientResources) { try client.logOn() }
    }

    @Test("without extended security does not follow a NEGOTIATE with it, and the other way round") func mixed() throws {
        let server = TestServer(.speakingSMB1)
        let client = server.smb1Client()
        try client.negotiate()
        var ntlm = client.options.logon.ntlm
        let responses = ntlm.responses(to: [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(try client.sessionSetup(.responses(responses)).status == .logonFailure)
        let other = server.smb1Client(.plain)
        try other.negotiate()
        #expect(try other.sessionSetup(.extended(blob: ByteBuffer(bytes: [0x60, 0]))).status == .invalidParameter)
    }

    @Test("is refused where every session must be encrypted") func encryption() throws {
        var settings = Settings.speakingSMB1
        settings.encryptsData = true
        let client = TestServer(settings).smb1Client()
        try client.negotiate()
        #expect(throws: NTStatus.accessDenied) { try client.logOn() }
    }
}
