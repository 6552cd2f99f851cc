// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBSettings
import SMBWire
import Testing

@Suite("Trials") struct TrialTests {
    private static let guid = GUID(low: 7, high: 9)

    private static func trial(
        _ outcome: TrialOutcome, session: UInt64 = 1, user: String = "alice", workstation: String = "SCANNER", guid: GUID? = nil,
        address: String = "192.0.2.7", dialect: UInt16 = 0x0202, mode: UInt16? = 1, at time: Int64 = 1_769_860_900
    ) -> TrialResult {
        TrialResult(
            client: ClientIdentity(address: address, workstation: workstation, clientGUID: guid),
            fact: TrialFact(
                sessionID: session, user: user, domain: "", dialect: dialect, negotiateMode: mode, sessionSetupMode: 3, outcome: outcome),
            time: NTTime(unixSeconds: time))
    }

    /// It says that it can, and was never asked to.
    private static let claimant = Sample.kind(Sample.logon(dialect: 0x0202), unsigned: 40)

    private func signing(_ kind: SessionKind, _ trials: [TrialResult]) throws -> Finding {
        try #require(ClientReport.reports([kind], trials: trials).first).signing
    }

    @Test(
        "a trial decides, in both directions",
        arguments: [
            (TrialOutcome.signed(requests: 9), Verdict.ready, Evidence.sustained), (.failed(.unsignedRequest), .breaks, .contradicted),
            (.failed(.badSignature), .breaks, .contradicted), (.failed(.leftAfterLogon), .breaks, .contradicted),
        ])
    func decides(_ outcome: TrialOutcome, _ verdict: Verdict, _ evidence: Evidence) throws {
        let finding = try self.signing(Self.claimant, [Self.trial(outcome)])
        #expect(finding.verdict == verdict && finding.evidence == evidence)
        #expect(finding.requests == SignatureCounts(unsigned: 40))
    }

    @Test func theNewestTrialWins() throws {
        let failed = Self.trial(.failed(.unsignedRequest), at: 1)
        let passed = Self.trial(.signed(requests: 1), at: 2)
        #expect(try self.signing(Self.claimant, [failed, passed]).verdict == .ready)
        #expect(try self.signing(Self.claimant, [passed, failed]).verdict == .ready)
        let again = Self.trial(.failed(.unsignedRequest), at: 3)
        #expect(try self.signing(Self.claimant, [failed, passed, again]).verdict == .breaks)
    }

    @Test func aTrialOutweighsSignaturesThatWereNotDue() throws {
        let kind = Sample.kind(Sample.logon(dialect: 0x0202), valid: 2, unsigned: 40)
        #expect(try self.signing(kind, [Self.trial(.failed(.unsignedRequest))]).verdict == .breaks)
    }

    @Test(
        "the trial of somebody else decides nothing",
        arguments: [
            trial(.failed(.unsignedRequest), user: "mallory"), trial(.failed(.unsignedRequest), workstation: "OTHER"),
            trial(.failed(.unsignedRequest), address: "192.0.2.66"), trial(.failed(.unsignedRequest), dialect: 0x0311),
            trial(.failed(.unsignedRequest), mode: 0),
        ])
    func somebodyElse(_ trial: TrialResult) throws {
        let finding = try self.signing(Self.claimant, [trial])
        #expect(finding.verdict == .atRisk && finding.evidence == .advertised)
    }

    @Test("a stranger who takes the trial and proves nothing counts against nobody", arguments: [nil, GUID(low: 1, high: 1)])
    func stranger(_ guid: GUID?) throws {
        let trial = Self.trial(.failed(.leftAfterNegotiate), session: 0, user: "", workstation: "", guid: guid)
        let client = ClientIdentity(address: "192.0.2.7", workstation: "SCANNER", clientGUID: Self.guid)
        let finding = try self.signing(Sample.kind(Sample.logon(dialect: 0x0202), unsigned: 40, client: client), [trial])
        #expect(finding.verdict == .atRisk && finding.evidence == .advertised)
        #expect(finding.reason.contains("may have been another"))
    }

    private static let named = ClientIdentity(address: "192.0.2.7", workstation: "SCANNER", clientGUID: guid)

    @Test("who sends a client's GUID and leaves proves nothing against it", arguments: [TrialFailure.leftAfterNegotiate, .unsignedRequest])
    func sameGUID(_ failure: TrialFailure) throws {
        let trial = Self.trial(.failed(failure), session: 0, user: "", workstation: "", guid: Self.guid)
        let finding = try self.signing(Sample.kind(Sample.logon(dialect: 0x0202), unsigned: 40, client: Self.named), [trial])
        #expect(finding.verdict == .atRisk && finding.evidence == .advertised)
        #expect(finding.reason.contains("with its client GUID went away unproven, which proves nothing"))
    }

    @Test func whatTheKeyHasShownOutweighsWhoSendsAClientsGUID() throws {
        let trial = Self.trial(.failed(.leftAfterNegotiate), session: 0, user: "", workstation: "", guid: Self.guid)
        let signed = Sample.kind(Sample.logon(dialect: 0x0202), valid: 3, unsigned: 40, client: Self.named)
        #expect(try self.signing(signed, [trial]).verdict == .ready)
    }

    @Test func whoSendsAClientsGUIDDoesNotUndoItsTrial() throws {
        let passed = Self.trial(.signed(requests: 9), guid: Self.guid, at: 1)
        let replayed = Self.trial(.failed(.leftAfterNegotiate), session: 0, user: "", workstation: "", guid: Self.guid, at: 2)
        let kind = Sample.kind(Sample.logon(dialect: 0x0202), unsigned: 40, client: Self.named)
        let finding = try self.signing(kind, [passed, replayed])
        #expect(finding.verdict == .ready && finding.evidence == .sustained)
    }

    @Test func whatAClientDemandsInATrialIsNotItsOwnDemand() throws {
        var logon = Sample.logon(dialect: 0x0202, sessionSetup: 3, signingRequired: true)
        logon.isTrial = true
        let report = try #require(ClientReport.reports([Self.claimant, Sample.kind(logon)]).first)
        #expect(report.signing.verdict == .atRisk)
    }

    @Test func assessHearsOfTrials() {
        var proposed = Settings()
        proposed.requiresSigning = true
        let answer = assess(
            [Self.claimant], trials: [Self.trial(.signed(requests: 4))], question: [:], current: Settings(), proposed: proposed)
        #expect(answer.ready == 1)
    }
}
