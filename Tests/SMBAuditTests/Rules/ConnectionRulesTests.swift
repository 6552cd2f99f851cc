// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBSettings
import SMBWire
import Testing

@Suite("Rules about connections and requests") struct ConnectionRulesTests {
    private static let request = RequestFact(sessionID: 0x1234_5678_9ABC, user: "alice", command: 9, messageID: 42)

    private func events(_ fact: Observation.Fact, _ settings: Settings = Settings()) -> [AuditEvent] {
        audit(Observation(client: Sample.client, fact: fact), under: settings)
    }

    @Test func smb1IsReportedWhenAudited() {
        #expect(self.events(.smb1Refused(dialects: ["NT LM 0.12"])).isEmpty)
        var settings = Settings()
        settings.auditsSMB1 = true
        #expect(self.events(.smb1Refused(dialects: ["NT LM 0.12"]), settings).map(\.id) == [1001, 3000])
    }

    @Test func aBadSignatureIsAlwaysReported() throws {
        let event = try #require(self.events(.badSignature(Self.request)).first)
        #expect(event.id == 1004)
        #expect(event["SessionID"]?.description == "0x123456789abc")
        #expect(event["ClientAddress"]?.description == "02000000c00002070000000000000000")
        #expect(event["command"] == .uint16(9))
    }

    @Test func anIPv6AddressIsALongerOne() throws {
        let client = ClientIdentity(address: "2001:db8::1")
        let event = try #require(
            audit(
                Observation(client: client, connection: ConnectionIdentity(id: .zero, port: 0xC001), fact: .badSignature(Self.request)),
                under: Settings()
            ).first)
        #expect(event["ClientAddressLength"] == .uint32(28))
        #expect(event["ClientAddress"]?.description == "1700c0010000000020010db800000000000000000000000100000000")
    }

    @Test func anUnsignedRequestWhereSigningIsDueHasARecordOfOurs() {
        #expect(self.events(.unsignedWhereDue(Self.request)).map(\.id) == [60001])
    }

    @Test func aFailedValidationNamesBothTerms() throws {
        let fact = NegotiateValidationFact(
            sessionID: 1, user: "alice", expected: .init(dialect: 0x0302, capabilities: 0x7F, securityMode: 1),
            received: .init(dialect: 0x0210, capabilities: 0, securityMode: 0))
        let event = try #require(self.events(.negotiateValidationFailed(fact)).first)
        #expect(event.id == 1005)
        #expect(event["ExpectedDialect"]?.description == "0x302")
        #expect(event["ReceivedSecurityMode"]?.description == "0x0")
    }

    @Test func aDialectOutsideTheRangeNamesTheRange() throws {
        var settings = Settings()
        settings.minimumDialect = 0x0300
        let event = try #require(self.events(.dialectRefused(dialects: [0x0202, 0x0210], securityMode: 1), settings).first)
        #expect(event.id == 1061)
        #expect(event["Dialects"] == .unicode("0x0202 0x0210"))
        #expect(event["MinSmb2Dialect"] == .uint16(768))
    }

    @Test func aFailedLogonIsAlwaysReportedWithItsStatus() throws {
        let fact = FailedLogonFact(sessionID: 7, status: .logonFailure, reason: "wrongPassword", claimedUser: "alice", claimedDomain: "W")
        let event = try #require(self.events(.logonFailed(fact)).first)
        #expect(self.events(.logonFailed(fact), LogonRulesTests.bothAudits).map(\.id) == [551])
        #expect(event["Status"]?.description == "0xc000006d")
        #expect(event["SessionId"] == .hexInt64(7))
        #expect(event["reason"] == .unicode("wrongPassword"))
        #expect(event["domain"] == .unicode("W"))
    }

    @Test(
        "a trial's outcome is reported",
        arguments: [
            (TrialOutcome.signed(requests: 3), "signed", 3), (.failed(.unsignedRequest), "unsignedRequest", 0),
            (.failed(.badSignature), "badSignature", 0), (.failed(.leftAfterNegotiate), "leftAfterNegotiate", 0),
            (.failed(.leftAfterLogon), "leftAfterLogon", 0),
        ] as [(TrialOutcome, String, UInt64)])
    func aTrialIsReported(_ outcome: TrialOutcome, _ word: String, _ count: UInt64) throws {
        let fact = TrialFact(sessionID: 1, user: "alice", dialect: 0x0302, negotiateMode: 1, sessionSetupMode: 1, outcome: outcome)
        let event = try #require(self.events(.trialEnded(fact)).first)
        #expect(event.id == 60010)
        #expect(event["Outcome"] == .unicode(word))
        #expect(event["SignedRequests"] == .uint64(count))
        #expect(event["Dialect"] == .unicode("3.0.2"))
        #expect(event["proven"] == .boolean(true))
    }

    @Test(
        "facts that are no event",
        arguments: [
            Observation.Fact.sessionEnded(sessionID: 1, .zero), .protocolViolation(reason: "negotiated twice"),
        ])
    func silentFacts(_ fact: Observation.Fact) {
        var settings = LogonRulesTests.bothAudits
        settings.auditsSMB1 = true
        #expect(self.events(fact, settings).isEmpty)
    }
}
