// SPDX-License-Identifier: Apache-2.0

/// How the requests of sessions were protected.
package struct SignatureCounts: Hashable, Sendable, Codable {
    package var valid: UInt64
    package var unsigned: UInt64
    package var bad: UInt64
    /// Requests that came encrypted. They carry no signature of their own, and prove the key as one would.
    package var encrypted: UInt64

    package init(valid: UInt64 = 0, unsigned: UInt64 = 0, bad: UInt64 = 0, encrypted: UInt64 = 0) {
        self.valid = valid
        self.unsigned = unsigned
        self.bad = bad
        self.encrypted = encrypted
    }

    package static let zero = SignatureCounts()

    package static func + (left: SignatureCounts, right: SignatureCounts) -> SignatureCounts {
        SignatureCounts(
            valid: left.valid &+ right.valid, unsigned: left.unsigned &+ right.unsigned, bad: left.bad &+ right.bad,
            encrypted: left.encrypted &+ right.encrypted)
    }
}
