// SPDX-License-Identifier: Apache-2.0

/// Which message ids a client may use now, and how many credits it holds. [MS-SMB2] 3.3.1.1, 3.3.1.2
///
/// Ids below `low` were used, ids from `high` on were never granted. Clients use ids in order almost always, so the map of those used
/// out of order is made only when one is.
package struct SequenceWindow: Sendable {
    /// The most ids that can be granted and unused: the size of the map.
    package static let capacity: UInt64 = 8192

    private var low: UInt64 = 0
    private var high: UInt64 = 1
    private var used: [UInt64] = []

    package init() {}

    /// Ids granted and not used, holes included.
    package var outstanding: UInt64 { self.high - self.low }

    /// Uses `charge` consecutive ids; false when one of them was not granted or was used before. [MS-SMB2] 3.3.5.2.3
    package mutating func use(_ id: UInt64, charge: UInt16) -> Bool {
        let count = UInt64(max(charge, 1))
        guard id >= self.low, count <= self.high - self.low, id <= self.high - count else { return false }
        if id == self.low, self.used.isEmpty {
            self.low += count
            return true
        }
        if self.used.isEmpty { self.used = Array(repeating: 0, count: Int(Self.capacity / 64)) }
        for each in id..<(id + count) where self.isUsed(each) { return false }
        for each in id..<(id + count) { self.mark(each, true) }
        while self.low < self.high, self.isUsed(self.low) {
            self.mark(self.low, false)
            self.low += 1
        }
        if self.low == self.high { self.used = [] }
        return true
    }

    /// Grants what was asked for, at least one, as far as `maximum` allows; the number granted. [MS-SMB2] 3.3.1.2
    package mutating func grant(_ requested: UInt16, maximum: Int) -> UInt16 {
        let room = min(UInt64(clamping: maximum), Self.capacity) &- self.outstanding
        guard self.outstanding < min(UInt64(clamping: maximum), Self.capacity) else { return 0 }
        let granted = min(UInt64(max(requested, 1)), room)
        self.high += granted
        return UInt16(clamping: granted)
    }

    private func isUsed(_ id: UInt64) -> Bool {
        let bit = id % Self.capacity
        return self.used[Int(bit / 64)] & (1 << (bit % 64)) != 0
    }

    private mutating func mark(_ id: UInt64, _ isUsed: Bool) {
        let bit = id % Self.capacity
        if isUsed {
            self.used[Int(bit / 64)] |= 1 << (bit % 64)
        } else {
            self.used[Int(bit / 64)] &= ~(1 << (bit % 64))
        }
    }
}
