// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBSettings
import SMBWire
import Testing

/// A kind of session, a change of settings, and what becomes of it.
struct ProtectionRow: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var verdict: Verdict
    var kind: SessionKind
    var change: @Sendable (inout Settings) -> Void

    init(_ description: String, _ verdict: Verdict, _ kind: SessionKind, _ change: @escaping @Sendable (inout Settings) -> Void) {
        self.testDescription = description
        self.verdict = verdict
        self.kind = kind
        self.change = change
    }
}

@Suite("Readiness for relay protection") struct ProtectionReadinessTests {
    private static func logon(
        spn: SPNVerdict = .accepted(spn: "cifs/files", tolerances: []), kind: LogonKind = .user, dialect: UInt16 = 0x0202, modes: UInt8 = 1,
        ciphers: [UInt16] = [], capabilities: UInt32 = 0, mechanism: Mechanism = .ntlmv2, required: Bool = false,
        _ change: (inout LogonFact) -> Void = { _ in }
    ) -> LogonFact {
        var logon = Sample.logon(
            kind: kind, dialect: dialect, negotiate: UInt16(modes), sessionSetup: modes, spn: spn, signingRequired: required,
            capabilities: capabilities, ciphers: ciphers, mechanism: mechanism)
        change(&logon)
        return logon
    }

    private static let anyOf: @Sendable (inout Settings) -> Void = { $0.requiresRelayProtection = true }
    private static let encryption: @Sendable (inout Settings) -> Void = { $0.encryptsData = true }

