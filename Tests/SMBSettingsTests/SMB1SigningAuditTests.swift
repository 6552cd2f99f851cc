// SPDX-License-Identifier: Apache-2.0
import SMBSettings
import Testing

/// KB5066913's audit of SMB1 reads the answer to an offer: without the offer it sees nothing.
@Suite("The SMB1 signing audit") struct SMB1SigningAuditTests {
    @Test("is on by default as far as the offer goes, and the value is Windows' own") func row() throws {
        let key = try SettingKey.required("EnableSecuritySignature")
        #expect(key.defaultValue == .dword(1))
        #expect(key.isKnownToWindows)
        #expect(key.paths == [.parameters])
        #expect(Settings().offersSMB1Signing)
    }

    struct Row: Sendable {
        var changes: [String: UInt32]
        let isBlind: Bool
    }

    private static let blind: [String: UInt32] = ["EnableSecuritySignature": 0, "AuditClientDoesNotSupportSigning": 1, "SMB1": 1]

    @Test(
        "is blind where signing is not offered, and `policy show` says so",
        arguments: [
            Row(changes: [:], isBlind: true),
            Row(changes: ["EnableSecuritySignature": 1], isBlind: false),
            Row(changes: ["AuditClientDoesNotSupportSigning": 0], isBlind: false),
            Row(changes: ["SMB1": 0], isBlind: false),
            Row(changes: ["RequireSecuritySignature": 1], isBlind: false),
            Row(changes: ["RequireRelayProtection": 1], isBlind: false),
        ])
    func blindness(_ row: Row) throws {
        let values = Self.blind.merging(row.changes) { $1 }.mapValues { RegistryValue.dword($0) }
        let lines = SettingsLayers(registry: values).explain()
        for name in ["EnableSecuritySignature", "AuditClientDoesNotSupportSigning"] {
            let line = try #require(lines.first { $0.key.name == name })
            #expect(line.reason.contains("blind") == row.isBlind)
        }
        #expect(lines.filter { $0.reason.contains("blind") }.count == (row.isBlind ? 2 : 0))
    }
}
