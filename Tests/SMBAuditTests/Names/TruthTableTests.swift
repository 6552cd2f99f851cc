// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBSettings
import SMBWire
import Support
import Testing

/// Every row of the truth table against the rules alone: verdict, refusal, events and their fields.
@Suite("The truth table of names") struct TruthTableTests {
    @Test("holds for the rules, row by row", arguments: NameForm.all.indices)
    func rules(_ index: Int) {
        let differences = NameRow.rows(of: NameForm.all[index]).flatMap { self.differences($0) }
        #expect(differences.isEmpty, "\(differences.prefix(3).joined(separator: "\n"))")
    }

    @Test func itIsWhole() {
        #expect(NameForm.all.reduce(0) { $0 + NameRow.rows(of: $1).count } > 40_000)
        #expect(Set(NameForm.all.map(\.title)).count == NameForm.all.count)
    }

    @Test("every tolerance decides somewhere in it", arguments: Tolerance.allCases)
    func tolerances(_ tolerance: Tolerance) {
        let used = NameForm.all.flatMap { form in
            [form.overNTLM, form.overKerberos].flatMap { if case .ours(let tolerances) = $0 { tolerances } else { [String]() } }
        }
        #expect(used.contains(tolerance.rawValue))
    }

    private func differences(_ row: NameRow) -> [String] {
        let expected = row.expected
        let client = ClientIdentity(address: row.origin == .loopback ? "127.0.0.1" : "192.0.2.7", workstation: "CLIENT")
        guard let logon = row.logon else {
            let fact = FailedLogonFact(
                status: expected.status, reason: row.proof == .ntlmv1 ? "ntlmv1Refused" : "unknownUser",
                claimedUser: row.proof == .guest ? "nobody" : "alice", claimedDomain: "")
            return expected.isProven
                ? ["\(row): no logon"]
                : expected.differences(from: audit(Observation(client: client, fact: .logonFailed(fact)), under: row.settings))
        }
        var differences = expected.isJudged ? expected.worth.differences(from: logon.spn) : []
        if logon.refusedByLevel != (expected.status == .accessDenied) { differences.append("refused: \(logon.refusedByLevel)") }
        if logon.signingRequired != expected.mustSign { differences.append("must sign: \(logon.signingRequired)") }
        differences += expected.differences(from: audit(Observation(client: client, fact: .logon(logon)), under: row.settings))
        return differences.map { "\(row): \($0)" }
    }
}

extension NameRow {
    /// What the engine knows when the logon is proven; nil where it is not.
    fileprivate var logon: LogonFact? {
        guard self.expected.isProven else { return nil }
        let mechanism: Mechanism =
            switch self.proof {
            case .ntlmv1, .ntlmv2, .rawNTLM, .guest: .ntlmv2
            case .kerberosTarget, .kerberosTicket: .kerberos
            case .anonymous: .anonymous
            }
        let target = AVPairs(decoding: self.form.attributes[...]).clientTargetName
        let kind: LogonKind = self.proof == .anonymous ? .anonymous : self.proof == .guest ? .guest : .user
        let verdict = judgeTargetName(
            kind == .user ? target : .absent, mechanism: mechanism, names: Self.acceptedNames,
            peerIsLoopback: self.origin == .loopback)
        var logon = LogonFact(
            sessionID: 1, user: kind == .user ? "alice" : kind == .guest ? "nobody" : "", domain: "", kind: kind,
            dialect: self.dialect.rawValue, negotiateMode: self.signing.mode.rawValue,
            sessionSetupMode: UInt8(truncatingIfNeeded: self.signing.mode.rawValue), mechanism: mechanism,
            wrapping: self.proof == .rawNTLM ? .raw : .spnego, targetName: target, spn: verdict, hasMIC: mechanism == .ntlmv2)
        logon.nameOrigin = self.form.isSpeltAsAnnounced ? .unknown : .typed
        logon.nameSource =
            switch self.proof {
            case .kerberosTarget: .authorizationData
            case .kerberosTicket: .ticket
            case .ntlmv1, .ntlmv2, .rawNTLM, .anonymous, .guest: .attribute
            }
        let demand = self.settings.requiresRelayProtection ? SigningDemand.whereNothingElse : .none
        let judgement = judgeRelayProtection(logon, demand: demand, under: self.settings)
        logon.refusal = judgement.refusal
        logon.refusedByLevel = judgement.refusal == .level
        logon.signingRequired = judgement.requiresSigning
        return logon
    }
}
