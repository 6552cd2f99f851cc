// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBSettings
import SMBWire
import Testing

@Suite("What if") struct AssessmentTests {
    private static func client(_ name: String) -> ClientIdentity { ClientIdentity(address: "192.0.2.1", workstation: name) }

    /// One client each of the sorts that matter.
    private static let fleet: [SessionKind] = [
        Sample.kind(Sample.logon(), valid: 9, client: client("good")),
        Sample.kind(Sample.logon(spn: .nothingSent), valid: 9, client: client("no-spn")),
        Sample.kind(Sample.logon(spn: .empty), valid: 9, client: client("empty-spn")),
        Sample.kind(
            Sample.logon(spn: .unrecognized(spn: "cifs/alias.example:445", classIsValid: true, principalIsValid: false)), valid: 9,
            client: client("alias")),
        Sample.kind(Sample.logon(negotiate: 0, sessionSetup: 0), unsigned: 9, client: client("no-signing")),
        Sample.kind(Sample.logon(dialect: 0x0210), unsigned: 9, client: client("old")),
        Sample.kind(Sample.logon(), client: client("silent")),
        Sample.kind(
            Sample.logon(user: "", kind: .anonymous, spn: .nothingSent, mechanism: .anonymous), unsigned: 1, client: client("anonymous")),
        Sample.kind(Sample.logon(kind: .guest, spn: .foreign), unsigned: 1, client: client("guest")),
    ]

    private static let current: Settings = {
        var settings = Settings()
        settings.allowsAnonymous = true
        settings.allowsGuest = true
        return settings
    }()

    private func assessment(_ question: [String: RegistryValue], _ current: Settings = Self.current) throws -> Assessment {
        var proposed = current
        for (name, value) in question { try SettingKey.required(name).set(value, in: &proposed) }
        return assess(Self.fleet, question: question, current: current, proposed: proposed)
    }

    @Test(
        "who breaks",
        arguments: [
            ([:], [], [], []),
            (["RequireSecuritySignature": .dword(1)], ["guest", "no-signing"], ["old"], ["silent"]),
            (["SmbServerNameHardeningLevel": .dword(1)], ["alias"], [], []),
            (["SmbServerNameHardeningLevel": .dword(2)], ["alias", "anonymous", "empty-spn", "guest", "no-spn"], [], []),
            (
                ["SmbServerNameHardeningLevel": .dword(2), "SrvAllowedServerNames": .multiString(["ALIAS.example"])],
                ["anonymous", "empty-spn", "guest", "no-spn"], [], []
            ),
            (["MinSmb2Dialect": .dword(768)], ["old"], [], []),
            (
                ["MaxSmb2Dialect": .dword(770)], [],
                ["alias", "anonymous", "empty-spn", "good", "guest", "no-signing", "no-spn", "silent"], []
            ),
            (["AllowGuest": .dword(0)], ["guest"], [], []), (["AllowAnonymous": .dword(0)], ["anonymous"], [], []),
            (["AuditClientSpnSupport": .dword(1)], [], [], []),
            (
                ["RequireSecuritySignature": .dword(1), "SmbServerNameHardeningLevel": .dword(2)],
                ["alias", "anonymous", "empty-spn", "guest", "no-signing", "no-spn"], ["old"], ["silent"]
            ),
        ] as [([String: RegistryValue], [String], [String], [String])])
    func whoBreaks(_ question: [String: RegistryValue], _ breaks: [String], _ atRisk: [String], _ unknown: [String]) throws {
        let answer = try self.assessment(question)
        #expect(answer.breaks.map(\.workstation).sorted() == breaks)
        #expect(answer.atRisk.map(\.workstation).sorted() == atRisk)
        #expect(answer.unknown.map(\.workstation).sorted() == unknown)
        #expect(answer.clients == Self.fleet.count)
        #expect(answer.breaks.count + answer.atRisk.count + answer.unknown.count + answer.ready == answer.clients)
    }

    @Test func takingANameOffTheListIsARisk() {
        var current = Settings()
        current.hardeningLevel = .acceptIfProvided
        current.allowedServerNames = ["alias.example"]
        var proposed = current
        proposed.allowedServerNames = []
        let kind = Sample.kind(Sample.logon(spn: .accepted(spn: "cifs/alias.example", tolerances: [])))
        let answer = assess([kind], question: ["SrvAllowedServerNames": .multiString([])], current: current, proposed: proposed)
        #expect(answer.atRisk.count == 1)
    }

    @Test func jsonHasTheContractsMembers() {
        var proposed = Settings()
        proposed.requiresSigning = true
        let kinds = [Sample.kind(Sample.logon(dialect: 0x0202, negotiate: 0, sessionSetup: 0), unsigned: 3)]
        let answer = assess(kinds, question: ["RequireSecuritySignature": .dword(1)], current: Settings(), proposed: proposed)
        #expect(
            answer.json()
                == #"{"settings":{"RequireSecuritySignature":1},"clients":1,"breaks":[{"client":"192.0.2.7","workstation":"SCANNER","users":["alice"],"#
                + #""reason":"It advertises no signing and never signed. (2.0.2, NTLMv2, user alice, once, last 2026-01-31T12:00:00Z)","#
                + #""advice":"Switch signing on in the client, or update it; some can sign when made to, which a trial shows.","lastSeen":"2026-01-31T12:00:00Z"}],"#
                + #""atRisk":[],"unknown":[],"ready":0}"#)
        #expect(answer.text().hasPrefix("If RequireSecuritySignature=1: 1 clients: 1 break, 0 at risk, 0 unknown, 0 ready.\n"))
        #expect(answer.csv().hasPrefix("verdict,client,workstation,users,reason,advice,lastSeen\r\nbreaks,192.0.2.7,SCANNER,alice,"))
    }

    @Test func allCausesAreNamed() throws {
        let logon = Sample.logon(dialect: 0x0202, negotiate: 0, sessionSetup: 0, spn: .nothingSent)
        var proposed = Settings()
        proposed.requiresSigning = true
        proposed.hardeningLevel = .required
        let answer = assess([Sample.kind(logon)], question: [:], current: Settings(), proposed: proposed)
        let client = try #require(answer.breaks.first)
        #expect(client.reason.contains("advertises no signing"))
        #expect(client.reason.contains("sends no SPN"))
    }

    @Test func nobodyBreaksWhereNobodyWas() {
        let answer = assess([], question: [:], current: Settings(), proposed: Settings())
        #expect(answer.json() == #"{"settings":{},"clients":0,"breaks":[],"atRisk":[],"unknown":[],"ready":0}"#)
    }
}
