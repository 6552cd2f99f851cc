// SPDX-License-Identifier: Apache-2.0
package import NIOCore

/// The prefix before each message on a stream: a zero byte and a 24-bit big-endian length. [MS-SMB2] 2.1
package enum SessionFrame {
    package static let prefixSize = 4
    package static let maximumLength = 0x00FF_FFFF

    /// The length announced at the buffer's reader index; `nil` while the prefix is incomplete.
    package static func announcedLength(_ buffer: ByteBuffer) throws(WireError) -> Int? {
        guard let prefix = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) else { return nil }
        // NetBIOS session services (RFC 1002) use other types; direct TCP has this one only.
        guard prefix >> 24 == 0 else { throw WireError(.value, field: "StreamProtocolType", offset: 0) }
        return Int(prefix)
    }

    /// Makes room for a prefix that `setPrefix` fills in when the message is complete; returns its index.
    package static func reservePrefix(in buffer: inout ByteBuffer) -> Int {
        let index = buffer.writerIndex
        buffer.writeInteger(UInt32(0))
        return index
    }

    /// Fills in the prefix at `index` for everything behind it.
    package static func setPrefix(in buffer: inout ByteBuffer, at index: Int) {
        let length = buffer.writerIndex - index - Self.prefixSize
        buffer.setInteger(UInt32(min(max(length, 0), Self.maximumLength)), at: index)
    }

    package static func writePrefix(length: Int, into buffer: inout ByteBuffer) {
        buffer.writeInteger(UInt32(min(max(length, 0), Self.maximumLength)))
    }
}
