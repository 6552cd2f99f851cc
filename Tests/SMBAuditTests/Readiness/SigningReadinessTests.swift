// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import Testing

/// What was said and done, and what becomes of it when signing is required.
struct SigningRow: Sendable, CustomTestStringConvertible {
    var dialect: UInt16 = 0x0311
    var modes: UInt16 = 1
    var kind = LogonKind.user
    var required = false
    var valid: UInt64 = 0
    var unsigned: UInt64 = 0
    var bad: UInt64 = 0
    var encrypted: UInt64 = 0
    let verdict: Verdict
    let evidence: Evidence

    var testDescription: String {
        "\(String(self.dialect, radix: 16)) modes \(self.modes) \(self.kind) required \(self.required) \(self.valid)/\(self.unsigned)/\(self.bad)/\(self.encrypted)"
    }
}

@Suite("Readiness for signing") struct SigningReadinessTests {
    @Test(
        "verdicts",
        arguments: [
            // The Linux kernel, signing not asked for: it signs its tree connects.
            SigningRow(valid: 2, unsigned: 33, verdict: .ready, evidence: .seen),
            SigningRow(dialect: 0x0300, valid: 2, unsigned: 35, verdict: .ready, evidence: .seen),
            // The same at 2.1: nothing says whether it can.
            SigningRow(dialect: 0x0210, unsigned: 32, verdict: .atRisk, evidence: .advertised),
            SigningRow(dialect: 0x0202, unsigned: 33, verdict: .atRisk, evidence: .advertised),
            // A client of 3.x that does not sign what it must.
            SigningRow(dialect: 0x0302, unsigned: 9, verdict: .atRisk, evidence: .advertised),
            // Mounted with `sign`.
            SigningRow(modes: 2, required: true, valid: 35, verdict: .ready, evidence: .sustained),
            SigningRow(dialect: 0x0210, modes: 2, required: true, verdict: .ready, evidence: .required),
            // The libsmb2 library as it comes: no bit, yet it signs. And one that does not.
            SigningRow(modes: 0, valid: 1, unsigned: 5, verdict: .ready, evidence: .seen),
            SigningRow(modes: 0, unsigned: 5, verdict: .breaks, evidence: .advertised),
            SigningRow(modes: 0, verdict: .breaks, evidence: .advertised),
            // It said so and has not been heard of again.
            SigningRow(verdict: .unknown, evidence: .advertised),
            // It says it can and does not where it must.
            SigningRow(dialect: 0x0202, required: true, unsigned: 3, verdict: .breaks, evidence: .contradicted),
            SigningRow(required: true, valid: 5, unsigned: 1, verdict: .atRisk, evidence: .contradicted),
            SigningRow(valid: 5, bad: 1, verdict: .atRisk, evidence: .contradicted),
            SigningRow(bad: 3, verdict: .breaks, evidence: .contradicted),
            SigningRow(modes: 2, required: true, bad: 1, verdict: .breaks, evidence: .contradicted),
            SigningRow(kind: .guest, unsigned: 3, verdict: .breaks, evidence: .advertised),
            // They keep what they have.
            SigningRow(kind: .anonymous, unsigned: 3, verdict: .ready, evidence: .none),
            // What is encrypted needs no signature.
            SigningRow(encrypted: 7, verdict: .ready, evidence: .sustained),
            SigningRow(dialect: 0x0300, modes: 0, encrypted: 7, verdict: .ready, evidence: .sustained),
            SigningRow(dialect: 0x0300, unsigned: 4, encrypted: 7, verdict: .atRisk, evidence: .advertised),
            SigningRow(valid: 1, bad: 0, encrypted: 7, verdict: .ready, evidence: .seen),
        ])
    func verdicts(_ row: SigningRow) throws {
        let logon = Sample.logon(
            kind: row.kind, dialect: row.dialect, negotiate: row.modes, sessionSetup: UInt8(row.modes), signingRequired: row.required)
        let kind = Sample.kind(logon, valid: row.valid, unsigned: row.unsigned, bad: row.bad, encrypted: row.encrypted)
        let signing = try #require(ClientReport.reports([kind]).first).signing
        #expect(signing.verdict == row.verdict)
        #expect(signing.evidence == row.evidence)
        let counts = SignatureCounts(valid: row.valid, unsigned: row.unsigned, bad: row.bad, encrypted: row.encrypted)
        #expect(signing.requests == (row.kind == .user ? counts : nil))
    }

    @Test func aSignatureInOneSessionSpeaksForTheSameSoftwareAndUser() throws {
        let unproven = Sample.kind(Sample.logon(dialect: 0x0210), unsigned: 40)
        let proven = Sample.kind(Sample.logon(dialect: 0x0210, spn: .empty, signingRequired: true), valid: 12)
        let other = Sample.kind(Sample.logon(user: "scanner", dialect: 0x0210), unsigned: 4)
        #expect(try #require(ClientReport.reports([unproven, proven]).first).signing.verdict == .ready)
        #expect(try #require(ClientReport.reports([unproven, proven, other]).first).signing.verdict == .atRisk)
    }
}
