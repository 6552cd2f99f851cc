// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBAuth
import SMBSettings
import SMBWire
import Support
import Testing

@testable import SMBEngine

@Suite("A session opened by a ticket") struct TicketTests {
    private let server = TestServer()

    init() { self.server.takeTickets() }

    private func connectedClient() throws -> TestClient {
        let client = try self.server.ticketClient()
        try client.logOn(TicketClient.offer())
        client.signs = true
        try client.treeConnect("data")
        return client
    }

    private func passTicketEnd() { self.server.clock.set(KerberosAcceptance.alice().ticketEnd) }

    @Test func signsWithTheTicketsKeyAndIsRecorded() throws {
        let client = try self.connectedClient()
        let reply = try client.tryOpening()
        #expect(client.isSigned(reply))
        let fact = try #require(self.server.sink.logons.first)
        #expect(fact.user == "alice")
        #expect(fact.domain == "EXAMPLE")
        #expect(fact.mechanism == .kerberos)
        #expect(fact.nameSource == .ticket)
        #expect(fact.spn == .accepted(spn: "cifs/server.example@EXAMPLE", tolerances: [.realmStripped]))
        #expect(self.server.state.sessions.all.map(\.mechanism) == ["kerberos"])
    }

    @Test func offersKerberosOnlyWithAKeytab() throws {
        let plain = TestServer()
        #expect(try Self.hint(of: self.server) == Authenticator.hint(kerberos: true))
        #expect(try Self.hint(of: plain) == Authenticator.hint())
    }

    private static func hint(of server: TestServer) throws -> [UInt8] {
        [UInt8](try server.client().negotiate().securityBuffer.readableBytesView)
    }

    // MARK: Its end

    @Test("ends with the ticket: only what tidies up is served", arguments: [true, false])
    func expires(_ signs: Bool) throws {
        let client = try self.connectedClient()
        client.signs = signs
        let file = try TestClient.file(of: client.tryOpening())
        self.passTicketEnd()
        let refused = try client.tryOpening()
        #expect(refused.status == .networkSessionExpired)
        #expect(client.isSigned(refused) == signs)
        #expect(try client.ask(.close, SMB2.CloseRequest(file: file)).status == .success)
        #expect(try client.request(.echo) { SMB2.EchoRequest().encode(into: &$0, base: $1) }.status == .success)
        #expect(throws: Never.self) { try client.logOff() }
    }

    @Test func lastsUntilTheTicketsVeryEnd() throws {
        let client = try self.connectedClient()
        let end = KerberosAcceptance.alice().ticketEnd
        self.server.clock.set(NTTime(rawValue: end.rawValue - 1))
        #expect(try client.tryOpening().status == .success)
    }

    @Test func isRenewedByAnotherTicketAndKeepsItsKeys() throws {
        let client = try self.connectedClient()
        let file = try TestClient.file(of: client.tryOpening())
        self.passTicketEnd()
        self.server.takeTickets(.success(.alice { $0.ticketEnd = NTTime(unixSeconds: 1_767_225_600 + 7200, nanoseconds: 0) }))
        try client.logOn(TicketClient.offer())
        let closed = try client.ask(.close, SMB2.CloseRequest(file: file))
        #expect(closed.status == .success)
        #expect(client.isSigned(closed))
        #expect(try client.tryOpening().status == .success)
        #expect(self.server.sink.logons.map(\.isReauthentication) == [false, true])
    }

    @Test func anotherUsersTicketEndsIt() throws {
        let client = try self.connectedClient()
        self.server.takeTickets(.success(.alice { $0.client.components = ["bob"] }))
        #expect(throws: NTStatus.accessDenied) { try client.logOn(TicketClient.offer()) }
        #expect(self.server.state.sessions.count == 0)
    }

    // MARK: What comes in between