    static let rows: [ProtectionRow] = [
        // Carried by its SPN; what the announcement does to it is the question that is left.
        ProtectionRow("any-of: SPN, shown to sign", .ready, Sample.kind(logon(), valid: 9), anyOf),
        ProtectionRow("any-of: SPN, never signed", .atRisk, Sample.kind(logon(), unsigned: 9), anyOf),
        ProtectionRow("any-of: SPN, advertises nothing", .atRisk, Sample.kind(logon(modes: 0), unsigned: 9), anyOf),
        ProtectionRow("any-of: SPN, signs wrongly when asked", .breaks, Sample.kind(logon(), bad: 3), anyOf),
        ProtectionRow("any-of: SPN, went on unsigned where it was due", .ready, Sample.kind(logon(required: true), unsigned: 3), anyOf),
        // Names that only pass carry nothing: signing must.
        ProtectionRow("any-of: echoed, signs", .ready, Sample.kind(logon { $0.nameOrigin = .echoed }, valid: 9), anyOf),
        ProtectionRow("any-of: echoed, never signed", .atRisk, Sample.kind(logon { $0.nameOrigin = .echoed }, unsigned: 9), anyOf),
        ProtectionRow("any-of: echoed, cannot sign", .breaks, Sample.kind(logon(modes: 0) { $0.nameOrigin = .echoed }, unsigned: 9), anyOf),
        ProtectionRow(
            "any-of: ticket name, cannot sign", .breaks, Sample.kind(logon(modes: 0) { $0.nameSource = .ticket }, unsigned: 9), anyOf),
        ProtectionRow("any-of: no SPN, cannot sign", .breaks, Sample.kind(logon(spn: .nothingSent, modes: 0), unsigned: 9), anyOf),
        ProtectionRow("any-of: no SPN, signs", .ready, Sample.kind(logon(spn: .nothingSent), valid: 1), anyOf),
        ProtectionRow("any-of: foreign SPN, signs", .ready, Sample.kind(logon(spn: .foreign), valid: 1), anyOf),
        ProtectionRow("any-of: rewritten challenge", .breaks, Sample.kind(logon { $0.challengeWasRewritten = true }, valid: 9), anyOf),
        ProtectionRow("any-of: guest", .breaks, Sample.kind(logon(kind: .guest)), anyOf),
        ProtectionRow("any-of: anonymous", .ready, Sample.kind(logon(spn: .nothingSent, kind: .anonymous, mechanism: .anonymous)), anyOf),
        ProtectionRow(
            "any-of: could encrypt, which is not asked", .breaks,
            Sample.kind(logon(spn: .nothingSent, dialect: 0x0311, modes: 0, ciphers: [2]), unsigned: 9), anyOf),
        ProtectionRow(
            "any-of and encryption", .ready, Sample.kind(logon(spn: .nothingSent, dialect: 0x0311, modes: 0, ciphers: [2]), unsigned: 9)
        ) {
            $0.requiresRelayProtection = true
            $0.encryptsData = true
        },
        // Encryption.
        ProtectionRow("encryption: 2.0.2", .breaks, Sample.kind(logon(), valid: 9), encryption),
        ProtectionRow("encryption: 3.0 with the bit", .ready, Sample.kind(logon(dialect: 0x0300, capabilities: 0x40)), encryption),
        ProtectionRow("encryption: 3.0 without the bit", .breaks, Sample.kind(logon(dialect: 0x0300, ciphers: [1])), encryption),
        ProtectionRow(
            "encryption: 3.1.1 with a cipher and without the bit", .ready, Sample.kind(logon(dialect: 0x0311, ciphers: [1])), encryption),
        ProtectionRow(
            "encryption: 3.1.1 with the bit and without a cipher", .breaks, Sample.kind(logon(dialect: 0x0311, capabilities: 0x40)),
            encryption),
        ProtectionRow("encryption: no cipher in common", .breaks, Sample.kind(logon(dialect: 0x0311, ciphers: [1, 2]))) {
            $0.encryptsData = true
            $0.cipherOrder = ["AES_256_GCM"]
        },
        ProtectionRow("encryption: 3.0 and AES-128-CCM taken off", .breaks, Sample.kind(logon(dialect: 0x0300, capabilities: 0x40))) {
            $0.encryptsData = true
            $0.cipherOrder = ["AES_128_GCM"]
        },
        ProtectionRow("encryption: who cannot is let in", .ready, Sample.kind(logon())) {
            $0.encryptsData = true
            $0.rejectsUnencryptedAccess = false
        },
        ProtectionRow("encryption: guest", .breaks, Sample.kind(logon(kind: .guest, dialect: 0x0311, ciphers: [2])), encryption),
        ProtectionRow(
            "encryption: anonymous of a client that could", .ready,
            Sample.kind(logon(spn: .nothingSent, kind: .anonymous, dialect: 0x0311, ciphers: [2])), encryption),
        ProtectionRow(
            "encryption: anonymous of a client that could not", .breaks, Sample.kind(logon(spn: .nothingSent, kind: .anonymous)), encryption
        ),
        // An encrypted session need not sign.
        ProtectionRow("signing and encryption", .ready, Sample.kind(logon(dialect: 0x0311, modes: 0, ciphers: [2]), unsigned: 9)) {
            $0.requiresSigning = true
            $0.encryptsData = true
        },
        // Others.
        ProtectionRow("NTLM refused", .breaks, Sample.kind(logon(), valid: 9)) { $0.ntlmRestriction = 2 },
        ProtectionRow("NTLMv1 at level 5", .breaks, Sample.kind(logon(mechanism: .ntlmv1), valid: 9)) { $0.lmCompatibilityLevel = 5 },
        ProtectionRow("NTLMv1 at level 4", .ready, Sample.kind(logon(mechanism: .ntlmv1), valid: 9)) { $0.lmCompatibilityLevel = 4 },
        ProtectionRow("NTLM refused, Kerberos", .ready, Sample.kind(logon(mechanism: .kerberos), valid: 9)) { $0.ntlmRestriction = 2 },
        ProtectionRow("echoed at level 2", .ready, Sample.kind(logon { $0.nameOrigin = .echoed }, valid: 9)) {
            $0.hardeningLevel = .required
        },
        ProtectionRow("ticket name at level 2", .ready, Sample.kind(logon { $0.nameSource = .ticket }, valid: 9)) {
            $0.hardeningLevel = .required
        },
    ]

    @Test("what becomes of whom", arguments: rows) func verdicts(_ row: ProtectionRow) {
        var current = Settings()
        current.allowsGuest = true
        current.allowsAnonymous = true
        var proposed = current
        row.change(&proposed)
        let answer = assess([row.kind], question: [:], current: current, proposed: proposed)
        let groups: [(Verdict, Int)] = [
            (.breaks, answer.breaks.count), (.atRisk, answer.atRisk.count), (.unknown, answer.unknown.count), (.ready, answer.ready),
        ]
        #expect(groups.first { $0.1 == 1 }?.0 == row.verdict)
    }

    struct NullSessionRow: Sendable {
        let now: @Sendable (inout Settings) -> Void
        let then: @Sendable (inout Settings) -> Void
        let isAtRisk: Bool
    }

