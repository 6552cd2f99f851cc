// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// A run of bytes that LOCK names. It may lie anywhere in 0 … 2^64-1, beyond where any file reaches: applications use such ranges as
/// semaphores. [MS-SMB2] 2.2.26.1
struct ByteRange: Hashable, Sendable {
    let start: UInt64
    let length: UInt64

    /// [MS-FSA] 2.1.5.8: "If (FileOffset + Length - 1) … wraps" the range is invalid.
    init(start: UInt64, length: UInt64) throws(NTStatus) {
        if length > 0, start.addingReportingOverflow(length - 1).overflow { throw .invalidLockRange }
        self.start = start
        self.length = length
    }

    /// The bytes that a READ or WRITE touches.
    init(_ offset: FileOffset, count: Int) {
        self.start = UInt64(offset.value)
        self.length = UInt64(max(0, count))
    }

    /// An empty range touches only what lies on both sides of it.
    func overlaps(_ other: ByteRange) -> Bool {
        switch (self.length == 0, other.length == 0) {
        case (false, false): self.start <= other.last && other.start <= self.last
        case (true, false): other.start < self.start && self.start <= other.last
        case (false, true): self.start < other.start && other.start <= self.last
        case (true, true): false
        }
    }

    /// The last byte of a range that is not empty. It can't overflow: `init` saw to that, and a file offset plus a count fits as well.
    private var last: UInt64 { self.start &+ (self.length &- 1) }
}

extension FileOffset {
    /// What FilePositionInformation says once `count` bytes from here on were read.
    func position(after count: Int) -> UInt64 { UInt64(self.value) &+ UInt64(max(0, count)) }

    /// The position `count` bytes further on, or INVALID_PARAMETER beyond what a file can hold.
    func advanced(by count: Int) throws(NTStatus) -> FileOffset {
        let (sum, overflows) = self.value.addingReportingOverflow(Int64(count))
        guard !overflows, sum >= 0 else { throw .invalidParameter }
        return try FileOffset(validating: UInt64(sum))
    }
}