    @Test func nothingHappensWhenTheClientLeavesMeanwhile() throws {
        let connection = self.server.connection()
        connection.holdsWork = true
        let client = try self.server.ticketClient(over: connection)
        #expect(throws: TransportError.nothingReceived) { try client.logOn(TicketClient.offer()) }
        connection.drop()
        connection.releaseAll()
        #expect(self.server.state.sessions.count == 0)
        #expect(self.server.sink.logons.isEmpty)
    }

    @Test func aSecondTokenMeanwhileIsRefused() throws {
        let connection = self.server.connection()
        connection.holdsWork = true
        let client = try self.server.ticketClient(over: connection)
        #expect(throws: TransportError.nothingReceived) { try client.logOn(TicketClient.offer()) }
        client.sessionID = try #require(connection.machine.logons.keys.first)
        #expect(throws: NTStatus.requestNotAccepted) { try client.logOn(TicketClient.offer()) }
        connection.releaseAll()
        #expect(try client.receive().status == .success)
    }

    @Test func aKeytabThatIsTakenAwayStopsLogonsOnly() throws {
        let client = try self.connectedClient()
        self.server.state.kerberos.replace(nil)
        #expect(try client.tryOpening().status == .success)
        let other = try self.server.ticketClient()
        #expect(throws: NTStatus.invalidParameter) { try other.logOn(TicketClient.request()) }
    }

    // MARK: Refusals

    @Test func aRefusedTicketIsRecordedWithItsReason() throws {
        self.server.takeTickets(.failure(KerberosFailure(.ticketReplayed)))
        let client = try self.server.ticketClient()
        #expect(throws: NTStatus.logonFailure) { try client.logOn(TicketClient.offer()) }
        #expect(self.server.sink.failedLogons.map(\.reason) == ["ticketReplayed"])
    }

    @Test func aWrongClockIsToldAndRecorded() throws {
        self.server.takeTickets(.failure(KerberosFailure(.clockSkew, message: [0x7E, 0])))
        let client = try self.server.ticketClient()
        #expect(throws: NTStatus.moreProcessingRequired) { try client.logOn(TicketClient.offer()) }
        #expect(self.server.sink.failedLogons.map(\.reason) == ["clockSkew"])
    }

    @Test func aStrangersPrincipalBecomesNoGuest() throws {
        var settings = Settings()
        settings.allowsGuest = true
        self.server.state.settings.replace(settings)
        self.server.takeTickets(.success(.alice { $0.client.components = ["mallory"] }))
        let client = try self.server.ticketClient()
        #expect(throws: NTStatus.logonFailure) { try client.logOn(TicketClient.offer()) }
    }

    // MARK: NTLM

    @Test("NTLM switched off is refused before a challenge, and reported", arguments: [1, 2])
    func ntlmOff(_ value: Int) throws {
        var settings = Settings()
        settings.ntlmRestriction = value
        self.server.state.settings.replace(settings)
        let client = self.server.client()
        let hint = [UInt8](try client.negotiate().securityBuffer.readableBytesView)
        #expect(hint == Authenticator.hint(kerberos: true, ntlm: false))
        #expect(throws: NTStatus.ntlmBlocked) { try client.logOn() }
        #expect(self.server.sink.eventIDs.contains(EventID.ntlmRefused))
    }

    @Test("its use is reported where that is asked for", arguments: [0, 1, 2])
    func ntlmAudited(_ value: Int) throws {
        var settings = Settings()
        settings.ntlmAudit = value
        self.server.state.settings.replace(settings)
        _ = try self.server.connectedClient()
        _ = try self.connectedClient()
        #expect(self.server.sink.eventIDs.filter { $0 == EventID.ntlmUsed }.count == (value > 0 ? 1 : 0))
    }
}

extension RecordingSink {
    fileprivate var failedLogons: [FailedLogonFact] {
        self.observations.compactMap { if case .logonFailed(let fact) = $0.fact { fact } else { nil } }
    }
}
