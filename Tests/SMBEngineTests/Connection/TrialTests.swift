// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBAuth
import SMBSettings
import SMBWire
import Support
import Testing

@testable import SMBEngine

@Suite("A trial") struct TrialTests {
    static let address = "192.0.2.7"

    /// A server that has one trial for the address that clients come from.
    private func server(_ settings: Settings = Settings()) throws -> TestServer {
        let server = TestServer(settings)
        try server.state.trials.allow(Self.address, now: server.clock.now())
        return server
    }

    private static func outcomes(_ server: TestServer) -> [TrialOutcome] {
        server.sink.observations.compactMap { if case .trialEnded(let trial) = $0.fact { trial.outcome } else { nil } }
    }

    private static func client(_ server: TestServer, _ dialect: SMB2.Dialect = .smb2_1, signs: Bool = true) throws -> TestClient {
        let client = server.client()
        client.options.dialects = [dialect]
        try client.negotiate()
        try client.logOn()
        client.signs = signs
        return client
    }

    // MARK: One connection

    @Test("announces required signing on one connection and no other", arguments: SMB2.Dialect.all) func announced(
        _ dialect: SMB2.Dialect
    ) throws {
        let server = try self.server()
        let client = try Self.client(server, dialect)
        #expect(client.serverMode == [.signingEnabled, .signingRequired])
        try client.treeConnect("data")
        #expect(try client.tryOpening(signed: false).status == .accessDenied)
        let next = try Self.client(server, dialect, signs: false)
        #expect(next.serverMode == .signingEnabled)
        try next.treeConnect("data")
        #expect(try next.tryOpening(signed: false).status == .success)
        #expect(server.sink.logons.map(\.isTrial) == [true, false])
        #expect(server.sink.logons.map(\.signingRequired) == [true, false])
    }

    @Test("is nobody else's") func otherAddress() throws {
        let server = try self.server()
        let other = server.client(from: "192.0.2.8")
        #expect(try other.negotiate().securityMode == .signingEnabled)
        #expect(server.state.trials.list(now: server.clock.now()).map(\.address) == [Self.address])
    }

    @Test("makes a client sign that an SPN would carry") func withSPN() throws {
        var settings = Settings()
        settings.requiresRelayProtection = true
        let server = try self.server(settings)
        let client = server.client()
        client.options.logon.ntlm.targetName = "cifs/server.example"
        try client.negotiate()
        try client.logOn()
        #expect(try client.tryOpening(signed: false).status == .accessDenied)
        #expect(Self.outcomes(server) == [.failed(.unsignedRequest)])
    }

