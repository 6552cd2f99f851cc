// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBAuth
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

/// Classes 13, 16, 17 and 20 of `docs/threat-model.md`. Others are in `AttackClassTests`, 18 in `SigningTests`, 19 in `DowngradeTests`.
@Suite("Attacks on sessions") struct SessionAttackTests {
    // MARK: A second connection

    @Test("CVE-2025-37899: a LOGOFF from another connection ends nothing", arguments: SMB2.Dialect.all, [true, false])
    func foreignLogoff(_ dialect: SMB2.Dialect, _ knowsTheKey: Bool) throws {
        let server = TestServer()
        var options = TestClient.Options()
        options.dialects = [dialect]
        let victim = try server.connectedClient(options)
        let folder = try TestClient.file(of: victim.tryOpening())
        try victim.transport.send(
            victim.frame(.changeNotify, SMB2.ChangeNotifyRequest(outputBufferLength: 4096, file: folder, completionFilter: 1)))
        #expect(try victim.receive().status == .pending)

        let attacker = server.client(options)
        try attacker.negotiate()
        if knowsTheKey { attacker.signer = victim.signer }
        for _ in 0..<5 {
            let reply = try attacker.ask(.logoff, SMB2.LogoffRequest(), signed: knowsTheKey) { $0.sessionID = victim.sessionID }
            #expect(reply.status == .userSessionDeleted)
        }
        attacker.connection?.drop()
        #expect(server.state.sessions.count == 1)
        #expect(try victim.ask(.close, SMB2.CloseRequest(file: folder)).status == .notifyCleanup, "What waited goes on waiting.")
        #expect(try victim.receive().status == .success)
    }

    @Test("CVE-2026-23226: no binding, however many at a time, gets at a session's keys", arguments: SMB2.Dialect.all)
    func manyBindings(_ dialect: SMB2.Dialect) throws {
        let server = TestServer()
        var options = TestClient.Options()
        options.dialects = [dialect]
        let victim = try server.connectedClient(options)
        let attackers = try (0..<8).map { _ in
            let attacker = server.client(options)
            try attacker.negotiate()
            return attacker
        }
        for _ in 0..<4 {
            for attacker in attackers {
                var tokens = attacker.options.logon
                let frame = attacker.setupFrame(tokens.begin(), flags: .binding) { $0.sessionID = victim.sessionID }
                let reply = try attacker.exchange(frame)
                #expect(reply.status == .requestNotAccepted)
                #expect(!reply.header.flags.contains(.signed), "Nothing is signed for who only names a session.")
            }
            #expect(try victim.tryOpening(signed: true).status == .success)
        }
    }

    // MARK: A logon that waits

    @Test("CVE-2025-37924, CVE-2025-37778: an answer for a logon that is gone finds nobody", arguments: SMB2.Dialect.all, 0..<4)
    func lateAnswers(_ dialect: SMB2.Dialect, _ end: Int) throws {
        let server = TestServer()
        var options = TestClient.Options()
        options.dialects = [dialect]
        let client = try server.connectedClient(options)
        let last = try client.lastFrameOfLogon()
        client.connection?.holdsCredentials = true
        try client.transport.send(last)
        switch end {
        case 0: client.connection?.drop()
        case 1: _ = try client.ask(.logoff, SMB2.LogoffRequest())
        case 2:
            #expect(server.state.sessions.end(client.sessionID, .closedByAdministrator))
            client.connection?.pump()
        default: #expect(throws: TransportError.closed) { try client.negotiate() }
        }
        client.connection?.releaseCredentials()
        #expect(server.state.sessions.count == 0)
        #expect(server.sink.logons.count == 1, "The renewal came to nothing.")
    }

    // MARK: Reflection

    /// A client is led to its own or another server by a forged target record: the name it was given is ours, and where it connects is the
    /// attacker. Its SPN is good, so SPN validation lets the relayed logon in; the attacker has no key.
    @Test(
        "CVE-2025-33073, CVE-2025-58726: an SPN does not stop a reflected logon, signing does",
        arguments: [.smb2_0_2, .smb2_1, .smb3_0, .smb3_0_2] as [SMB2.Dialect], [true, false])
    func reflection(_ dialect: SMB2.Dialect, _ requiresSigning: Bool) throws {
        var settings = Settings()
        settings.hardeningLevel = .required
        settings.requiresRelayProtection = true
        settings.requiresSigning = requiresSigning
        let server = TestServer(settings)
        let victim = server.client()
        victim.options.dialects = [dialect]
        victim.options.logon.ntlm.targetName = "cifs/server.example"
        try victim.negotiate()
        try victim.logOn()
        #expect(server.sink.logons.map(\.spn.isAccepted) == [true])
        // From here on the attacker speaks, who saw every byte and has no key.
        victim.signer = nil
        if requiresSigning {
            #expect(throws: NTStatus.accessDenied) { try victim.treeConnect("data") }
            #expect(server.sink.eventIDs == [EventID.unsignedWhereDue])
        } else {
            try victim.treeConnect("data")
            #expect(try victim.tryOpening("stolen").status == .success)
        }
    }
}
