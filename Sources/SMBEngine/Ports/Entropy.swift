// SPDX-License-Identifier: Apache-2.0

/// Unpredictable bytes: challenges, salts, session ids. Tests bring a seeded one.
package protocol Entropy: Sendable {
    func bytes(_ count: Int) -> [UInt8]
}

extension Entropy {
    package func word() -> UInt64 {
        self.bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
