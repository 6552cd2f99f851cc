// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import Testing

/// A server `files.example` (NetBIOS FILES) at 192.0.2.10 and 2001:db8::10, aliases by `--server-name` and `SrvAllowedServerNames`.
private let names = AcceptedNames(
    hostNames: ["files.example", "FILES"], serverNames: ["store.example"],
    addresses: ["192.0.2.10", "2001:db8::10", "fe80::10%eth0", "127.0.0.1", "::1", "0.0.0.0"],
    allowed: ["alias.example", "cluster.", "198.51.100.1", "[2001:db8::99]", "localhost", "müller.example"])

/// A text and what becomes of it over NTLM from a peer elsewhere.
struct SPNRow: Sendable, CustomTestStringConvertible {
    let spn: String
    let verdict: SPNVerdict
    var mechanism = Mechanism.ntlmv2
    var peerIsLoopback = false

    static func good(_ spn: String, _ tolerances: Tolerance..., over mechanism: Mechanism = .ntlmv2, loopback: Bool = false) -> SPNRow {
        SPNRow(spn: spn, verdict: .accepted(spn: spn, tolerances: tolerances), mechanism: mechanism, peerIsLoopback: loopback)
    }

    static func bad(
        _ spn: String, class classIsValid: Bool, principal: Bool, over mechanism: Mechanism = .ntlmv2, loopback: Bool = false
    ) -> SPNRow {
        SPNRow(
            spn: spn, verdict: .unrecognized(spn: spn, classIsValid: classIsValid, principalIsValid: principal), mechanism: mechanism,
            peerIsLoopback: loopback)
    }

    var testDescription: String { "\(self.spn) over \(self.mechanism)\(self.peerIsLoopback ? " from loopback" : "")" }
}

