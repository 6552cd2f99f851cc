// SPDX-License-Identifier: Apache-2.0

/// How the requests of sessions were signed, encrypted ones left out.
package struct SignatureCounts: Hashable, Sendable, Codable {
    package var valid: UInt64
    package var unsigned: UInt64
    package var bad: UInt64

    package init(valid: UInt64 = 0, unsigned: UInt64 = 0, bad: UInt64 = 0) {
        self.valid = valid
        self.unsigned = unsigned
        self.bad = bad
    }

    package static let zero = SignatureCounts()

    package static func + (left: SignatureCounts, right: SignatureCounts) -> SignatureCounts {
        SignatureCounts(valid: left.valid &+ right.valid, unsigned: left.unsigned &+ right.unsigned, bad: left.bad &+ right.bad)
    }
}
