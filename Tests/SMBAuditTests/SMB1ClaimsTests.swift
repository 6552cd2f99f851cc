// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBSettings
import Testing

extension Sample {
    static func smb1Logon(
        flags2: UInt16 = 0xC843, offered: Bool = true, key: SMB1Claims.KeyOwner? = nil, followsAnotherUser: Bool = false,
        kind: LogonKind = .user, spn: SPNVerdict = .nothingSent, signingRequired: Bool = false
    ) -> LogonFact {
        var logon = self.logon(
            kind: kind, dialect: 0x0100, negotiate: nil, sessionSetup: 0, spn: spn, signingRequired: signingRequired)
        logon.smb1 = SMB1Claims(
            negotiateFlags2: 0xC843, sessionSetupFlags2: flags2, signingWasOffered: offered, connectionKey: key,
            followsAnotherUser: followsAnotherUser)
        return logon
    }
}

@Suite("What SMB1 clients claim") struct SMB1ClaimsTests {
    @Test(
        "Flags2 of clients that were seen",
        arguments: [
            (0xC843, .declined), (0xC847, .enabled), (0xC857, .required), (0xD801, .declined), (0xD805, .enabled), (0x6845, .enabled),
            (0x0010, .required), (0x0000, .declined), (0xFFEB, .declined),
        ] as [(UInt16, SMB1Claims.Stance)])
    func stance(_ flags2: UInt16, _ stance: SMB1Claims.Stance) {
        #expect(SMB1Claims(negotiateFlags2: 0, sessionSetupFlags2: flags2, signingWasOffered: true).stance == stance)
    }

    @Test("they stand where SMB2's security modes stand") func modes() {
        #expect(Sample.smb1Logon(flags2: 0xC857).signingModes == [.enabled, .required])
        #expect(Sample.smb1Logon(flags2: 0xC843).signingModes == [])
        #expect(Sample.smb1Logon().negotiateWord == 0xC843)
        #expect(Sample.logon(negotiate: 3).negotiateWord == 3)
    }

    // MARK: Events

    private static let audits: Settings = {
        var settings = Settings()
        settings.auditsSigning = true
        return settings
    }()

    private func events(_ logon: LogonFact, _ settings: Settings = audits) -> [AuditEvent] {
        audit(Observation(client: Sample.client, fact: .logon(logon)), under: settings)
    }

