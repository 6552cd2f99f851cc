// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBSettings
import Testing

@Suite("Rules about logons") struct LogonRulesTests {
    static let bothAudits: Settings = {
        var settings = Settings()
        settings.auditsSigning = true
        settings.auditsSPN = true
        return settings
    }()

    private func ids(_ logon: LogonFact, _ settings: Settings = Self.bothAudits) -> [UInt16] {
        audit(Observation(client: Sample.client, fact: .logon(logon)), under: settings).map(\.id)
    }

    @Test(
        "3021 when no message has a signing bit",
        arguments: [
            (0, 0, true), (nil, 0, true), (1, 0, false), (2, 0, false), (3, 0, false), (0, 1, false), (0, 2, false), (0, 3, false),
            (nil, 1, false), (nil, 2, false), (1, 1, false), (2, 2, false), (3, 1, false), (3, 2, false),
            // Other bits say nothing about signing.
            (4, 0, true), (0xFFFC, 0xFC, true),
        ] as [(UInt16?, UInt8, Bool)])
    func signingBits(_ negotiate: UInt16?, _ sessionSetup: UInt8, _ expected: Bool) {
        #expect(self.ids(Sample.logon(negotiate: negotiate, sessionSetup: sessionSetup)) == (expected ? [3021] : []))
    }

    @Test("3021 by kind of logon", arguments: [(LogonKind.user, [3021]), (.guest, [3021]), (.anonymous, [])] as [(LogonKind, [UInt16])])
    func signingByKind(_ kind: LogonKind, _ expected: [UInt16]) {
        #expect(self.ids(Sample.logon(kind: kind, negotiate: 0, sessionSetup: 0)) == expected)
    }

    @Test(
        "3024, 3025, 3026 by verdict, for users only",
        arguments: [
            (SPNVerdict.nothingSent, [3024]), (.absent(status: SPNVerdict.unsupportedFunction), [3024]), (.empty, [3026]),
            (.foreign, [3025]),
            (.unrecognized(spn: "http/files", classIsValid: false, principalIsValid: true), [3025]),
            (.accepted(spn: "cifs/files", tolerances: [.portIgnored]), []),
        ] as [(SPNVerdict, [UInt16])])
    func spnByVerdict(_ verdict: SPNVerdict, _ expected: [UInt16]) {
        #expect(self.ids(Sample.logon(spn: verdict)) == expected)
        #expect(self.ids(Sample.logon(kind: .guest, spn: verdict)) == [])
        #expect(self.ids(Sample.logon(kind: .anonymous, spn: verdict)) == [])
    }

    @Test(
        "each audit has its switch",
        arguments: [(false, false, []), (true, false, [3021]), (false, true, [3024]), (true, true, [3021, 3024])]
            as [(Bool, Bool, [UInt16])])
    func switches(_ signing: Bool, _ spn: Bool, _ expected: [UInt16]) {
        var settings = Settings()
        settings.auditsSigning = signing
        settings.auditsSPN = spn
        #expect(self.ids(Sample.logon(negotiate: 0, sessionSetup: 0, spn: .nothingSent), settings) == expected)
    }

    @Test func aRefusalByLevelIsReportedWhateverIsAudited() {
        #expect(self.ids(Sample.logon(spn: .nothingSent, refusedByLevel: true), Settings()) == [551])
        #expect(self.ids(Sample.logon(spn: .nothingSent, refusedByLevel: true)) == [3024, 551])
    }

    @Test(
        "a refusal has its reason",
        arguments: [
            (LogonRefusal.level, 1, [551]), (.relayProtection, 2, [551, 60011]), (.rewrittenChallenge, 3, [551, 60011]),
            (.encryption, 4, [551, 1003]),
        ] as [(LogonRefusal, UInt32, [UInt16])])
    func refusalsHaveReasons(_ refusal: LogonRefusal, _ code: UInt32, _ ids: [UInt16]) throws {
        let logon = Sample.refused(refusal)
        #expect(self.ids(logon) == ids)
        let event = try #require(audit(Observation(client: Sample.client, fact: .logon(logon)), under: Settings()).first)
        #expect(event["ReasonCode"] == .uint32(code))
        #expect(event["refusal"] == .unicode(refusal.rawValue))
    }

    @Test("a guest that was let in is reported under its own audit only") func insecureGuest() {
        var settings = Settings()
        settings.auditsInsecureGuest = true
        #expect(self.ids(Sample.logon(kind: .guest), settings) == [3023])
        #expect(self.ids(Sample.logon(kind: .guest), Settings()) == [])
        #expect(self.ids(Sample.logon(kind: .guest, refusedByLevel: true), settings) == [551])
        #expect(self.ids(Sample.logon(kind: .anonymous), settings) == [])
        #expect(self.ids(Sample.logon(), settings) == [])
    }

