// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EventStore
import Foundation
import Testing
@testable import signet

@Suite("options") struct OptionTests {
    @Test(
        "addresses to listen on",
        arguments: [
            ("127.0.0.1:4450", "127.0.0.1", 4450), ("[::]:445", "::", 445), ("[2001:db8::1]:1", "2001:db8::1", 1),
            ("localhost:0", "localhost", 0),
        ] as [(String, String, UInt16)])
    func readsListenAddress(_ text: String, _ host: String, _ port: UInt16) {
        #expect(ListenAddress(argument: text) == ListenAddress(host: host, port: port))
        #expect(ListenAddress(argument: text)?.description == text)
    }

    @Test(
        "a listener may have a name of its own",
        arguments: [("127.0.0.1:445,name=files.example", "127.0.0.1", "files.example"), ("[::]:445,name=müller", "::", "müller")])
    func readsListenerName(_ text: String, _ host: String, _ name: String) {
        #expect(ListenAddress(argument: text) == ListenAddress(host: host, port: 445, name: name))
    }

    @Test(
        "what no SPN can hold is no name of a listener",
        arguments: [
            "", ".", "a.", ".a", "a..b", "a b", "a/b", "a:1", "a@B", "192.0.2.1", "[::1]", "a\u{0}", "a\u{A0}b", "a,name=b",
            String(repeating: "a", count: 256),
        ])
    func refusesListenerName(_ name: String) {
        #expect(ListenAddress(argument: "127.0.0.1:445,name=\(name)") == nil)
    }

    @Test(
        "what is no address to listen on",
        arguments: ["127.0.0.1:445,", "127.0.0.1:445,x=y", "", "445", ":445", "::1:445", "a:65536", "a:-1", "a:", "[]:1"])
    func refusesListenAddress(_ text: String) {
        #expect(ListenAddress(argument: text) == nil)
    }

    @Test(
        "shares on the command line",
        arguments: [
            ("docs=/srv", ShareRecord(name: "docs", path: "/srv")),
            ("docs=/srv,ro", ShareRecord(name: "docs", path: "/srv", isReadOnly: true)),
            ("docs=/srv,ro,guest", ShareRecord(name: "docs", path: "/srv", isReadOnly: true, allowsGuest: true)),
            ("docs=/srv,encrypt", ShareRecord(name: "docs", path: "/srv", encryptsData: true)),
            (
                "docs=/srv,ro,encrypt,guest",
                ShareRecord(name: "docs", path: "/srv", isReadOnly: true, allowsGuest: true, encryptsData: true)
            ),
            ("docs=/srv,guest,ro", ShareRecord(name: "docs", path: "/srv", isReadOnly: true, allowsGuest: true)),
            ("docs=/a,b=c,ro", ShareRecord(name: "docs", path: "/a,b=c", isReadOnly: true)),
        ])
    func readsShare(_ text: String, _ share: ShareRecord) {
        #expect(ShareArgument(argument: text)?.share == share)
    }

    @Test("what is no share", arguments: ["docs", "=/srv", "docs=", "docs=,ro", "IPC$=/srv", "a/b=/srv"])
    func refusesShare(_ text: String) {
        #expect(ShareArgument(argument: text) == nil)
    }

    @Test(
        "moments",
        arguments: [
            ("2h", 1_000_000 - 7_200), ("7d", 1_000_000 - 604_800), ("30m", 1_000_000 - 1_800), ("90s", 1_000_000 - 90),
            ("2026-01-31", 1_769_817_600), ("2026-01-31T12:00:00Z", 1_769_860_800), ("2026-01-31T12:00:00", 1_769_860_800),
            ("2026-01-31T13:00:00+01:00", 1_769_860_800), ("2026-01-31T12:00:00.500Z", 1_769_860_800.5),
        ] as [(String, Double)])
    func readsMoment(_ text: String, _ seconds: Double) {
        let now = Date(timeIntervalSince1970: 1_000_000)
        #expect(TimeArgument(argument: text)?.date(now: now).timeIntervalSince1970 == seconds)
    }

    @Test("what is no moment", arguments: ["", "yesterday", "2x", "h", "-2h", "2026-13-01", "12:00"])
    func refusesMoment(_ text: String) {
        #expect(TimeArgument(argument: text) == nil)
    }

    @Test("event numbers", arguments: [("3021", [3021]), ("3024,3025", [3024, 3025])] as [(String, Set<UInt16>)])
    func readsEventNumbers(_ text: String, _ numbers: Set<UInt16>) {
        #expect(EventNumbers(argument: text)?.values == numbers)
    }

    @Test("what are no event numbers", arguments: ["", ",", "3021,", "x", "70000"])
    func refusesEventNumbers(_ text: String) {
        #expect(EventNumbers(argument: text) == nil)
    }

    @Test(
        "an option that does not exist is a usage error",
        arguments: [["frob"], ["events", "--language", "fr"], ["policy", "import", "x"]])
    func refusesWhatDoesNotExist(_ words: [String]) {
        let error = #expect(throws: (any Error).self) { _ = try Signet.parseAsRoot(words) }
        #expect(error.map { Signet.exitCode(for: $0).rawValue } == 64)
    }
}
