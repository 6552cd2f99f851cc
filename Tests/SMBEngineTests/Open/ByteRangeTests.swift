// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Testing

@testable import SMBEngine

@Suite("Byte ranges") struct ByteRangeTests {
    @Test(
        "ranges overlap where they share a byte, empty ones where they lie inside",
        arguments: [
            (0, 10, 9, 1, true), (0, 10, 10, 5, false), (5, 5, 0, 5, false), (5, 5, 0, 6, true), (0, UInt64.max, UInt64.max - 2, 2, true),
            (UInt64.max, 1, UInt64.max, 1, true), (5, 0, 0, 10, true), (0, 0, 0, 10, false), (10, 0, 0, 10, false), (5, 0, 5, 0, false),
        ] as [(UInt64, UInt64, UInt64, UInt64, Bool)])
    func overlap(_ start: UInt64, _ length: UInt64, _ otherStart: UInt64, _ otherLength: UInt64, _ expected: Bool) throws {
        let one = try ByteRange(start: start, length: length)
        let other = try ByteRange(start: otherStart, length: otherLength)
        #expect(one.overlaps(other) == expected)
        #expect(other.overlaps(one) == expected)
    }

    @Test func aRangeBeyondTheLastByteIsRefused() throws {
        #expect(throws: NTStatus.invalidLockRange) { try ByteRange(start: .max, length: 2) }
        _ = try ByteRange(start: .max, length: 1)
        _ = try ByteRange(start: 0, length: .max)
    }

    @Test func anOffsetNeverWraps() throws {
        let offset = try FileOffset(validating: UInt64(Int64.max) - 1)
        #expect(try offset.advanced(by: 1).value == Int64.max)
        #expect(throws: NTStatus.invalidParameter) { try offset.advanced(by: 2) }
        #expect(throws: NTStatus.invalidParameter) { try FileOffset(validating: UInt64(Int64.max) + 1) }
    }
}