    @Test("the event prints the level that was met", arguments: HardeningLevel.allCases)
    func level(_ level: HardeningLevel) throws {
        var settings = Self.bothAudits
        settings.hardeningLevel = level
        let event = try #require(audit(Observation(client: Sample.client, fact: .logon(Sample.logon(spn: .empty))), under: settings).first)
        #expect(event["SPNValidationPolicy"] == .uint32(UInt32(level.rawValue)))
    }

    @Test func fieldsOf3021() throws {
        var settings = Self.bothAudits
        settings.requiresSigning = true
        let logon = Sample.logon(user: "Ælfred", negotiate: 0, sessionSetup: 0)
        let event = try #require(audit(Observation(client: Sample.client, fact: .logon(logon)), under: settings).first)
        #expect(
            event.fields == [
                EventField("ClientNameLength", .uint16(11)), EventField("ClientName", .unicode(#"\\192.0.2.7"#)),
                EventField("UserNameLength", .uint16(6)), EventField("UserName", .unicode("Ælfred")),
                EventField("ServerRequiresSigning", .boolean(true)),
            ])
        #expect(event["workstation"] == .unicode("SCANNER"))
        #expect(event["dialect"] == .unicode("3.1.1"))
        #expect(event["logon"] == .unicode("user"))
    }

    @Test func fieldsOf3025() throws {
        let logon = Sample.logon(spn: .unrecognized(spn: "http/other", classIsValid: false, principalIsValid: false))
        let event = try #require(audit(Observation(client: Sample.client, fact: .logon(logon)), under: Self.bothAudits).first)
        #expect(
            event.fields == [
                EventField("ClientNameLength", .uint16(11)), EventField("ClientName", .unicode(#"\\192.0.2.7"#)),
                EventField("SPN", .unicode("http/other")), EventField("ServiceClassIsValid", .boolean(false)),
                EventField("PrincipalNameIsValid", .boolean(false)), EventField("SPNValidationPolicy", .uint32(0)),
            ])
    }

    @Test(
        "Status of 3024",
        arguments: [(SPNVerdict.nothingSent, "0x80090303"), (.absent(status: SPNVerdict.unsupportedFunction), "0x80090302")])
    func status(_ verdict: SPNVerdict, _ expected: String) throws {
        let observation = Observation(client: Sample.client, fact: .logon(Sample.logon(spn: verdict)))
        #expect(try #require(audit(observation, under: Self.bothAudits).first)["Status"]?.description == expected)
    }

    @Test(
        "ClientName is the address as RFC 5952 writes it",
        arguments: [
            ("192.0.2.7", #"\\192.0.2.7"#), ("::ffff:192.0.2.7", #"\\192.0.2.7"#), ("2001:DB8:0::1", #"\\2001:db8::1"#),
            ("[fe80::1%eth0]", #"\\fe80::1"#), ("nonsense", #"\\nonsense"#),
        ])
    func clientName(_ address: String, _ expected: String) {
        #expect(ClientIdentity(address: address).name == expected)
    }

    @Test func aSessionReportsTheSameThingOnce() {
        var deduplication = EventDeduplication()
        let observation = Observation(client: Sample.client, fact: .logon(Sample.logon(spn: .nothingSent)))
        let events = audit(observation, under: Self.bothAudits)
        #expect(deduplication.unseen(events, user: "alice").map(\.id) == [3024])
        #expect(deduplication.unseen(events, user: "alice").isEmpty)
        #expect(deduplication.unseen(events, user: "bob").map(\.id) == [3024])
        let other = audit(Observation(client: Sample.client, fact: .logon(Sample.logon(spn: .foreign))), under: Self.bothAudits)
        #expect(deduplication.unseen(other, user: "alice").map(\.id) == [3025])
    }

    @Test func aSessionWithEverNewNamesLosesNothing() {
        var deduplication = EventDeduplication()
        let reported = (0..<100).map { number in
            let spn = SPNVerdict.unrecognized(spn: "cifs/\(number)", classIsValid: true, principalIsValid: false)
            let events = audit(Observation(client: Sample.client, fact: .logon(Sample.logon(spn: spn))), under: Self.bothAudits)
            return deduplication.unseen(events, user: "alice").count
        }
        #expect(reported == [Int](repeating: 1, count: 100))
    }
}
