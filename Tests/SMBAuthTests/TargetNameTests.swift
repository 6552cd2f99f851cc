// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import Support
import Testing

@Suite("Target name evidence") struct TargetNameTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var expected: TargetName
        var anomalies: AVPairAnomalies = []
        var change: @Sendable (inout NTLMClient) -> Void
    }

    private static let oddName = AVPairs.Pair(.targetName, [0x63, 0x00, 0x69, 0x00, 0x66])

    static let rows = [
        Row(testDescription: "absent", expected: .absent) { $0.targetName = nil },
        Row(testDescription: "empty", expected: .empty) { $0.targetName = "" },
        Row(testDescription: "present", expected: .present("cifs/files.example")) { $0.targetName = "cifs/files.example" },
        Row(testDescription: "not ASCII", expected: .present("cifs/fïlés😀")) { $0.targetName = "cifs/fïlés😀" },
        Row(testDescription: "untrusted", expected: .untrusted("cifs/files")) {
            $0.targetName = "cifs/files"
            $0.isTargetNameUntrusted = true
        },
        Row(testDescription: "untrusted flag without a name", expected: .absent) { $0.isTargetNameUntrusted = true },
        Row(testDescription: "the same name twice", expected: .present("cifs/files"), anomalies: .duplicate) {
            $0.targetName = "cifs/files"
            $0.extraAttributes = [.init(.targetName, text: "cifs/files")]
        },
        Row(
            testDescription: "two names match nothing", expected: .present("conflicting: cifs/files cifs/relay"), anomalies: .duplicate
        ) {
            $0.targetName = "cifs/files"
            $0.extraAttributes = [.init(.targetName, text: "cifs/relay")]
        },
        Row(testDescription: "odd length", expected: .present("ci\u{FFFD}"), anomalies: .oddLength) { $0.extraAttributes = [oddName] },
        Row(testDescription: "behind the end", expected: .present("unreadable attributes"), anomalies: .afterEnd) {
            $0.trailer = AVPairs([.init(.targetName, text: "cifs/files")]).encoded()
        },
        Row(testDescription: "zeros behind the end are padding", expected: .present("cifs/files")) {
            $0.targetName = "cifs/files"
            $0.trailer = [0, 0, 0, 0]
        },
    ]

    @Test("is what the client sent", arguments: rows)
    func evidence(_ row: Row) throws {
        let logon = try #require(try Exchange.logon(.alice.with(row.change)).logon)
        #expect(logon.targetName == row.expected)
        #expect(logon.anomalies == row.anomalies)
    }

    @Test("channel bindings are evidence too", arguments: [(nil, .absent), (0, .zero), (7, .present)] as [(UInt8?, ChannelBindings)])
    func channelBindings(_ byte: UInt8?, _ expected: ChannelBindings) throws {
        let client = NTLMClient.alice.with { client in
            client.extraAttributes = byte.map { [.init(.channelBindings, [UInt8](repeating: $0, count: 16))] } ?? []
        }
        #expect(try Exchange.logon(client).logon?.channelBindings == expected)
    }

    @Test("a list that breaks off is what it was up to there", arguments: ["09", "0900", "090004", "09000400", "0900040063", "0900ffff"])
    func brokenLists(_ bytes: String) {
        let list = AVPairs(decoding: hex(bytes)[...])
        #expect(list.pairs.isEmpty)
        #expect(list.anomalies == .unterminated)
        #expect(list.clientTargetName == .absent)
    }

    @Test func aListOfThousandsIsCut() {
        let list = AVPairs(decoding: [UInt8](repeating: 9, count: 60_000)[...])
        #expect(list.anomalies.contains(.unterminated))
        let zeroLength = (0..<15_000).flatMap { _ -> [UInt8] in [0x63, 0, 0, 0] }
        #expect(AVPairs(decoding: zeroLength[...]).pairs.count <= 64)
    }

    @Test("a name that a relay planted before more pairs than are read is nobody's (CVE-2019-1040)") func plantedList() {
        let planted = [AVPairs.Pair(.targetName, text: "cifs/files")] + [AVPairs.Pair](repeating: .init(.init(rawValue: 99), []), count: 64)
        let own = [AVPairs.Pair(.flags, [2, 0, 0, 0]), .init(.targetName, text: "cifs/relay")]
        #expect(AVPairs(decoding: AVPairs(planted + own).encoded()[...]).clientTargetName == .present("unreadable attributes"))
    }
}

@Suite("A target name longer than any host's") struct LongTargetNameTests {
    @Test func isNamedInPartAndMatchesNothing() {
        let name = "cifs/server.example/" + String(repeating: "a", count: 20_000)
        guard case .present(let shown) = AVPairs([.init(.targetName, text: name)]).clientTargetName else {
            Issue.record("not present")
            return
        }
        #expect(shown.hasPrefix("too long: cifs/server.example/"))
        #expect(shown.utf8.count < 1024)
    }
}
