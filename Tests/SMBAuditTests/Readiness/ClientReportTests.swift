// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBWire
import Testing

@Suite("The list of clients") struct ClientReportTests {
    @Test func theWorstKindDecidesAndIsNamed() throws {
        let good = Sample.kind(Sample.logon(), valid: 5000, count: 1000)
        let scanner = Sample.kind(
            Sample.logon(user: "scan\u{1B}", dialect: 0x0202, negotiate: nil, sessionSetup: 0, spn: .nothingSent), unsigned: 4,
            last: 1_769_774_400)
        let report = try #require(ClientReport.reports([good, scanner]).first)
        #expect(report.sessions == 1001)
        #expect(report.signing.verdict == .breaks)
        #expect(
            report.signing.reason
                == "It advertises no signing and never signed. (2.0.2, NTLMv2, user scan\u{1B}, once, last 2026-01-30T12:00:00Z)")
        #expect(report.spn.verdict == .breaks)
        #expect(report.dialects == ["2.0.2", "3.1.1"])
        #expect(report.users == ["alice", "scan\u{1B}"])
    }

    @Test func aClientIsAnAddressWithAWorkstation() {
        let kinds = [
            ClientIdentity(address: "127.0.0.1", workstation: "A"), ClientIdentity(address: "127.0.0.1", workstation: "a"),
            ClientIdentity(address: "127.0.0.1", workstation: "B"), ClientIdentity(address: "127.0.0.1"),
            ClientIdentity(address: "::ffff:127.0.0.1", workstation: "B"), ClientIdentity(address: "192.0.2.7", workstation: "A"),
        ].map { Sample.kind(Sample.logon(), valid: 1, client: $0) }
        #expect(
            ClientReport.reports(kinds).map { [$0.client, $0.workstation.lowercased()] } == [
                ["127.0.0.1", ""], ["127.0.0.1", "a"], ["127.0.0.1", "b"], ["192.0.2.7", "a"],
            ])
    }

    @Test(
        "the SPN is judged as if one were required",
        arguments: [
            (SPNVerdict.accepted(spn: "cifs/files", tolerances: []), LogonKind.user, Verdict.ready),
            (.accepted(spn: "cifs/files:445", tolerances: [.portIgnored]), .user, .ready), (.nothingSent, .user, .breaks),
            (.empty, .user, .breaks), (.foreign, .user, .breaks),
            (.unrecognized(spn: "http/files", classIsValid: false, principalIsValid: true), .user, .breaks),
            (.absent(status: SPNVerdict.unsupportedFunction), .user, .breaks), (.nothingSent, .anonymous, .breaks),
            (.nothingSent, .guest, .breaks),
        ])
    func spn(_ verdict: SPNVerdict, _ kind: LogonKind, _ expected: Verdict) throws {
        #expect(try #require(ClientReport.reports([Sample.kind(Sample.logon(kind: kind, spn: verdict))]).first).spn.verdict == expected)
    }

    @Test(
        "encryption is judged by the offer",
        arguments: [
            (0x0210, 0, [], Verdict.breaks), (0x0300, 0, [], .breaks), (0x0300, 0x40, [], .ready), (0x0311, 0, [2, 1], .ready),
            (0x0311, 0x40, [], .breaks), (0x0311, 0, [], .breaks), (0x0202, 0x40, [], .breaks), (0x0302, 0x40, [], .ready),
            (0x0302, 0, [2, 1], .breaks), (0x0311, 0x40, [9], .breaks),
        ] as [(UInt16, UInt32, [UInt16], Verdict)])
    func encryption(_ dialect: UInt16, _ capabilities: UInt32, _ ciphers: [UInt16], _ expected: Verdict) throws {
        let logon = Sample.logon(dialect: dialect, capabilities: capabilities, ciphers: ciphers)
        #expect(try #require(ClientReport.reports([Sample.kind(logon)]).first).encryption.verdict == expected)
    }

    @Test func jsonHasTheContractsMembers() {
        let logon = Sample.logon(spn: .accepted(spn: "cifs/files:445", tolerances: [.portIgnored]), ciphers: [2, 1], netname: "files")
        let json = ClientReport.json(ClientReport.reports([Sample.kind(logon, valid: 2, unsigned: 33, count: 3)]))
        let kind = "(3.1.1, NTLMv2, user alice, 3 times, last 2026-01-31T12:00:00Z)"
        #expect(
            json
                == #"[{"client":"192.0.2.7","workstation":"SCANNER","names":["files"],"users":["alice"],"dialects":["3.1.1"],"clientGuids":[],"#
                + #""firstSeen":"2026-01-31T11:00:00Z","lastSeen":"2026-01-31T12:00:00Z","sessions":3,"#
                + #""signing":{"verdict":"ready","evidence":"seen","reason":"It signed 2 requests, and all signatures were right. \#(kind)","requests":{"signed":2,"unsigned":33,"bad":0,"encrypted":0}},"#
                + #""spn":{"verdict":"ready","evidence":"seen","reason":"It sends the SPN cifs/files:445, which is this server's when some things are overlooked: portIgnored. \#(kind)","relayProtected":true},"#
                + #""encryption":{"verdict":"ready","evidence":"advertised","reason":"It offers AES-128-GCM, AES-128-CCM. \#(kind)","requests":{"signed":2,"unsigned":33,"bad":0,"encrypted":0}},"advice":""}]"#
        )
    }

    @Test func nobodyIsAnEmptyList() {
        #expect(ClientReport.json([]) == "[]")
        #expect(ClientReport.text([]) == "No client has logged on in this time.\n")
        #expect(ClientReport.csv([]).split(separator: "\r\n").count == 1)
    }

    @Test(
        "no cell of a spreadsheet is a formula",
        arguments: [
            ("=1+1", "\"'=1+1\""), ("+1", "\"'+1\""), ("-1", "\"'-1\""), ("@x", "\"'@x\""), ("a,b\"c", "\"a,b\"\"c\""),
            ("a\nb", "a\\u{a}b"),
        ])
    func formulas(_ workstation: String, _ cell: String) {
        let client = ClientIdentity(address: "192.0.2.7", workstation: workstation)
        let csv = ClientReport.csv(ClientReport.reports([Sample.kind(Sample.logon(), client: client)]))
        #expect(csv.contains("\r\n192.0.2.7,\(cell),"))
    }

    @Test func theTableShowsWhatIsNotReady() {
        let text = ClientReport.text(ClientReport.reports([Sample.kind(Sample.logon(spn: .nothingSent), valid: 1)]))
        #expect(text.contains("192.0.2.7 (SCANNER): SPN breaks: It sends no SPN"))
        #expect(!text.contains("signing breaks"))
    }
}
