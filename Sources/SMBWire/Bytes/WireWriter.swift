// SPDX-License-Identifier: Apache-2.0
package import NIOCore

/// Appends a message to a buffer. Lengths and offsets are reserved first and filled in when they are known.
package struct WireWriter {
    package var buffer: ByteBuffer

    package init(_ buffer: ByteBuffer = ByteBuffer()) { self.buffer = buffer }

    /// Where the next byte goes, as an index of the buffer.
    package var count: Int { self.buffer.writerIndex }

    package mutating func u8(_ value: UInt8) { self.buffer.writeInteger(value) }
    package mutating func u16(_ value: UInt16) { self.buffer.writeInteger(value, endianness: .little) }
    package mutating func u32(_ value: UInt32) { self.buffer.writeInteger(value, endianness: .little) }
    package mutating func u64(_ value: UInt64) { self.buffer.writeInteger(value, endianness: .little) }

    package mutating func bytes(_ bytes: ByteBuffer) { self.buffer.writeImmutableBuffer(bytes) }
    package mutating func bytes(_ bytes: [UInt8]) { self.buffer.writeBytes(bytes) }
    package mutating func zeros(_ count: Int) { self.buffer.writeRepeatingByte(0, count: max(0, count)) }

    /// Pads with zeros to a multiple of `alignment` from `base`.
    package mutating func align(to alignment: Int, from base: Int) {
        self.zeros((alignment - (self.count - base) % alignment) % alignment)
    }

    /// Writes a string without a terminator; returns the number of bytes.
    @discardableResult
    package mutating func utf16(_ string: String) -> Int { UTF16Text.encode(string, into: &self.buffer) }

    /// Takes back everything from `index` on.
    package mutating func truncate(to index: Int) {
        guard index >= self.buffer.readerIndex, index < self.count else { return }
        self.buffer.moveWriterIndex(to: index)
    }
}

/// A promise to write a field later. `~Copyable`: filling consumes it, so that a field is filled at most once.
package struct Hole16: ~Copyable { fileprivate let index: Int }
package struct Hole32: ~Copyable { fileprivate let index: Int }
package struct Hole64: ~Copyable { fileprivate let index: Int }

extension WireWriter {
    package mutating func reserve16() -> Hole16 {
        defer { self.u16(0) }
        return Hole16(index: self.count)
    }

    package mutating func reserve32() -> Hole32 {
        defer { self.u32(0) }
        return Hole32(index: self.count)
    }

    package mutating func reserve64() -> Hole64 {
        defer { self.u64(0) }
        return Hole64(index: self.count)
    }

    // Values are sizes of what we wrote ourselves. Clamping keeps a mistake from ending the process for every client.
    package mutating func fill(_ hole: consuming Hole16, with value: Int) {
        self.buffer.setInteger(UInt16(clamping: value), at: hole.index, endianness: .little)
    }

    package mutating func fill(_ hole: consuming Hole32, with value: Int) {
        self.buffer.setInteger(UInt32(clamping: value), at: hole.index, endianness: .little)
    }

    package mutating func fill(_ hole: consuming Hole64, with value: UInt64) {
        self.buffer.setInteger(value, at: hole.index, endianness: .little)
    }
}