@Suite("SPN judgement") struct JudgeTargetNameTests {
    @Test(
        "names of this server",
        arguments: [
            .good("cifs/files.example"), .good("cifs/files"), .good("cifs/store.example"), .good("cifs/alias.example"),
            .good("cifs/cluster"),
            .good("CIFS/files.example", .caseFolded), .good("cifs/FILES", .caseFolded), .good("CIFS/FILES.EXAMPLE", .caseFolded),
            .good("cifs/files.example:445", .portIgnored), .good("cifs/files:4450", .portIgnored), .good("cifs/files:0", .portIgnored),
            .good("cifs/files:65535", .portIgnored), .good("cifs/files.example/instance", .serviceNameIgnored),
            .good("cifs/files/a/b", .serviceNameIgnored), .good("cifs/files:445/x", .portIgnored, .serviceNameIgnored),
            .good("cifs/files.example.", .trailingDot), .good("cifs/cluster.", .trailingDot),
            .good("CIFS/Files.Example.:445/X", .caseFolded, .portIgnored, .serviceNameIgnored, .trailingDot),
            .good("cifs/192.0.2.10"), .good("cifs/192.0.2.10:445", .portIgnored), .good("cifs/198.51.100.1"),
            .good("cifs/2001:db8::10"), .good("cifs/[2001:db8::10]"), .good("cifs/2001:DB8::10", .caseFolded),
            .good("cifs/2001:0db8:0:0:0:0:0:0010"), .good("cifs/[2001:db8::10]:445", .portIgnored),
            .good("cifs/2001:db8:0:0:0:0:0:10:445", .portIgnored), .good("cifs/2001:db8::10:44500", .portIgnored),
            .good("cifs/fe80::10%eth0"), .good("cifs/fe80::10"), .good("cifs/[fe80::10%25eth1]"), .good("cifs/2001:db8::99"),
            .good("cifs/::ffff:192.0.2.10"), .good("cifs/[::ffff:c000:20a]"), .good("cifs/müller.example"),
            .good("cifs/MÜLLER.example", .caseFolded),
            .good("host/files.example", .hostClass, over: .kerberos), .good("HOST/files", .caseFolded, .hostClass, over: .kerberos),
            .good("cifs/files.example@EXAMPLE", .realmStripped, over: .kerberos),
            .good("host/files.example:445@EXAMPLE", .portIgnored, .hostClass, .realmStripped, over: .kerberos),
            .good("cifs/localhost", loopback: true), .good("cifs/LOCALHOST", .caseFolded, loopback: true),
            .good("cifs/127.0.0.1", loopback: true),
            .good("cifs/127.0.0.1:4450", .portIgnored, loopback: true), .good("cifs/::1", loopback: true),
            .good("cifs/[::1]", loopback: true),
            .good("cifs/127.0.0.2", loopback: true), .good("cifs/localhost.", .trailingDot, loopback: true),
        ] as [SPNRow])
    func accepted(_ row: SPNRow) {
        #expect(
            judgeTargetName(.present(row.spn), mechanism: row.mechanism, names: names, peerIsLoopback: row.peerIsLoopback) == row.verdict)
    }

    @Test(
        "names that are not",
        arguments: [
            // The class alone.
            .bad("http/files.example", class: false, principal: true), .bad("host/files.example", class: false, principal: true),
            .bad("files.example", class: false, principal: true), .bad("/files.example", class: false, principal: true),
            .bad("cifs /files", class: false, principal: true), .bad("ci\u{301}fs/files", class: false, principal: true),
            .bad("RestrictedKrbHost/files", class: false, principal: true, over: .kerberos),
            .bad("cifsx/files", class: false, principal: true),
            // The principal alone.
            .bad("cifs/other.example", class: true, principal: false), .bad("cifs/files.example.org", class: true, principal: false),
            .bad("cifs/files.example..", class: true, principal: false), .bad("cifs/.files.example", class: true, principal: false),
            .bad("cifs/", class: true, principal: false), .bad("cifs/.", class: true, principal: false),
            .bad("cifs/files/", class: true, principal: false), .bad("cifs//files", class: true, principal: false),
            .bad("cifs/files:", class: true, principal: false), .bad("cifs/files:port", class: true, principal: false),
            .bad("cifs/files:65536", class: true, principal: false), .bad("cifs/files:+445", class: true, principal: false),
            .bad("cifs/files:445:445", class: true, principal: false), .bad("cifs/files ", class: true, principal: false),
            .bad("cifs/192.0.2.11", class: true, principal: false), .bad("cifs/192.0.2.010", class: true, principal: false),
            .bad("cifs/3221225994", class: true, principal: false), .bad("cifs/192.0.2.10.", class: true, principal: false),
            .bad("cifs/2001:db8::11", class: true, principal: false), .bad("cifs/0.0.0.0", class: true, principal: false, loopback: true),
            // An address that can be read whole names another host, port-like though its end is.
            .bad("cifs/2001:db8::10:445", class: true, principal: false),
            // A realm over NTLM, as aiosmb sends it; any realm text.
            .bad("cifs/files.example@EXAMPLE", class: true, principal: false), .bad("cifs/None@WORKGROUP", class: true, principal: false),
            .bad("cifs/files@", class: true, principal: false), .bad("cifs/files@A@B", class: true, principal: false, over: .kerberos),
            .bad("cifs/other@EXAMPLE", class: true, principal: false, over: .kerberos),
            // Loopback names from elsewhere, listed in SrvAllowedServerNames or not.
            .bad("cifs/localhost", class: true, principal: false), .bad("cifs/LOCALHOST.", class: true, principal: false),
            .bad("cifs/127.0.0.1", class: true, principal: false), .bad("cifs/::1", class: true, principal: false),
            .bad("cifs/[::ffff:127.0.0.1]", class: true, principal: false),
            // Letters that Unicode takes for those of our name: DNS may send them to another host.
            .bad("cifs/file\u{17F}", class: true, principal: false), .bad("cifs/ﬁles", class: true, principal: false),
            .bad("cifs/ｆｉｌｅｓ", class: true, principal: false), .bad("cifs/fi\u{200B}les", class: true, principal: false),
            .bad("cifs/mu\u{308}ller.example", class: true, principal: false), .bad("cifs/fi\u{0}les", class: true, principal: false),
            .bad("cifs/files.example\u{0}", class: true, principal: false), .bad("cifs/\u{600}files.", class: true, principal: false),
            .bad("cifs/files\u{600}.", class: true, principal: false),
            // Both.
            .bad("http/other.example", class: false, principal: false), .bad("host/unspecified", class: false, principal: false),
            .bad("other", class: false, principal: false), .bad("/", class: false, principal: false),
            .bad("@", class: false, principal: false),
            .bad("\u{FFFD}\u{FFFD}", class: false, principal: false), .bad(" ", class: false, principal: false),
        ] as [SPNRow])
    func unrecognized(_ row: SPNRow) {
        #expect(
            judgeTargetName(.present(row.spn), mechanism: row.mechanism, names: names, peerIsLoopback: row.peerIsLoopback) == row.verdict)
    }

    @Test(
        "what is not a name",
        arguments: [
            (TargetName.absent, SPNVerdict.absent(status: 0x8009_0303)), (.unsupported, .absent(status: 0x8009_0302)), (.empty, .empty),
            (.untrusted("cifs/files.example"), .absent(status: 0x8009_0303)),
        ])
    func withoutName(_ target: TargetName, _ verdict: SPNVerdict) {
        #expect(judgeTargetName(target, mechanism: .ntlmv2, names: names, peerIsLoopback: false) == verdict)
    }

    @Test func theKelvinSignIsNotAK() {
        let names = AcceptedNames(hostNames: ["kiosk"])
        let verdict = judgeTargetName(.present("cifs/\u{212A}iosk"), mechanism: .ntlmv2, names: names, peerIsLoopback: false)
        #expect(!verdict.isAccepted)
    }

    @Test func aHugeNameIsJudgedLikeAnyOther() {
        let spn = "cifs/" + String(repeating: "a.", count: 40_000)
        #expect(judgeTargetName(.present(spn), mechanism: .ntlmv2, names: names, peerIsLoopback: false).isUnrecognized)
    }

    @Test func aUnionAcceptsWhatEitherDoes() {
        let union = AcceptedNames(hostNames: ["a.example"]).union(AcceptedNames(hostNames: ["b"], addresses: ["192.0.2.1"]))
        for host in ["a.example", "a", "b", "192.0.2.1"] {
            #expect(judgeTargetName(.present("cifs/\(host)"), mechanism: .ntlmv2, names: union, peerIsLoopback: false).isAccepted)
        }
    }

    @Test func noNamesAcceptNothing() {
        let verdict = judgeTargetName(
            .present("cifs/"), mechanism: .ntlmv2, names: AcceptedNames(hostNames: ["", "."]), peerIsLoopback: false)
        #expect(verdict.isUnrecognized)
    }
}
