// SPDX-License-Identifier: Apache-2.0
package import NIOCore

/// Connection-oriented DCE/RPC, as it runs over a named pipe. C706 chapter 12, [MS-RPCE] 2.2.2
package enum RPC {}

extension RPC {
    /// One protocol data unit: the header common to all, and what follows it.
    package struct Fragment: Hashable, Sendable {
        package static let headerSize = 16

        package struct Kind: RawRepresentable, Hashable, Sendable {
            package let rawValue: UInt8
            package init(rawValue: UInt8) { self.rawValue = rawValue }
            package static let request = Kind(rawValue: 0)
            package static let response = Kind(rawValue: 2)
            package static let fault = Kind(rawValue: 3)
            package static let bind = Kind(rawValue: 11)
            package static let bindAck = Kind(rawValue: 12)
            package static let bindNak = Kind(rawValue: 13)
            package static let alterContext = Kind(rawValue: 14)
            package static let alterContextResponse = Kind(rawValue: 15)
            package static let orphaned = Kind(rawValue: 19)
        }

        package struct Flags: OptionSet, Hashable, Sendable {
            package let rawValue: UInt8
            package init(rawValue: UInt8) { self.rawValue = rawValue }
            package static let first = Flags(rawValue: 0x01)
            package static let last = Flags(rawValue: 0x02)
            package static let objectUUID = Flags(rawValue: 0x80)
            package static let whole: Flags = [.first, .last]
        }

        package var kind: Kind
        package var flags: Flags
        package var callID: UInt32
        /// Whether a security trailer ends the fragment.
        package var isAuthenticated: Bool
        /// Behind the header; with the security trailer, if there is one.
        package var body: ByteBuffer

        package init(kind: Kind, flags: Flags = .whole, callID: UInt32, body: ByteBuffer) {
            self.kind = kind
            self.flags = flags
            self.callID = callID
            self.isAuthenticated = false
            self.body = body
        }
    }
}

extension RPC.Fragment {
    /// The length that a fragment beginning at the reader index announces; `nil` while the header is incomplete.
    package static func announcedLength(_ buffer: ByteBuffer) throws(WireError) -> Int? {
        guard buffer.readableBytes >= Self.headerSize else { return nil }
        var reader = WireReader(buffer)
        try reader.skip(8, "rpc_vers")
        let length = Int(try reader.u16("frag_length"))
        guard length >= Self.headerSize else { throw WireError(.value, field: "frag_length", offset: 8) }
        return length
    }

    /// Decodes a fragment that the reader spans.
    package init(decoding reader: inout WireReader) throws(WireError) {
        let version = try reader.u8("rpc_vers")
        let minorVersion = try reader.u8("rpc_vers_minor")
        guard version == 5, minorVersion <= 1 else { throw reader.failure(.value, "rpc_vers") }
        self.kind = Kind(rawValue: try reader.u8("PTYPE"))
        self.flags = Flags(rawValue: try reader.u8("pfc_flags"))
        // Every client in use is little-endian, ASCII, IEEE; another order would need a second NDR reader.
        guard try reader.u32("packed_drep") == 0x10 else { throw reader.failure(.value, "packed_drep") }
        let length = Int(try reader.u16("frag_length"))
        self.isAuthenticated = try reader.u16("auth_length") != 0
        self.callID = try reader.u32("call_id")
        self.body = try reader.bytes("body", length - Self.headerSize)
    }

    package func encode(into writer: inout WireWriter) {
        let start = writer.count
        writer.u8(5)
        writer.u8(0)
        writer.u8(self.kind.rawValue)
        writer.u8(self.flags.rawValue)
        writer.u32(0x10)
        let length = writer.reserve16()
        writer.u16(0)  // auth_length
        writer.u32(self.callID)
        writer.bytes(self.body)
        writer.fill(length, with: writer.count - start)
    }

    package var encoded: ByteBuffer {
        var writer = WireWriter()
        self.encode(into: &writer)
        return writer.buffer
    }
}