    @Test(
        "3027 by kind of logon", arguments: [(LogonKind.user, [3027]), (.guest, [3027]), (.anonymous, [])] as [(LogonKind, [UInt16])])
    func kinds(_ kind: LogonKind, _ ids: [UInt16]) { #expect(self.events(Sample.smb1Logon(kind: kind)).map(\.id) == ids) }

    @Test("3027 only where the audit is on and signing was offered") func offered() {
        #expect(self.events(Sample.smb1Logon(), Settings()) == [])
        #expect(self.events(Sample.smb1Logon(offered: false)) == [])
        #expect(self.events(Sample.smb1Logon(flags2: 0xC847)) == [])
    }

    @Test("fields of 3027, and what Signet knows besides") func fields() throws {
        let event = try #require(self.events(Sample.smb1Logon(followsAnotherUser: true)).first)
        #expect(
            event.fields == [
                EventField("ClientNameLength", .uint16(11)), EventField("ClientName", .unicode(#"\\192.0.2.7"#)),
                EventField("ServerRequiresSigning", .boolean(false)),
            ])
        #expect(event["dialect"] == .unicode("NT LM 0.12"))
        #expect(event["negotiateFlags2"]?.description == "0xc843")
        #expect(event["sessionSetupFlags2"]?.description == "0xc843")
        #expect(event["signingOffered"] == .boolean(true))
        #expect(event["signingClaim"] == .unicode("declined"))
        #expect(event["followsAnotherUser"] == .boolean(true))
        #expect(event["negotiateSecurityMode"] == nil)
        #expect(event["sessionSetupSecurityMode"] == nil)
        let definition = try #require(EventCatalogue.definition(of: 3027))
        #expect(definition.level == .warning)
        #expect(definition.channel == .audit)
        #expect(definition.provider == .windows)
        #expect(definition.template.map(\.name) == event.fields.map(\.name))
    }

    // MARK: Judgement

    struct Judged: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let logon: LogonFact
        var demand = SigningDemand.none
        var settings = Settings()
        let protection: RelayProtection?
        var mustSign = true
        var refusal: LogonRefusal?
    }

    private static let relay: Settings = {
        var settings = Settings()
        settings.requiresRelayProtection = true
        return settings
    }()

    private static let required: Settings = {
        var settings = Settings()
        settings.requiresSigning = true
        return settings
    }()

    private static func trial(_ logon: LogonFact) -> LogonFact {
        var logon = logon
        logon.isTrial = true
        return logon
    }

    private static let accepted = SPNVerdict.accepted(spn: "cifs/files", tolerances: [])

    @Test(
        "what protects a logon",
        arguments: [
            Judged(testDescription: "declined", logon: Sample.smb1Logon(), protection: nil, mustSign: false),
            Judged(
                testDescription: "declined, with an SPN", logon: Sample.smb1Logon(spn: accepted), protection: .spn, mustSign: false),
            Judged(testDescription: "both want to", logon: Sample.smb1Logon(flags2: 0xC847), protection: .signing),
            Judged(
                testDescription: "the client wants to and was not asked", logon: Sample.smb1Logon(flags2: 0xC847, offered: false),
                protection: nil, mustSign: false),
            Judged(testDescription: "the client insists", logon: Sample.smb1Logon(flags2: 0xC857, offered: false), protection: .signing),
            Judged(
                testDescription: "the server insists", logon: Sample.smb1Logon(), demand: .always, settings: required, protection: .signing),
            Judged(
                testDescription: "told so for relay protection, an SPN does not let it off", logon: Sample.smb1Logon(spn: accepted),
                demand: .whereNothingElse, settings: relay, protection: .signing),
            Judged(
                testDescription: "relay protection that came too late to be told", logon: Sample.smb1Logon(), settings: relay,
                protection: nil, mustSign: false, refusal: .relayProtection),
            Judged(testDescription: "again on its own connection", logon: Sample.smb1Logon(key: .sameUser), protection: .signing),
            Judged(testDescription: "on another's connection", logon: Sample.smb1Logon(key: .anotherUser), protection: nil),
            Judged(
                testDescription: "on another's connection, with an SPN", logon: Sample.smb1Logon(key: .anotherUser, spn: accepted),
                protection: .spn),
            Judged(
                testDescription: "on another's connection, where signing is required",
                logon: Sample.smb1Logon(key: .anotherUser, spn: accepted), demand: .always, settings: required, protection: nil,
                mustSign: false, refusal: .anothersKey),
            Judged(
                testDescription: "on another's connection, where relay protection is required", logon: Sample.smb1Logon(key: .anotherUser),
                demand: .whereNothingElse, settings: relay, protection: nil, mustSign: false, refusal: .anothersKey),
            Judged(
                testDescription: "on another's connection, with an SPN, where relay protection is required",
                logon: Sample.smb1Logon(key: .anotherUser, spn: accepted), demand: .whereNothingElse, settings: relay, protection: .spn),
            Judged(
                testDescription: "on another's connection in a trial", logon: trial(Sample.smb1Logon(key: .anotherUser)), demand: .always,
                protection: nil),
            Judged(
                testDescription: "a guest", logon: Sample.smb1Logon(kind: .guest), protection: nil, mustSign: false),
        ])
    func judged(_ row: Judged) {
        let judgement = judgeRelayProtection(row.logon, demand: row.demand, under: row.settings)
        #expect(judgement.protection == row.protection)
        #expect(judgement.requiresSigning == row.mustSign)
        #expect(judgement.refusal == row.refusal)
    }

    @Test("a refusal for another's key is told like the others") func anothersKey() {
        var logon = Sample.smb1Logon(key: .anotherUser)
        logon.refusal = .anothersKey
        let events = self.events(logon, Settings())
        #expect(events.map(\.id) == [551, 60011])
        #expect(events.first?["ReasonCode"] == .uint32(5))
        #expect(events.last?["Reason"] == .unicode("anothersKey"))
    }
}
