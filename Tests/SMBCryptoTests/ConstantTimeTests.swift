// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// CVE-2026-23364: a MAC that is compared byte by byte tells how many of its bytes were right.
@Suite("Constant-time comparison") struct ConstantTimeTests {
    private static let sources = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")

    private static let files: [URL] = ["SMBCrypto", "SMBAuth", "SMBEngine"].flatMap { target in
        let folder = FileManager.default.enumerator(at: sources.appendingPathComponent(target), includingPropertiesForKeys: nil)
        return (folder?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
    }

    @Test func thereIsOneComparisonForMACs() throws {
        let callers = try Self.files.filter { try String(contentsOf: $0, encoding: .utf8).contains("CRYPTO_memcmp(") }
        #expect(callers.map(\.lastPathComponent) == ["Algorithms.swift"])
    }

    @Test func noMACMeetsTheOrdinaryOne() throws {
        let name = #"(?:\w+\.)*(?:mic|mechListMIC|proof|signature|signatureLow|signatureHigh|tag|checksum|ntHash)"#
        let comparison = try Regex("\\b\(name)\\s*[!=]=(?!\\s*nil\\b)|[!=]=\\s*\(name)\\b(?!\\()")
        for file in Self.files {
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
            let offending = lines.filter { $0.contains(comparison) }
            #expect(offending.isEmpty, "\(file.lastPathComponent)")
        }
    }
}
