// SPDX-License-Identifier: Apache-2.0
import Testing

/// The architecture as a table. A new import is a reviewed line here, not an accident.
private let allowed: [String: Set<String>] = [
    // No I/O, no clock, no Foundation.
    "SMBWire": ["NIOCore"],
    "SMBCrypto": ["CLibcrypto", "NIOCore"],
    "SMBSettings": [],
    "SMBAuth": ["SMBWire", "SMBCrypto", "NIOCore", "SwiftASN1"],
    "SMBAudit": ["SMBWire", "SMBAuth", "SMBSettings"],
    "SMBEngine": ["SMBWire", "SMBCrypto", "SMBAuth", "SMBSettings", "SMBAudit", "NIOCore", "DequeModule", "Synchronization"],
    // Edges.
    "POSIXStore": ["CLinux", "SMBWire", "SMBEngine", "NIOCore", "Glibc", "Synchronization"],
    "SMBServer": [
        "CLinux", "SMBWire", "SMBSettings", "SMBAuth", "SMBAudit", "SMBEngine", "NIOCore", "NIOPosix", "Logging", "Glibc",
        "Synchronization",
    ],
    "SMBKerberos": ["CKerberos", "SMBWire", "SMBCrypto", "SMBAuth"],
    "EventStore": [
        "SMBWire", "SMBSettings", "SMBAuth", "SMBAudit", "GRDB", "GRDBSQLite", "Foundation", "Dispatch", "Glibc", "Synchronization",
    ],
    "signet": [
        "SMBWire", "SMBCrypto", "SMBSettings", "SMBAuth", "SMBAudit", "SMBEngine", "POSIXStore", "SMBServer", "SMBKerberos", "EventStore",
        "NIOCore",
        "NIOPosix", "ArgumentParser", "Logging", "TOMLKit", "Foundation", "Dispatch", "Glibc", "Synchronization",
    ],
]

@Suite("The layers") struct LayeringTests {
    @Test("every target has a row") func everyTargetIsInTheTable() {
        #expect(SourceTree.targets == allowed.keys.sorted())
    }

    @Test("a target imports what its row allows, and nothing else", arguments: SourceTree.targets)
    func importsFollowTheTable(_ target: String) {
        let strangers = SourceTree.sources.filter { $0.target == target }.flatMap { file in
            file.lines { line in
                guard let module = Self.importedModule(line) else { return false }
                return !(allowed[target] ?? []).contains(module)
            }
        }
        #expect(strangers == [])
    }

    @Test("unsafe code stays in the folders that are for it")
    func unsafeCodeHasItsPlaces() {
        let places = [
            "Sources/SMBWire/Bytes/", "Sources/SMBCrypto/LibCrypto/", "Sources/POSIXStore/System/", "Sources/SMBServer/",
            "Sources/SMBKerberos/LibKrb5/",
            "Sources/EventStore/", "Sources/signet/",
        ]
        let strays = SourceTree.sources.filter { file in !places.contains { file.path.hasPrefix($0) } }
            .flatMap { $0.lines { $0.contains("unsafe ") } }
        #expect(strays == [])
    }

    private static func importedModule(_ line: Substring) -> String? {
        let words = line.split(separator: " ")
        guard let position = words.firstIndex(of: "import"), position + 1 < words.count, position <= 2,
            words[..<position].allSatisfy({ $0.hasPrefix("@") || ["package", "public", "internal", "private"].contains($0) })
        else { return nil }
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        let name = kinds.contains(words[position + 1]) && position + 2 < words.count ? words[position + 2] : words[position + 1]
        return name.split(separator: ".").first.map(String.init)
    }
}
