// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBWire
import Testing
@testable import EventStore

@Suite("stored trials") struct TrialStoreTests {
    private static func fact(_ outcome: TrialOutcome, session: UInt64 = 7) -> TrialFact {
        TrialFact(
            sessionID: session, user: session == 0 ? "" : "alice", domain: "D", dialect: 0x0202, negotiateMode: 1, sessionSetupMode: 3,
            outcome: outcome)
    }

    static let outcomes: [TrialOutcome] = [.signed(requests: 12)] + TrialFailure.allCases.map { .failed($0) }

    @Test("come back as they ended", arguments: outcomes, [0, 7] as [UInt64]) func comeBack(_ outcome: TrialOutcome, _ session: UInt64)
        throws
    {
        let fixture = try AuditFixture()
        let client = ClientIdentity(address: "192.0.2.7", workstation: "WS", clientGUID: GUID(low: 1, high: 2))
        let fact = Self.fact(outcome, session: session)
        fixture.writer.record(Observation(client: client, fact: .trialEnded(fact)), [])
        fixture.writer.flush()
        let result = try #require(try fixture.reader().trials().first)
        #expect(result.client == client && result.time == fixture.now && result.fact.isProven == (session != 0))
        var stored = result.fact
        stored.sessionID = session
        #expect(stored == fact)
    }

    @Test func belongToAWindow() throws {
        let fixture = try AuditFixture()
        let trial = Observation(client: ClientIdentity(address: "192.0.2.7"), fact: .trialEnded(Self.fact(.signed(requests: 1))))
        fixture.writer.record(trial, [])
        fixture.advance(seconds: 60)
        fixture.writer.record(trial, [])
        fixture.writer.flush()
        #expect(try fixture.reader().trials().count == 2)
        #expect(try fixture.reader().trials(since: fixture.now).count == 1)
    }

    @Test func areNoClients() throws {
        let fixture = try AuditFixture()
        fixture.writer.record(
            Observation(
                client: ClientIdentity(address: "192.0.2.7"), fact: .trialEnded(Self.fact(.failed(.leftAfterNegotiate), session: 0))), [])
        fixture.writer.flush()
        #expect(try fixture.reader().sessionKinds().isEmpty && fixture.reader().attempts().isEmpty)
    }

    @Test func areBoundedAndGoWithTheirTime() throws {
        let fixture = try AuditFixture()
        let trial = Observation(client: ClientIdentity(address: "192.0.2.7"), fact: .trialEnded(Self.fact(.signed(requests: 1))))
        for _ in 0..<Pruning.maximumTrials + 50 { fixture.writer.record(trial, []) }
        fixture.writer.flush()
        #expect(try fixture.count("trial") == Pruning.maximumTrials)
        fixture.advance(days: 91)
        for _ in 0..<8 {
            fixture.advance(seconds: 2)
            fixture.writer.record(Sample.logon(), [])
            fixture.writer.flush()
        }
        #expect(try fixture.count("trial") == 0)
    }

    @Test func aStrangersNTLMv1AnswersAreCountedAndTheirEventsThrottled() throws {
        let fixture = try AuditFixture()
        let failed = FailedLogonFact(status: .logonFailure, reason: "ntlmv1Refused", claimedUser: "root", claimedDomain: "")
        for _ in 0..<500 {
            fixture.writer.record(
                Observation(client: ClientIdentity(address: "192.0.2.66"), fact: .logonFailed(failed)), [AuditEvent(id: 60003, fields: [])])
        }
        fixture.writer.flush()
        let attempts = try fixture.reader().attempts()
        #expect(attempts.map(\.kind) == [.legacyAnswerRefused] && attempts.map(\.count) == [500])
        #expect(try fixture.reader().events(ids: [60003]).count == 100)
        #expect(try fixture.reader().sessionKinds().isEmpty)
    }
}