    @Test("is used up once by a client that begins in SMB1's words", arguments: ["SMB 2.???", "SMB 2.002"])
    func multiProtocol(_ dialect: String) throws {
        let server = try self.server()
        try server.state.trials.allow("192.0.2.9", now: server.clock.now())
        let client = server.client()
        var writer = WireWriter()
        SMB1.NegotiateRequest(dialects: [dialect]).encode(into: &writer)
        let answer = try client.exchange(writer.buffer).body { (reader) throws(WireError) in try SMB2.NegotiateResponse(decoding: &reader) }
        #expect(answer.securityMode == [.signingEnabled, .signingRequired])
        client.messageID = 1
        client.options.dialects = [.smb2_1]
        if answer.dialect == .wildcard { #expect(try client.negotiate().securityMode == [.signingEnabled, .signingRequired]) }
        try client.logOn()
        client.signs = true
        for _ in 0..<3 { #expect(try client.echo().status == .success) }
        #expect(Self.outcomes(server) == [.signed(requests: 3)])
        #expect(server.state.trials.list(now: server.clock.now()).map(\.address) == ["192.0.2.9"])
        #expect(try server.client().negotiate().securityMode == .signingEnabled)
    }

    // MARK: Outcomes

    @Test("is passed by who signs", arguments: SMB2.Dialect.all) func passed(_ dialect: SMB2.Dialect) throws {
        let server = try self.server()
        let client = try Self.client(server, dialect)
        for _ in 0..<3 { #expect(try client.echo().status == .success) }
        #expect(Self.outcomes(server) == [.signed(requests: 3)])
        let event = try #require(server.sink.events.first { $0.id == EventID.trialEnded })
        #expect(event["UserName"] == .unicode("alice"))
        #expect(event["workstation"] == .unicode("CLIENT"))
        #expect(event["Outcome"] == .unicode("signed"))
        // What comes afterwards is no part of it.
        #expect(try client.echo(signed: false).status == .accessDenied)
        client.connection?.drop()
        #expect(Self.outcomes(server).count == 1)
    }

    @Test("is passed by who signs all of little", arguments: [true, false]) func short(_ logsOff: Bool) throws {
        let server = try self.server()
        let client = try Self.client(server)
        #expect(try client.echo().status == .success)
        if logsOff { try client.logOff() } else { client.connection?.drop() }
        #expect(Self.outcomes(server) == [.signed(requests: logsOff ? 2 : 1)])
    }

    @Test("is failed by an unsigned first request", arguments: SMB2.Dialect.all) func unsigned(_ dialect: SMB2.Dialect) throws {
        let server = try self.server()
        let client = try Self.client(server, dialect)
        #expect(try client.echo(signed: false).status == .accessDenied)
        for _ in 0..<5 { _ = try client.echo() }
        client.connection?.drop()
        let facts = server.sink.observations.compactMap { if case .trialEnded(let trial) = $0.fact { trial } else { nil } }
        #expect(
            facts == [
                TrialFact(
                    sessionID: client.sessionID, user: "alice", domain: "WORKGROUP", dialect: dialect.rawValue, negotiateMode: 1,
                    sessionSetupMode: 1, outcome: .failed(.unsignedRequest))
            ])
    }

    @Test("is failed by a bad signature", arguments: SMB2.Dialect.all) func badSignature(_ dialect: SMB2.Dialect) throws {
        let server = try self.server()
        let client = try Self.client(server, dialect)
        var frame = client.frame(.echo, SMB2.EchoRequest(), signed: true)
        frame.setInteger(0 as UInt64, at: frame.readerIndex + 48)
        #expect(try client.exchange(frame).status == .accessDenied)
        #expect(Self.outcomes(server) == [.failed(.badSignature)])
    }

    @Test("has no verdict by what anybody may have sent after the key was shown", arguments: [1, 2], [true, false])
    func injected(_ signedBefore: Int, _ isSigned: Bool) throws {
        let server = try self.server()
        let client = try Self.client(server)
        for _ in 0..<signedBefore { #expect(try client.echo().status == .success) }
        var frame = client.frame(.echo, SMB2.EchoRequest(), signed: isSigned)
        if isSigned { frame.setInteger(0 as UInt64, at: frame.readerIndex + 48) }
        #expect(try client.exchange(frame).status == .accessDenied)
        client.connection?.drop()
        #expect(Self.outcomes(server) == [])
        // Who only signs now and then was refused, and is let in at its next try.
        #expect(server.state.trials.list(now: server.clock.now()).count == (isSigned ? 1 : 0))
    }

    @Test("is failed by who logs on and leaves") func leftAfterLogon() throws {
        let server = try self.server()
        try Self.client(server).connection?.drop()
        #expect(Self.outcomes(server) == [.failed(.leftAfterLogon)])
    }

    @Test("says of who leaves before a logon only that somebody did", arguments: [true, false]) func leftAfterNegotiate(
        _ hasBegun: Bool
    ) throws {
        let server = try self.server()
        let client = server.client()
        try client.negotiate()
        if hasBegun { _ = try client.lastFrameOfLogon() }
        client.connection?.drop()
        let trial = try #require(
            server.sink.observations.compactMap { if case .trialEnded(let trial) = $0.fact { trial } else { nil } }.first)
        #expect(trial.outcome == .failed(.leftAfterNegotiate))
        #expect(!trial.isProven)
        #expect(trial.user.isEmpty)
        #expect(server.state.trials.list(now: server.clock.now()).isEmpty)
    }

    @Test("judges the first user of the connection only") func otherSessions() throws {
        let server = try self.server()
        let client = try Self.client(server)
        let bob = client.sibling("bob", "Secret99")
        try bob.logOn()
        #expect(try bob.echo(signed: false).status == .accessDenied)
        #expect(Self.outcomes(server) == [])
        client.messageID = bob.messageID
        for _ in 0..<3 { _ = try client.echo() }
        #expect(Self.outcomes(server) == [.signed(requests: 3)])
    }

    // MARK: What shows nothing

    @Test("waits for another connection where this one never negotiated, or not to an end", arguments: 0..<4) func notConsumed(
        _ way: Int
    ) throws {
        var settings = Settings()
        settings.minimumDialect = 0x0210
        let server = try self.server(settings)
        let client = server.client()
        switch way {
        case 0: break
        case 1:
            client.options.dialects = [.smb2_0_2]
            #expect(throws: NTStatus.notSupported) { try client.negotiate() }
        case 2: _ = try client.exchange(client.encode(.negotiate) { writer, _ in writer.zeros(3) })
        default:
            var writer = WireWriter()
            SMB1.NegotiateRequest(dialects: ["SMB 2.???"]).encode(into: &writer)
            _ = try client.exchange(writer.buffer)
        }
        client.connection?.drop()
        #expect(Self.outcomes(server) == [])
        #expect(server.state.trials.list(now: server.clock.now()).map(\.address) == [Self.address])
    }

    @Test("waits for another connection where the logon failed or was refused", arguments: [true, false]) func failedLogon(
        _ isRefused: Bool
    ) throws {
        let server = try self.server()
        let client = server.client()
        try client.negotiate()
        if isRefused {
            var settings = Settings()
            settings.hardeningLevel = .required
            server.state.settings.replace(settings)
        } else {
            client.options.logon.ntlm.password = "wrong"
        }
        #expect(throws: NTStatus.self) { try client.logOn() }
        client.connection?.drop()
        #expect(Self.outcomes(server) == [])
        #expect(server.state.trials.list(now: server.clock.now()).map(\.address) == [Self.address])
    }

    @Test("ends with a guest that it alone kept out, who is let in at the next try") func guest() throws {
        var settings = Settings()
        settings.allowsGuest = true
        let server = try self.server(settings)
        func guest() throws -> TestClient {
            let client = server.client()
            client.options.logon.ntlm.user = "stranger"
            client.options.logon.mechListMIC = .omitted
            try client.negotiate()
            return client
        }
        let first = try guest()
        #expect(throws: NTStatus.logonFailure) { try first.logOn() }
        first.connection?.drop()
        #expect(Self.outcomes(server) == [])
        #expect(server.state.trials.list(now: server.clock.now()).isEmpty)
        let second = try guest()
        try second.logOn()
        #expect(second.sessionFlags == .guest)
    }

    @Test("is not given back once it was cancelled") func cancelled() throws {
        let server = try self.server()
        let client = server.client()
        try client.negotiate()
        #expect(try server.state.trials.cancel(Self.address, now: server.clock.now()))
        client.options.logon.ntlm.password = "wrong"
        #expect(throws: NTStatus.logonFailure) { try client.logOn() }
        client.connection?.drop()
        #expect(server.state.trials.list(now: server.clock.now()).isEmpty)
    }

    @Test("that has ended can't be cancelled any more", arguments: [true, false]) func cancelledLate(_ isDraining: Bool) throws {
        let server = try self.server()
        let client = try Self.client(server)
        if isDraining { client.connection?.machine.willEnd() }
        client.connection?.drop()
        #expect(try !server.state.trials.cancel(Self.address, now: server.clock.now()))
    }

    @Test("goes on after a wrong password") func secondPassword() throws {
        let server = try self.server()
        let client = server.client()
        try client.negotiate()
        client.options.logon.ntlm.password = "wrong"
        #expect(throws: NTStatus.logonFailure) { try client.logOn() }
        client.sessionID = 0
        client.options.logon.ntlm.password = "Passw0rd!"
        try client.logOn()
        #expect(try client.echo(signed: false).status == .accessDenied)
        #expect(Self.outcomes(server) == [.failed(.unsignedRequest)])
    }

    @Test("says nothing of who is disconnected because the server ends", arguments: [true, false]) func draining(_ hasSession: Bool) throws
    {
        let server = try self.server()
        let client = server.client()
        try client.negotiate()
        if hasSession { try client.logOn() }
        client.connection?.machine.willEnd()
        client.connection?.drop()
        #expect(Self.outcomes(server) == [])
    }

    @Test("waits for another connection where the client encrypts, by its own choice or ours", arguments: [true, false])
    func encrypts(_ isRequired: Bool) throws {
        var settings = Settings()
        settings.encryptsData = isRequired
        let server = try self.server(settings)
        let client = server.client(.encrypting())
        try client.negotiate()
        try client.logOn()
        client.encrypts = true
        for _ in 0..<5 { #expect(try client.echo().status == .success) }
        client.connection?.drop()
        #expect(Self.outcomes(server) == [])
        #expect(server.state.trials.list(now: server.clock.now()).count == 1)
    }

    @Test("waits for another connection where an administrator closed the session") func closedByAdministrator() throws {
        let server = try self.server()
        let client = try Self.client(server)
        #expect(server.state.sessions.end(client.sessionID, .closedByAdministrator))
        client.connection?.pump()
        client.connection?.drop()
        #expect(Self.outcomes(server) == [])
        #expect(server.state.trials.list(now: server.clock.now()).count == 1)
    }
}

@Suite("The table of trials") struct TrialTableTests {
    private let table = TrialTable()
    private let now = NTTime(unixSeconds: 1_800_000_000)
    private var nextDay: NTTime { NTTime(unixSeconds: 1_800_000_000 + 24 * 60 * 60) }

    @Test(
        "knows an address in every spelling",
        arguments: [
            ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("2001:DB8:0:0::1", "2001:db8::1"), ("fe80::1%eth0", "fe80::1"),
        ])
    func spellings(_ typed: String, _ peer: String) throws {
        #expect(try self.table.allow(typed, now: self.now).address == peer)
        #expect(self.table.take("192.0.2.99", now: self.now) == nil)
        #expect(self.table.take(peer, now: self.now) != nil)
        #expect(self.table.take(peer, now: self.now) == nil)
    }

    @Test("takes addresses only", arguments: ["", "files", "192.0.2", "192.0.2.7/24", "192.0.2.7:445", "%"]) func notAnAddress(
        _ text: String
    ) {
        #expect(throws: TrialTable.Refusal.notAnAddress) { try self.table.allow(text, now: self.now) }
        #expect(throws: TrialTable.Refusal.notAnAddress) { try self.table.cancel(text, now: self.now) }
    }

    @Test("forgets a trial that nobody came for within a day") func expires() throws {
        try self.table.allow("192.0.2.7", now: self.now)
        #expect(self.table.list(now: self.now).count == 1)
        #expect(self.table.list(now: self.nextDay).isEmpty)
        try self.table.allow("192.0.2.7", now: self.now)
        #expect(self.table.take("192.0.2.7", now: self.nextDay) == nil)
    }

    @Test("cancels what is there") func cancels() throws {
        try self.table.allow("192.0.2.7", now: self.now)
        #expect(try self.table.cancel("::ffff:192.0.2.7", now: self.now))
        #expect(try !self.table.cancel("192.0.2.7", now: self.now))
    }

    @Test("holds so many and no more, and the same address again") func limit() throws {
        for number in 0..<TrialTable.maximumCount { try self.table.allow("10.0.\(number / 256).\(number % 256)", now: self.now) }
        #expect(throws: TrialTable.Refusal.tooMany) { try self.table.allow("192.0.2.7", now: self.now) }
        try self.table.allow("10.0.0.1", now: self.now)
        try self.table.allow("192.0.2.7", now: self.nextDay)
    }

    @Test("a trial that is given back does not take the place of a newer one") func givenBack() throws {
        let first = try self.table.allow("192.0.2.7", now: self.now)
        _ = self.table.take("192.0.2.7", now: self.now)
        let second = try self.table.allow("192.0.2.7", now: NTTime(unixSeconds: 1_800_000_001))
        self.table.putBack(first, now: self.now)
        #expect(self.table.list(now: self.now) == [second])
    }

    @Test("a trial is given back three times and no more") func givenBackTooOften() throws {
        try self.table.allow("192.0.2.7", now: self.now)
        for _ in 0..<3 {
            self.table.putBack(try #require(self.table.take("192.0.2.7", now: self.now)), now: self.now)
            #expect(self.table.list(now: self.now).count == 1)
        }
        self.table.putBack(try #require(self.table.take("192.0.2.7", now: self.now)), now: self.now)
        #expect(self.table.list(now: self.now).isEmpty)
    }

    @Test("what was cancelled while a connection had it, or expired there, is not given back", arguments: [true, false])
    func cancelsTaken(_ isCancelled: Bool) throws {
        try self.table.allow("192.0.2.7", now: self.now)
        let trial = try #require(self.table.take("192.0.2.7", now: self.now))
        if isCancelled {
            #expect(try self.table.cancel("192.0.2.7", now: self.now))
            #expect(try !self.table.cancel("192.0.2.7", now: self.now))
        }
        self.table.putBack(trial, now: isCancelled ? self.now : self.nextDay)
        #expect(self.table.list(now: self.now).isEmpty)
    }
}
