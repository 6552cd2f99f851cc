// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
@testable import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

/// The classes of docs/threat-model.md, as SMB1 has them.
@Suite("Attacks on the sessions of SMB1") struct SMB1SessionAttackTests {
    private func client(_ options: SMB1Client.Options = SMB1Client.Options()) throws -> (SMB1Client, InMemoryConnection, TestServer) {
        let server = TestServer(.speakingSMB1)
        let connection = server.connection()
        let client = SMB1Client(connection, options)
        try client.negotiate()
        return (client, connection, server)
    }

    @Test("8: logons that nobody finishes take the place of one another") func unfinishedLogons() throws {
        let (client, connection, _) = try self.client()
        for _ in 0..<100 {
            var tokens = client.options.logon
            client.userID = 0
            #expect(try client.sessionSetup(.extended(blob: ByteBuffer(bytes: tokens.begin()))).status == .moreProcessingRequired)
        }
        #expect(connection.machine.logons.count == ConnectionLimits.pendingLogons)
        #expect(connection.machine.smb1?.logons.count == ConnectionLimits.pendingLogons)
        try client.logOn()
    }

    @Test("8: logons that the server is at are counted, with those that it punishes", arguments: [true, false])
    func waitingLogons(_ areFailures: Bool) throws {
        let (client, connection, _) = try self.client(.plain)
        connection.holdsCredentials = !areFailures
        connection.holdsDelays = areFailures
        if areFailures { client.options.logon.ntlm.password = "wrong" }
        guard case .challenge(let challenge, _, _)? = client.negotiated?.security else {
            Issue.record("extended security")
            return
        }
        let responses = client.options.logon.ntlm.responses(to: challenge)
        let setup = SMB1.SessionSetupRequest(security: .responses(responses))
        for _ in 0..<ConnectionLimits.pendingLogons {
            try client.send(client.encode(.sessionSetupAndX) { setup.encode(into: &$0, client.text, header: 0) })
        }
        #expect(throws: TransportError.nothingReceived) { try client.receive() }
        #expect(try client.sessionSetup(.responses(responses)).status == .insufficientResources)
    }

    @Test("8: a token does not overtake the one in front of it") func overtaking() throws {
        let (client, connection, _) = try self.client()
        var tokens = client.options.logon
        let first = try client.sessionSetup(.extended(blob: ByteBuffer(bytes: tokens.begin())))
        client.userID = first.header.userID
        let challenge = try SMB1.SessionSetupResponse(decoding: first.body, first.text).securityBlob ?? ByteBuffer()
        let setup = SMB1.SessionSetupRequest(
            security: .extended(blob: ByteBuffer(bytes: try tokens.answer([UInt8](challenge.readableBytesView)))))
        connection.holdsCredentials = true
        try client.send(client.encode(.sessionSetupAndX) { setup.encode(into: &$0, client.text, header: 0) })
        #expect(try client.sessionSetup(setup.security).status == .requestNotAccepted)
        connection.releaseCredentials()
        #expect(try client.receive().status == .success)
    }

    @Test("12: a session that ends while it is renewed stays ended") func logoffDuringRenewal() throws {
        let (client, connection, server) = try self.client()
        try client.logOn()
        var tokens = client.options.logon
        let first = try client.sessionSetup(.extended(blob: ByteBuffer(bytes: tokens.begin())))
        let challenge = try SMB1.SessionSetupResponse(decoding: first.body, first.text).securityBlob ?? ByteBuffer()
        let setup = SMB1.SessionSetupRequest(
            security: .extended(blob: ByteBuffer(bytes: try tokens.answer([UInt8](challenge.readableBytesView)))))
        connection.holdsCredentials = true
        try client.send(client.encode(.sessionSetupAndX) { setup.encode(into: &$0, client.text, header: 0) })
        #expect(try client.request(.logoffAndX, words: [0xFF, 0, 0, 0]).status == .success)
        connection.releaseCredentials()
        #expect(try client.receive().status == .userSessionDeleted)
        #expect(server.state.sessions.count == 0 && !connection.machine.hasSession)
    }

    @Test("12: credentials that come after the connection has ended find nobody") func lateCredential() throws {
        let (client, connection, server) = try self.client(.plain)
        connection.holdsCredentials = true
        #expect(throws: TransportError.nothingReceived) { try client.logOn() }
        connection.drop()
        connection.releaseCredentials()
        #expect(server.state.sessions.count == 0)
    }

    @Test("a session whose ticket has ended may only be cleaned up or renewed") func expired() throws {
        let (client, connection, server) = try self.client()
        try client.logOn()
        try client.treeConnect("data")
        try #require(connection.machine.sessions.values.first).expiry = server.clock.now()
        #expect(try client.request(.processExit, words: []).status == .networkSessionExpired)
        #expect(try client.request(.echo, words: [1, 0]).status == .success)
        try client.reauthenticate()
        #expect(try client.request(.processExit, words: []).status == .success)
        try #require(connection.machine.sessions.values.first).expiry = server.clock.now()
        #expect(try client.request(.logoffAndX, words: [0xFF, 0, 0, 0]).status == .success)
    }

    @Test("13: a UID is the connection's own") func foreignUser() throws {
        let (client, _, server) = try self.client()
        try client.logOn()
        try client.treeConnect("data")
        let other = server.smb1Client()
        try other.negotiate()
        other.userID = client.userID
        other.treeID = client.treeID
        #expect(try other.request(.treeDisconnect, words: []).status.rawValue == NTStatus.smbBadTID.rawValue)
        #expect(try other.request(.logoffAndX, words: [0xFF, 0, 0, 0]).status.rawValue == NTStatus.smbBadUID.rawValue)
        #expect(try client.request(.treeDisconnect, words: []).status == .success)
    }

    @Test("a response that was overheard is worth nothing on another connection") func replay() throws {
        let (client, _, server) = try self.client(.plain)
        guard case .challenge(let challenge, _, _)? = client.negotiated?.security else {
            Issue.record("extended security")
            return
        }
        let responses = client.options.logon.ntlm.responses(to: challenge)
        #expect(try client.sessionSetup(.responses(responses)).status == .success)
        let thief = server.smb1Client(.plain)
        try thief.negotiate()
        #expect(try thief.sessionSetup(.responses(responses)).status == .logonFailure)
    }

    @Test("lengths that reach behind the message are refused", arguments: [2, 14, 16]) func lengths(_ word: Int) throws {
        let (client, _, _) = try self.client(.plain)
        var words = [UInt8](repeating: 0, count: 26)
        words[0] = 0xFF
        words[word == 2 ? 14 : word] = 0xFF
        words[word == 2 ? 15 : word + 1] = 0xFF
        #expect(try client.request(.sessionSetupAndX, words: words, bytes: [0, 0, 0]).status.rawValue == NTStatus.invalidSMB.rawValue)
        #expect(try client.request(.echo, words: [1, 0]).status == .success)
    }
}
