// SPDX-License-Identifier: Apache-2.0
package import NIOCore

/// Changes to a header that has been written. `base` is the header's index in the buffer; the header must lie inside it.
extension SMB2.Header {
    package static func setStatus(_ status: NTStatus, in buffer: inout ByteBuffer, at base: Int) {
        buffer.setInteger(status.rawValue, at: base + 8, endianness: .little)
    }

    package static func setCredits(_ credits: UInt16, in buffer: inout ByteBuffer, at base: Int) {
        buffer.setInteger(credits, at: base + 14, endianness: .little)
    }

    package static func setFlags(_ flags: SMB2.HeaderFlags, in buffer: inout ByteBuffer, at base: Int) {
        buffer.setInteger(flags.rawValue, at: base + 16, endianness: .little)
    }

    package static func setNextCommand(_ distance: UInt32, in buffer: inout ByteBuffer, at base: Int) {
        buffer.setInteger(distance, at: base + 20, endianness: .little)
    }

    package static func setSignature(low: UInt64, high: UInt64, in buffer: inout ByteBuffer, at base: Int) {
        buffer.setInteger(low, at: base + 48, endianness: .little)
        buffer.setInteger(high, at: base + 56, endianness: .little)
    }
}
