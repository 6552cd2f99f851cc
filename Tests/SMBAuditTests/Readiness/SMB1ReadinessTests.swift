// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBSettings
import SMBWire
import Testing

@Suite("Readiness of SMB1 clients") struct SMB1ReadinessTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var flags2: UInt16 = 0xC843
        var offered = true
        var active = false
        var follows = false
        var valid: UInt64 = 0
        var unsigned: UInt64 = 0
        var bad: UInt64 = 0
        let verdict: Verdict
        let evidence: Evidence

        var kind: SessionKind {
            Sample.kind(
                Sample.smb1Logon(
                    flags2: self.flags2, offered: self.offered, followsAnotherUser: self.follows, spn: Self.accepted,
                    signingRequired: self.active),
                valid: self.valid, unsigned: self.unsigned, bad: self.bad)
        }

        private static let accepted = SPNVerdict.accepted(spn: "cifs/files", tolerances: [])
    }

    static let rows = [
        // smbclient with signing off, impacket, pysmb, the Linux kernel without `sign`: nobody knows.
        Row(testDescription: "declined", unsigned: 26, verdict: .atRisk, evidence: .advertised),
        Row(testDescription: "declined and silent", verdict: .atRisk, evidence: .advertised),
        Row(testDescription: "never asked", offered: false, unsigned: 26, verdict: .unknown, evidence: .none),
        Row(
            testDescription: "asks, was not offered", flags2: 0xC847, offered: false, unsigned: 26, verdict: .unknown, evidence: .advertised
        ),
        Row(testDescription: "asks and was silent since", flags2: 0xC847, active: true, verdict: .unknown, evidence: .advertised),
        Row(testDescription: "insists", flags2: 0xC857, active: true, verdict: .ready, evidence: .required),
        // smbclient as it comes, where signing is offered.
        Row(testDescription: "signs", flags2: 0xC847, active: true, valid: 13, verdict: .ready, evidence: .sustained),
        Row(testDescription: "declined, and signed when it had to", active: true, valid: 13, verdict: .ready, evidence: .sustained),
        // nmap: the flag is always set, what stands in the field is no signature.
        Row(testDescription: "asks and signs wrongly", flags2: 0x6845, active: true, bad: 3, verdict: .breaks, evidence: .contradicted),
        Row(
            testDescription: "declined, and did not sign when it had to", active: true, unsigned: 3, verdict: .breaks,
            evidence: .contradicted),
        Row(
            testDescription: "shares a connection", flags2: 0xC847, active: true, follows: true, valid: 3, verdict: .breaks, evidence: .seen
        ),
    ]

    @Test("verdicts when signing is required", arguments: rows) func verdicts(_ row: Row) throws {
        let report = try #require(ClientReport.reports([row.kind]).first)
        #expect(report.signing.verdict == row.verdict)
        #expect(report.signing.evidence == row.evidence)
        #expect(report.dialects == ["NT LM 0.12"])
    }

    @Test("a client that only declined is told of trials") func advice() throws {
        let report = try #require(ClientReport.reports([Sample.kind(Sample.smb1Logon(), unsigned: 3)]).first)
        #expect(report.signing.advice.contains("signet trial allow 192.0.2.7"))
        #expect(report.signing.reason.contains("many clients sign when they are made to"))
    }

    @Test("encryption is what SMB1 has not") func encryption() throws {
        let report = try #require(ClientReport.reports([Sample.kind(Sample.smb1Logon())]).first)
        #expect(report.encryption.verdict == .breaks)
        #expect(report.encryption.reason.contains("NT LM 0.12, which has no encryption"))
    }

    @Test("what one signs that asks to speaks not for its fellow that does not ask, unless it had to", arguments: [false, true])
    func fellows(_ hadTo: Bool) throws {
        var asking = Sample.smb1Logon(flags2: 0xC847, signingRequired: true)
        asking.smb1?.signingWasRequired = hadTo
        let kinds = [Sample.kind(Sample.smb1Logon(), unsigned: 9), Sample.kind(asking, valid: 9)]
        let report = try #require(ClientReport.reports(kinds).first)
        #expect(report.signing.verdict == (hadTo ? .ready : .atRisk))
    }

    // MARK: Trials

    @Test(
        "a trial settles what the claim leaves open",
        arguments: [
            (.signed(requests: 5), .ready), (.failed(.unsignedRequest), .breaks), (.failed(.badSignature), .breaks),
            (.failed(.leftAfterLogon), .breaks),
        ] as [(TrialOutcome, Verdict)])
    func trial(_ outcome: TrialOutcome, _ verdict: Verdict) throws {
        let kind = Sample.kind(Sample.smb1Logon(), unsigned: 26)
        let fact = TrialFact(sessionID: 1, user: "alice", dialect: 0x0100, negotiateMode: 0xC843, outcome: outcome)
        let result = TrialResult(client: Sample.client, fact: fact, time: NTTime(unixSeconds: 1_769_860_900))
        #expect(try #require(ClientReport.reports([kind], trials: [result]).first).signing.verdict == verdict)
    }

    @Test("a trial of another software of the same user settles nothing") func otherSoftware() throws {
        let kind = Sample.kind(Sample.smb1Logon(), unsigned: 26)
        let fact = TrialFact(sessionID: 1, user: "alice", dialect: 0x0100, negotiateMode: 0x4801, outcome: .signed(requests: 5))
        let result = TrialResult(client: Sample.client, fact: fact, time: NTTime(unixSeconds: 1_769_860_900))
        #expect(try #require(ClientReport.reports([kind], trials: [result]).first).signing.verdict == .atRisk)
    }

    // MARK: What if

    private func verdict(_ row: Row, _ propose: (inout Settings) -> Void) -> Verdict? {
        var current = Settings()
        current.speaksSMB1 = true
        var proposed = current
        propose(&proposed)
        let assessment = assess([row.kind], question: [:], current: current, proposed: proposed)
        if !assessment.breaks.isEmpty { return .breaks }
        if !assessment.atRisk.isEmpty { return .atRisk }
        if !assessment.unknown.isEmpty { return .unknown }
        return assessment.ready == 1 ? .ready : nil
    }

    @Test("requiring signing, and relay protection, which in SMB1 comes to the same", arguments: rows)
    func whatIfSigning(_ row: Row) {
        #expect(self.verdict(row) { $0.requiresSigning = true } == row.verdict)
        // Where an SPN protects a shared connection, it has to be signed and no more.
        let other: Verdict = row.follows ? .ready : row.verdict
        #expect(self.verdict(row) { $0.requiresRelayProtection = true } == other)
    }

    @Test("nothing in particular, encryption, and the end of SMB1") func whatIfOther() throws {
        let row = try #require(Self.rows.first)
        #expect(self.verdict(row) { _ in } == .ready)
        #expect(self.verdict(row) { $0.encryptsData = true } == .breaks)
        #expect(
            self.verdict(row) {
                $0.encryptsData = true
                $0.rejectsUnencryptedAccess = false
            } == .ready)
        #expect(self.verdict(row) { $0.speaksSMB1 = false } == .breaks)
    }

    @Test("the limits of SMB2's dialects do not touch it") func dialects() throws {
        let row = try #require(Self.rows.first)
        #expect(self.verdict(row) { $0.minimumDialect = 0x0311 } == .ready)
    }
}
