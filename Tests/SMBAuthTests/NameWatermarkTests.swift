// SPDX-License-Identifier: Apache-2.0
import Support
import Testing
@testable import SMBAuth

@Suite("the watermark in a challenge's names") struct NameWatermarkTests {
    private static let names = ServerNames(netbiosName: "FILES", netbiosDomain: "EXAMPLE", dnsName: "files.example", dnsDomain: "example")
    private static let challenges: [[UInt8]] = [
        [UInt8](repeating: 0, count: 8), [UInt8](repeating: 0xFF, count: 8), [0xAA, 0x55, 0, 1, 2, 3, 4, 5],
    ]

    private static func watermark(dns: String, netbios: String = "FILES", challenge: [UInt8] = challenges[2]) -> NameWatermark {
        NameWatermark(
            ServerNames(netbiosName: netbios, netbiosDomain: "D", dnsName: dns, dnsDomain: "d"), serverChallenge: challenge)
    }

    @Test("spells the host's label only, and nobody types it so", arguments: challenges) func spelling(_ challenge: [UInt8]) {
        let watermark = NameWatermark(Self.names, serverChallenge: challenge)
        #expect(watermark.dnsName.lowercased() == "files.example")
        #expect(watermark.dnsName.hasPrefix("f") && watermark.dnsName.hasSuffix("S.example"))
        #expect(watermark.netbiosName.hasPrefix("f") && watermark.netbiosName.hasSuffix("S"))
        #expect(!["files", "FILES", "Files"].contains(watermark.netbiosName))
    }

    @Test func theSameChallengeGivesTheSameSpellingAndAnotherChallengeAnother() {
        let spellings = Self.challenges.map { NameWatermark(Self.names, serverChallenge: $0).dnsName }
        #expect(spellings == Self.challenges.map { NameWatermark(Self.names, serverChallenge: $0).dnsName })
        #expect(Set(spellings).count == 3)
    }

    @Test(
        "two letters are enough, one is not",
        arguments: [("vm", "vM"), ("VM.example", "vM.example"), ("a", "a"), ("7", "7"), ("", ""), ("s1.example", "s1."), ("1-2", "1-2")])
    func shortNames(_ name: String, _ start: String) {
        #expect(Self.watermark(dns: name).dnsName.hasPrefix(start))
    }

    @Test func aLabelWithOneLetterIsMarkedInItsDomain() {
        let name = Self.watermark(dns: "s1.example").dnsName
        #expect(name != "s1.example" && name.hasSuffix("E"))
    }

    @Test(
        "a name that was copied is told from one that was typed",
        arguments: [
            ("cifs/%", NameOrigin.echoed), ("%", .echoed), ("cifs/%:445", .echoed), ("cifs/%@REALM", .echoed), ("cifs/%/x", .echoed),
            ("cifs/%.", .echoed), ("cifs/files.example", .typed), ("cifs/Files.example", .typed), ("cifs/FILES.EXAMPLE", .typed),
            ("cifs/files", .typed), ("cifs/192.0.2.1", .typed), ("cifs/other", .typed), ("cifs/FILES", .unknown),
        ])
    func origins(_ form: String, _ expected: NameOrigin) {
        let watermark = NameWatermark(Self.names, serverChallenge: Self.challenges[2])
        let text = form.split(separator: "%", omittingEmptySubsequences: false).joined(separator: watermark.dnsName)
        #expect(watermark.trace(.present(text)).origin == expected)
    }

    @Test func aCopiedNetBIOSNameAndACopiedLabelAreFoundToo() {
        let watermark = Self.watermark(dns: "storage.example", netbios: "FILES")
        #expect(watermark.trace(.present("cifs/" + watermark.netbiosName)).origin == .echoed)
        let label = watermark.dnsName.prefix { $0 != "." }
        #expect(watermark.trace(.present("cifs/" + label)).origin == .echoed)
    }

    @Test func whatIsRecordedHasNoWatermark() {
        let watermark = NameWatermark(Self.names, serverChallenge: Self.challenges[2])
        #expect(watermark.trace(.present("cifs/\(watermark.dnsName):445")).name == .present("cifs/files.example:445"))
        #expect(watermark.trace(.untrusted("cifs/\(watermark.dnsName)")).name == .untrusted("cifs/files.example"))
    }

    @Test("what is no name has no origin", arguments: [TargetName.absent, .unsupported, .empty]) func noNames(_ name: TargetName) {
        let traced = Self.watermark(dns: "files.example").trace(name)
        #expect(traced.origin == .unknown && traced.name == name)
    }

    @Test("a name without room for a mark tells nothing", arguments: ["7", "a"]) func unmarkable(_ name: String) {
        #expect(Self.watermark(dns: name).trace(.present("cifs/" + name)).origin == .unknown)
    }

    @Test("hostile texts have an origin too", arguments: ["", "/", "//", "cifs/", "cifs/.", "cifs/@", "cifs/:", "\u{301}/\u{301}", "é/é."])
    func hostile(_ text: String) {
        #expect(Self.watermark(dns: "files.example").trace(.present(text)).origin == .typed)
    }

    // MARK: In a logon

    @Test func aClientThatEchoesTheChallengeIsFound() throws {
        let logon = try #require(try Exchange.logon(.alice.with { $0.echoes = .dnsComputerName }).logon)
        #expect(logon.nameOrigin == .echoed && logon.targetName == .present("cifs/files.example"))
        #expect(!logon.challengeWasRewritten)
    }

    @Test func aClientThatNamesItsServerTypedIt() throws {
        let logon = try #require(try Exchange.logon(.alice.with { $0.targetName = "cifs/files.example" }).logon)
        #expect(logon.nameOrigin == .typed && !logon.challengeWasRewritten)
    }
}
