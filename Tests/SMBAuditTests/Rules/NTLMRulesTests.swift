// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBSettings
import SMBWire
import Testing

@Suite("Rules about NTLM and tickets") struct NTLMRulesTests {
    private func events(_ fact: Observation.Fact, audits: Bool = true) -> [AuditEvent] {
        var settings = Settings()
        settings.ntlmAudit = audits ? 1 : 0
        return audit(Observation(client: Sample.client, fact: fact), under: settings)
    }

    @Test(
        "60020: a user's NTLM logon, where it is audited",
        arguments: [
            (Sample.logon(), true, [60020]), (Sample.logon(), false, []), (Sample.logon(mechanism: .kerberos), true, []),
            (Sample.logon(kind: .anonymous, mechanism: .anonymous), true, []),
        ] as [(LogonFact, Bool, [UInt16])])
    func ntlmUsed(_ logon: LogonFact, _ audits: Bool, _ expected: [UInt16]) {
        #expect(self.events(.logon(logon), audits: audits).map(\.id).filter { $0 == 60020 } == expected)
    }

    @Test("60021: whoever wanted NTLM where it is off, audited or not", arguments: [true, false])
    func ntlmRefused(_ audits: Bool) {
        let refused = FailedLogonFact(status: .ntlmBlocked, reason: "ntlmRefused", claimedUser: "", claimedDomain: "")
        #expect(self.events(.logonFailed(refused), audits: audits).map(\.id).contains(60021))
        let failed = FailedLogonFact(status: .logonFailure, reason: "wrongPassword", claimedUser: "", claimedDomain: "")
        #expect(!self.events(.logonFailed(failed), audits: audits).map(\.id).contains(60021))
    }

    @Test func aTicketsNameIsCalledForgeable() throws {
        var logon = Sample.logon(
            spn: .unrecognized(spn: "cifs/other@EXAMPLE", classIsValid: true, principalIsValid: false), mechanism: .kerberos)
        logon.nameSource = .ticket
        logon.directoryAccount = DirectoryAccount(
            name: "alice", domain: "EXAMPLE", sid: SID(authority: 5, [21, 1, 2, 3, 1105]), groups: [SID(authority: 5, [21, 1, 2, 3, 513])])
        var settings = Settings()
        settings.auditsSPN = true
        let event = try #require(audit(Observation(client: Sample.client, fact: .logon(logon)), under: settings).first { $0.id == 3025 })
        #expect(event["nameSource"] == .unicode("ticket name, forgeable"))
        #expect(event["account"] == .unicode(#"EXAMPLE\alice"#))
        #expect(event["sid"] == .unicode("S-1-5-21-1-2-3-1105"))
        #expect(event["groups"] == .list(["S-1-5-21-1-2-3-513"]))
    }
}

@Suite("What if NTLM is refused") struct NTLMWhatIfTests {
    @Test("who logged on by NTLM breaks, who had a ticket does not", arguments: [(Mechanism.ntlmv2, 1), (.kerberos, 0)])
    func breaks(_ mechanism: Mechanism, _ count: Int) {
        var proposed = Settings()
        proposed.ntlmRestriction = 2
        let kinds = [Sample.kind(Sample.logon(mechanism: mechanism))]
        #expect(assess(kinds, question: [:], current: Settings(), proposed: proposed).breaks.count == count)
    }
}
