// SPDX-License-Identifier: Apache-2.0

extension SMB1 {
    /// [MS-CIFS] 2.2.4.52.1
    package struct NegotiateRequest: Hashable, Sendable {
        package var header: Header
        /// In the client's order, as it spelled them.
        package var dialects: [String]

        package init(header: Header = Header(command: .negotiate), dialects: [String]) {
            self.header = header
            self.dialects = dialects
        }

        /// Asks for SMB 2.0.2 and nothing later.
        package static let smb2_0_2 = "SMB 2.002"
        /// Asks for any SMB2 dialect; a NEGOTIATE of SMB2 then settles which.
        package static let smb2Wildcard = "SMB 2.???"
        package static let ntLanManager = "NT LM 0.12"

        package var flags2: Flags2 { self.header.flags2 }
        package var offersSMB2_0_2: Bool { self.dialects.contains(Self.smb2_0_2) }
        package var offersSMB2Wildcard: Bool { self.dialects.contains(Self.smb2Wildcard) }
    }

    /// "No dialect of these": all that an SMB1 client hears from us. [MS-CIFS] 2.2.4.52.2
    package struct NegotiateRefusal: Hashable, Sendable {
        package static let dialectIndex: UInt16 = 0xFFFF

        package var header: Header

        package init(header: Header) { self.header = header }

        package init(refusing request: NegotiateRequest) {
            self.header = request.header
            self.header.status = .success
            self.header.flags |= Header.reply
        }
    }
}

extension SMB1.NegotiateRequest {
    /// Longer than the lists of all clients we know; a dialect's name takes at least two bytes, so the frame bounds the list as well.
    private static let maximumDialects = 64
    /// "BufferFormat … MUST be 0x02."
    private static let dialectFormat: UInt8 = 2

    /// `reader` stands at the message's first byte.
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.header = try SMB1.Header(decoding: &reader)
        guard self.header.command == .negotiate else { throw reader.failure(.value, "Command") }
        guard try reader.u8("WordCount") == 0 else { throw reader.failure(.value, "WordCount") }
        let byteCount = Int(try reader.u16("ByteCount"))
        guard byteCount <= reader.remaining else { throw reader.failure(.overrun, "ByteCount") }
        let end = reader.offset + byteCount
        self.dialects = []
        while reader.offset < end {
            guard self.dialects.count < Self.maximumDialects else { throw reader.failure(.limit, "Dialects") }
            guard try reader.u8("BufferFormat") == Self.dialectFormat else { throw reader.failure(.value, "BufferFormat") }
            self.dialects.append(try Self.dialect(from: &reader, endingBefore: end))
        }
    }

    /// Names are ASCII. Other bytes become U+FFFD: such a dialect is one that we do not know.
    private static func dialect(from reader: inout WireReader, endingBefore end: Int) throws(WireError) -> String {
        var bytes: [UInt8] = []
        while reader.offset < end {
            let byte = try reader.u8("DialectString")
            if byte == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
        throw reader.failure(.overrun, "DialectString")
    }

    package func encode(into writer: inout WireWriter) {
        self.header.encode(into: &writer)
        writer.u8(0)
        let byteCount = writer.reserve16()
        let start = writer.count
        for dialect in self.dialects {
            writer.u8(Self.dialectFormat)
            writer.bytes(Array(dialect.utf8))
            writer.u8(0)
        }
        writer.fill(byteCount, with: writer.count - start)
    }
}

extension SMB1.NegotiateRefusal {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.header = try SMB1.Header(decoding: &reader)
        guard self.header.command == .negotiate, self.header.isResponse else { throw reader.failure(.value, "Command") }
        guard try reader.u8("WordCount") == 1 else { throw reader.failure(.value, "WordCount") }
        guard try reader.u16("DialectIndex") == Self.dialectIndex else { throw reader.failure(.value, "DialectIndex") }
        guard try reader.u16("ByteCount") == 0 else { throw reader.failure(.value, "ByteCount") }
    }

    package func encode(into writer: inout WireWriter) {
        self.header.encode(into: &writer)
        writer.u8(1)
        writer.u16(Self.dialectIndex)
        writer.u16(0)
    }
}
