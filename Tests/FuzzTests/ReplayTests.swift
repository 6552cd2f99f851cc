// SPDX-License-Identifier: Apache-2.0
import Foundation
import FuzzEntries
import Testing

@Suite("What fuzzing found") struct ReplayTests {
    static let failCases = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fuzz/FailCases")

    @Test("does not end the process any more", arguments: FuzzEntry.allCases)
    func replays(_ entry: FuzzEntry) throws {
        let folder = Self.failCases.appending(path: entry.rawValue)
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        for file in files.sorted(by: { $0.path < $1.path }) { entry.run(Array(try Data(contentsOf: file))) }
    }

    /// Inputs that lead a fuzzer to where random bytes do not: behind a cipher's tag, say.
    @Test("has seeds that do not either") func replaysSeeds() throws {
        let seeds = Self.failCases.deletingLastPathComponent().appending(path: "Corpus/connection")
        let files = try FileManager.default.contentsOfDirectory(at: seeds, includingPropertiesForKeys: nil)
        #expect(!files.isEmpty)
        for file in files { FuzzEntry.connection.run(Array(try Data(contentsOf: file))) }
    }

    @Test("and neither do random bytes, the same in each run", arguments: FuzzEntry.allCases)
    func survivesRandomBytes(_ entry: FuzzEntry) {
        var state: UInt64 = 0x5167_6E65
        func byte() -> UInt8 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
        for length in 0..<400 { entry.run((0..<length).map { _ in byte() }) }
    }
}
