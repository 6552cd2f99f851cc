// SPDX-License-Identifier: Apache-2.0
package import NIOCore

/// A forward-only, bounds-checked view of one message. It cannot outlive its frame.
///
/// Its functions are concrete on purpose: a generic reader costs five times as much across a module boundary.
package struct WireReader: ~Escapable {
    private let bytes: RawSpan
    private let frame: ByteBuffer
    package private(set) var offset = 0

    @_lifetime(borrow frame)
    package init(_ frame: borrowing ByteBuffer) {
        self.bytes = frame.readableBytesSpan
        self.frame = copy frame
    }

    /// The message's length.
    package var count: Int { self.bytes.byteCount }
    package var remaining: Int { self.bytes.byteCount - self.offset }

    package mutating func u8(_ field: StaticString) throws(WireError) -> UInt8 { try self.load(field) }
    package mutating func u16(_ field: StaticString) throws(WireError) -> UInt16 { try self.load(field) }
    package mutating func u32(_ field: StaticString) throws(WireError) -> UInt32 { try self.load(field) }
    package mutating func u64(_ field: StaticString) throws(WireError) -> UInt64 { try self.load(field) }

    package func failure(_ reason: WireError.Reason, _ field: StaticString) -> WireError {
        WireError(reason, field: field.description, offset: self.offset)
    }

    // The only unsafe expression of this type, guarded by the line above it.
    private mutating func load<T: FixedWidthInteger & BitwiseCopyable>(_ field: StaticString) throws(WireError) -> T {
        let size = MemoryLayout<T>.size
        guard self.remaining >= size else { throw self.failure(.overrun, field) }
        let value = unsafe self.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: self.offset, as: T.self)
        self.offset &+= size
        return T(littleEndian: value)
    }
}

extension WireReader {
    package mutating func skip(_ count: Int, _ field: StaticString = "Reserved") throws(WireError) {
        guard count >= 0, count <= self.remaining else { throw self.failure(.overrun, field) }
        self.offset &+= count
    }

    /// Moves on to an offset that the peer chose; never back.
    package mutating func seek(to target: Int, _ field: StaticString) throws(WireError) {
        guard target >= self.offset, target <= self.count else { throw self.failure(.overrun, field) }
        self.offset = target
    }

    /// Skips padding up to a multiple of `alignment` from the message's start.
    package mutating func align(to alignment: Int, _ field: StaticString = "Padding") throws(WireError) {
        try self.skip((alignment - self.offset % alignment) % alignment, field)
    }

    package mutating func structureSize(_ expected: UInt16) throws(WireError) {
        let size = try self.u16("StructureSize")
        guard size == expected else { throw WireError(.structureSize, field: "StructureSize", offset: self.offset - 2) }
    }

    /// The next `count` bytes: a slice of the frame, never a copy.
    package mutating func bytes(_ field: StaticString, _ count: Int) throws(WireError) -> ByteBuffer {
        guard count >= 0, count <= self.remaining, let slice = self.slice(at: self.offset, count: count) else {
            throw self.failure(.overrun, field)
        }
        self.offset &+= count
        return slice
    }

    /// Everything that is left: a slice of the frame.
    package mutating func rest() -> ByteBuffer {
        let slice = self.slice(at: self.offset, count: self.remaining) ?? ByteBuffer()
        self.offset = self.count
        return slice
    }

    /// Borrows `count` bytes at an offset that the peer chose.
    package func payload(_ field: StaticString, at start: Int, count: Int) throws(WireError) -> ByteBuffer {
        if count == 0 { return ByteBuffer() }  // Offset 0 with length 0 is legal and common.
        guard
            start >= self.offset, start <= self.count, count > 0, count <= self.count - start,
            let slice = self.slice(at: start, count: count)
        else { throw self.failure(.overrun, field) }
        return slice
    }

    private func slice(at start: Int, count: Int) -> ByteBuffer? {
        self.frame.getSlice(at: self.frame.readerIndex + start, length: count)
    }
}

extension WireReader {
    /// The next `byteCount` bytes as UTF-16.
    package mutating func utf16(_ field: StaticString, byteCount: Int) throws(WireError) -> String {
        let string = try self.utf16(field, at: self.offset, byteCount: byteCount)
        self.offset &+= byteCount
        return string
    }

    /// A string at an offset that the peer chose. Unpaired surrogates are refused: a name that was repaired is not the name asked for.
    package func utf16(_ field: StaticString, at start: Int, byteCount: Int) throws(WireError) -> String {
        if byteCount == 0 { return "" }
        guard start >= self.offset, start <= self.count, byteCount > 0, byteCount <= self.count - start else {
            throw self.failure(.overrun, field)
        }
        guard
            byteCount.isMultiple(of: 2),
            let string = UTF16Text.decode(self.bytes.extracting(start..<start &+ byteCount))
        else { throw self.failure(.encoding, field) }
        return string
    }

    /// How many bytes of UTF-16 lie between here and a terminator, or `end` where there is none.
    package func byteCountOfUTF16(_ field: StaticString, before end: Int) throws(WireError) -> Int {
        guard end >= self.offset, end <= self.count else { throw self.failure(.overrun, field) }
        var ahead = self
        var length = 0
        while ahead.offset + 1 < end, try ahead.u16(field) != 0 { length += 2 }
        return length
    }
}
