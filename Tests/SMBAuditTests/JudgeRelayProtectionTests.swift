// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBSettings
import Testing

@Suite("Relay protection") struct JudgeRelayProtectionTests {
    /// One proven logon, and what has to come of it while RequireRelayProtection is on and off.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var on: Outcome
        var off: Outcome
        var demand = SigningDemand.whereNothingElse
        var change: @Sendable (inout LogonFact) -> Void

        init(
            _ name: String, on: Outcome, off: Outcome, demand: SigningDemand = .whereNothingElse,
            _ change: @escaping @Sendable (inout LogonFact) -> Void = { _ in }
        ) {
            self.testDescription = name
            self.on = on
            self.off = off
            self.demand = demand
            self.change = change
        }
    }

    enum Outcome: Hashable, Sendable {
        case has(RelayProtection?, mustSign: Bool)
        case refused(LogonRefusal)

        init(_ judgement: RelayJudgement) {
            self = judgement.refusal.map { .refused($0) } ?? .has(judgement.protection, mustSign: judgement.requiresSigning)
        }

        static let spn = Outcome.has(.spn, mustSign: false)
        static let signs = Outcome.has(.signing, mustSign: true)
        static let encrypts = Outcome.has(.encryption, mustSign: false)
        static let nothing = Outcome.has(nil, mustSign: false)
    }

    static let cases: [Case] = [
        Case("an accepted SPN", on: .spn, off: .spn),
        Case("an accepted SPN of which nobody knows who chose it", on: .signs, off: .nothing) { $0.nameOrigin = .unknown },
        Case("an accepted SPN without a MIC, which a relay may have planted", on: .signs, off: .nothing) { $0.hasMIC = false },
        Case("an SPN from Kerberos' authorization data", on: .spn, off: .spn) { $0.nameSource = .authorizationData },
        Case("a ticket's own name", on: .signs, off: .nothing) { $0.nameSource = .ticket },
        Case("an echoed name", on: .signs, off: .nothing) { $0.nameOrigin = .echoed },
        Case("a rewritten challenge", on: .refused(.rewrittenChallenge), off: .nothing) { $0.challengeWasRewritten = true },
        Case("a rewritten challenge of a session that signs", on: .refused(.rewrittenChallenge), off: .signs) {
            $0.challengeWasRewritten = true
            $0.sessionSetupMode = 2
        },
        Case("no SPN", on: .signs, off: .nothing) { $0.spn = .nothingSent },
        Case("an empty SPN", on: .signs, off: .nothing) { $0.spn = .empty },
        Case("a foreign SPN", on: .signs, off: .nothing) { $0.spn = .foreign },
        Case("no SPN, on a connection where signing was not announced", on: .refused(.relayProtection), off: .nothing, demand: .none) {
            $0.spn = .nothingSent
        },
        Case("an accepted SPN there", on: .spn, off: .spn, demand: .none),
        Case("no SPN, encrypted", on: .encrypts, off: .encrypts, demand: .none) {
            $0.spn = .nothingSent
            $0.isEncrypted = true
        },
        Case("an accepted SPN, encrypted", on: .encrypts, off: .encrypts) { $0.isEncrypted = true },
        Case("a cipher that is not used", on: .signs, off: .nothing) {
            $0.spn = .nothingSent
            $0.cipher = 2
        },
        Case("a client that requires signing in NEGOTIATE", on: .signs, off: .signs, demand: .none) {
            $0.spn = .nothingSent
            $0.negotiateMode = 2
        },
        Case("a client that requires signing in SESSION_SETUP", on: .signs, off: .signs, demand: .none) { $0.sessionSetupMode = 2 },
        Case("a server that requires signing", on: .signs, off: .signs, demand: .always),
        Case("a server that requires signing, encrypted", on: .encrypts, off: .encrypts, demand: .always) { $0.isEncrypted = true },
        Case("a guest", on: .refused(.relayProtection), off: .nothing) { $0.kind = .guest },
        Case("a guest where all must sign", on: .refused(.relayProtection), off: .nothing, demand: .always) {
            $0.kind = .guest
            $0.sessionSetupMode = 2
        },
        Case("nobody", on: .nothing, off: .nothing) {
            $0.kind = .anonymous
            $0.spn = .nothingSent
            $0.sessionSetupMode = 2
        },
    ]

    @Test("of a logon follows from what is known of it", arguments: cases, [true, false])
    func judges(_ row: Case, _ isRequired: Bool) {
        var settings = Settings()
        settings.requiresRelayProtection = isRequired
        var logon = Sample.logon()
        row.change(&logon)
        #expect(Outcome(judgeRelayProtection(logon, demand: row.demand, under: settings)) == (isRequired ? row.on : row.off))
    }

    @Test("comes after the hardening level, which refuses as it always did", arguments: cases, [true, false])
    func level(_ row: Case, _ isRequired: Bool) {
        var settings = Settings()
        settings.requiresRelayProtection = isRequired
        settings.hardeningLevel = .required
        var logon = Sample.logon()
        row.change(&logon)
        let judgement = judgeRelayProtection(logon, demand: row.demand, under: settings)
        let isRefused = logon.spn.isRefused(at: .required, kind: logon.kind)
        #expect((judgement.refusal == .level) == isRefused)
        if isRefused { #expect(judgement.protection == nil && !judgement.requiresSigning) }
    }

    @Test("never leaves a user's session bare while it is required", arguments: cases) func holds(_ row: Case) {
        var settings = Settings()
        settings.requiresRelayProtection = true
        var logon = Sample.logon()
        row.change(&logon)
        let judgement = judgeRelayProtection(logon, demand: row.demand, under: settings)
        if logon.kind == .user { #expect(judgement.refusal != nil || judgement.protection != nil) }
        #expect(judgement.requiresSigning == (judgement.protection == .signing))
    }
}
