// SPDX-License-Identifier: Apache-2.0

/// The sixteen bytes that authenticate a message. Not `Equatable` on purpose: `matches`, which takes constant time, is the only way to
/// compare two of them.
struct MessageTag {
    private(set) var bytes: InlineArray<16, UInt8> = .init(repeating: 0)

    init(firstBytesOf bytes: Span<UInt8>) {
        for index in 0..<16 { self.bytes[index] = bytes[index] }
    }

    /// The bytes in wire order, as two little-endian halves.
    init(low: UInt64, high: UInt64) {
        for index in 0..<8 {
            self.bytes[index] = UInt8(truncatingIfNeeded: low >> UInt64(8 * index))
            self.bytes[index + 8] = UInt8(truncatingIfNeeded: high >> UInt64(8 * index))
        }
    }

    var low: UInt64 { self.half(at: 0) }
    var high: UInt64 { self.half(at: 8) }

    func matches(_ other: MessageTag) -> Bool {
        LibCrypto.constantTimeEquals(self.bytes.span, other.bytes.span)
    }

    private func half(at start: Int) -> UInt64 {
        (0..<8).reduce(0) { $0 | UInt64(self.bytes[start + $1]) << UInt64(8 * $1) }
    }
}
