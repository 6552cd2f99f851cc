// SPDX-License-Identifier: Apache-2.0
package import NIOCore

/// UTF-16LE as the wire has it, without a detour through arrays of code units.
package enum UTF16Text {
    /// `nil` when the bytes hold an unpaired surrogate or half a code unit.
    package static func decode(_ bytes: borrowing RawSpan) -> String? {
        guard bytes.byteCount.isMultiple(of: 2) else { return nil }
        let count = bytes.byteCount / 2
        var isASCII = true
        for index in 0..<count where Self.unit(bytes, index) >= 0x80 {
            isASCII = false
            break
        }
        if isASCII {
            return unsafe String(unsafeUninitializedCapacity: count) { target in
                for index in 0..<count { unsafe target[index] = UInt8(truncatingIfNeeded: Self.unit(bytes, index)) }
                return count
            }
        }
        var units: [UInt16] = []
        units.reserveCapacity(count)
        for index in 0..<count { units.append(Self.unit(bytes, index)) }
        return String(validating: units, as: UTF16.self)
    }

    package static func decode(_ buffer: ByteBuffer) -> String? { Self.decode(buffer.readableBytesSpan) }

    /// The bytes that `encode` writes, without writing them.
    package static func byteCount(_ string: String) -> Int { string.utf16.count &* 2 }

    /// Appends without a terminator; returns the number of bytes.
    @discardableResult
    package static func encode(_ string: String, into buffer: inout ByteBuffer) -> Int {
        let utf8 = string.utf8.span
        // Three bytes of UTF-8 never become more than two of UTF-16, one becomes two: twice the UTF-8 always suffices.
        let start = buffer.writerIndex
        buffer.writeWithOutputRawSpan(minimumWritableBytes: utf8.count &* 2) { output in
            var index = 0
            while index < utf8.count, utf8[index] < 0x80 {
                unsafe output.append(UInt16(utf8[index]).littleEndian, as: UInt16.self)
                index &+= 1
            }
            guard index < utf8.count else { return }
            for unit in string.utf16.dropFirst(index) { unsafe output.append(unit.littleEndian, as: UInt16.self) }
        }
        return buffer.writerIndex &- start
    }

    // The caller has checked that `index` is below half the byte count.
    private static func unit(_ bytes: borrowing RawSpan, _ index: Int) -> UInt16 {
        UInt16(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index &* 2, as: UInt16.self))
    }
}