    static let nullSessionRows: [NullSessionRow] = [
        NullSessionRow(now: { $0.nullSessionShares = ["public"] }, then: { $0.requiresSigning = true }, isAtRisk: true),
        NullSessionRow(now: { $0.restrictsNullSessions = false }, then: { $0.requiresSigning = true }, isAtRisk: true),
        NullSessionRow(now: { $0.restrictsNullSessions = false }, then: { $0.restrictsNullSessions = true }, isAtRisk: true),
        NullSessionRow(now: { $0.nullSessionPipes = ["srvsvc"] }, then: { $0.nullSessionPipes = [] }, isAtRisk: true),
        NullSessionRow(now: { $0.nullSessionPipes = ["srvsvc"] }, then: { $0.nullSessionPipes = ["SRVSVC", "other"] }, isAtRisk: false),
        NullSessionRow(now: { _ in }, then: { $0.requiresSigning = true }, isAtRisk: false),
    ]

    @Test("anonymous sessions may lose what they have", arguments: nullSessionRows) func nullSessions(_ row: NullSessionRow) {
        var current = Settings()
        current.allowsAnonymous = true
        row.now(&current)
        var proposed = current
        row.then(&proposed)
        let kind = Sample.kind(Self.logon(spn: .nothingSent, kind: .anonymous, mechanism: .anonymous))
        #expect(assess([kind], question: [:], current: current, proposed: proposed).atRisk.count == (row.isAtRisk ? 1 : 0))
    }

    // MARK: Passing is not being protected

    struct UnprotectedRow: Sendable {
        let words: String
        let change: @Sendable (inout LogonFact) -> Void
    }

    static let unprotectedRows: [UnprotectedRow] = [
        UnprotectedRow(words: "takes it from the server's own challenge") { $0.nameOrigin = .echoed },
        UnprotectedRow(words: "ticket name, forgeable") { $0.nameSource = .ticket },
        UnprotectedRow(words: "rewritten on its way") { $0.challengeWasRewritten = true },
    ]

    @Test("a name that proves nothing passes and is said not to protect", arguments: unprotectedRows)
    func notProtected(_ row: UnprotectedRow) throws {
        let report = try #require(ClientReport.reports([Sample.kind(Self.logon(row.change))]).first)
        #expect(report.spn.verdict == .ready && report.spn.isRelayProtected == false)
        #expect(report.spn.reason.contains(row.words) && report.spn.reason.contains("not protected"))
        #expect(ClientReport.json([report]).contains(#""relayProtected":false"#))
        #expect(ClientReport.text([report]).contains("SPN ready: "))
    }

    @Test func aTypedNameProtects() throws {
        let report = try #require(ClientReport.reports([Sample.kind(Self.logon { $0.nameOrigin = .typed })]).first)
        #expect(report.spn.isRelayProtected == true)
        #expect(!ClientReport.text([report]).contains("SPN ready: "))
    }

    @Test func whatIsNotProtectedIsNotHiddenByWhatIs() throws {
        let echoed = Sample.kind(Self.logon { $0.nameOrigin = .echoed }, last: 1)
        let typed = Sample.kind(Self.logon { $0.nameOrigin = .typed })
        #expect(try #require(ClientReport.reports([typed, echoed]).first).spn.isRelayProtected == false)
    }

    // MARK: Encryption's rungs

    @Test func whoOffersACipherAndStaysInTheClearBreaks() throws {
        let kind = Sample.kind(Self.logon(dialect: 0x0311, ciphers: [2]) { $0.isEncrypted = true }, unsigned: 2)
        let finding = try #require(ClientReport.reports([kind]).first).encryption
        #expect(finding.verdict == .breaks && finding.evidence == .contradicted)
    }

    @Test(
        "encryption climbs the ladder",
        arguments: [
            (0 as UInt64, 0 as UInt64, Evidence.advertised), (1, 5, .seen), (9, 0, .sustained),
        ])
    func rungs(_ encrypted: UInt64, _ unsigned: UInt64, _ evidence: Evidence) throws {
        let kind = Sample.kind(Self.logon(dialect: 0x0311, ciphers: [2]), unsigned: unsigned, encrypted: encrypted)
        let finding = try #require(ClientReport.reports([kind]).first).encryption
        #expect(finding.verdict == .ready && finding.evidence == evidence)
    }
}
