// SPDX-License-Identifier: Apache-2.0

/// A setting whose effect is foretold for every client, and then tried.
enum Requirement: String, CaseIterable, Sendable {
    case signing = "RequireSecuritySignature=1"
    case nameIfSent = "SmbServerNameHardeningLevel=1"
    case name = "SmbServerNameHardeningLevel=2"
    case encryption = "EncryptData=1"

    /// NAME=VALUE, as `--set` takes it.
    var setting: String { self.rawValue }

    /// Values that make a server refuse somebody. A client is recorded without them.
    static let values: Set<String> = [
        "RequireSecuritySignature", "SmbServerNameHardeningLevel", "EncryptData", "RejectUnencryptedAccess", "RequireRelayProtection",
    ]
    static func isAmong(_ assignment: String) -> Bool { self.values.contains(String(assignment.prefix { $0 != "=" })) }
}
