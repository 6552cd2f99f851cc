// SPDX-License-Identifier: Apache-2.0
package import SMBWire

/// A position in a file that POSIX can express: 0 … 2^63-1. Numbers from a peer pass through here before anything computes with them.
package struct FileOffset: Hashable, Comparable, Sendable {
    package let value: Int64

    package init?(_ raw: UInt64) {
        guard let value = Int64(exactly: raw) else { return nil }
        self.value = value
    }

    package init(validating raw: UInt64) throws(NTStatus) {
        guard let value = Int64(exactly: raw) else { throw .invalidParameter }
        self.value = value
    }

    package static func < (left: FileOffset, right: FileOffset) -> Bool { left.value < right.value }
}
