// SPDX-License-Identifier: Apache-2.0
package import NIOCore
import SMBWire

/// What the three messages have in common: the signature, the type, and fields that point into a payload. [MS-NLMP] 2.2.1
package enum NTLMMessage {
    package enum Kind: UInt32, Sendable {
        case negotiate = 1
        case challenge = 2
        case authenticate = 3
    }

    /// "NTLMSSP" and a NUL, as a little-endian number.
    static let magic: UInt64 = 0x0050_5353_4D4C_544E

    /// Whether a token is NTLM's own, without SPNEGO around it.
    package static func isOne(_ token: ByteBuffer) -> Bool {
        token.getInteger(at: token.readerIndex, endianness: .little) == self.magic
    }

    static func expect(_ kind: Kind, _ reader: inout WireReader) throws(WireError) {
        guard try reader.u64("Signature") == self.magic else { throw reader.failure(.value, "Signature") }
        guard try reader.u32("MessageType") == kind.rawValue else { throw reader.failure(.value, "MessageType") }
    }

    static func begin(_ kind: Kind, _ writer: inout WireWriter) {
        writer.u64(self.magic)
        writer.u32(kind.rawValue)
    }
}

/// A length and an offset into the payload. The maximum length in between is the sender's business.
struct PayloadField {
    let length: Int
    let offset: Int

    init(decoding reader: inout WireReader, _ field: StaticString) throws(WireError) {
        self.length = Int(try reader.u16(field))
        _ = try reader.u16(field)
        self.offset = Int(try reader.u32(field))
    }

    func bytes(_ reader: borrowing WireReader, _ field: StaticString) throws(WireError) -> [UInt8] {
        [UInt8](try reader.payload(field, at: self.offset, count: self.length).readableBytesView)
    }

    func text(_ reader: borrowing WireReader, _ field: StaticString) throws(WireError) -> String {
        guard self.length <= Self.maximumTextBytes else { throw reader.failure(.limit, field) }
        return try reader.utf16(field, at: self.offset, byteCount: self.length)
    }

    /// 256 UTF-16 units: longer than every name that a directory gives out.
    private static let maximumTextBytes = 512
}

/// Collects payloads behind a header of fixed size and writes the fields that point to them.
struct PayloadWriter {
    private(set) var payload = ByteBuffer()
    private let start: Int

    init(headerSize: Int) { self.start = headerSize }

    mutating func field(_ bytes: [UInt8], into writer: inout WireWriter) {
        let length = UInt16(clamping: bytes.count)
        writer.u16(length)
        writer.u16(length)
        writer.u32(UInt32(clamping: self.start + self.payload.writerIndex))
        self.payload.writeBytes(bytes)
    }

    mutating func field(_ text: String, into writer: inout WireWriter) {
        self.field(NTLMText.bytes(text), into: &writer)
    }
}

/// Text in NTLM's messages and hashes is UTF-16LE.
enum NTLMText {
    static func bytes(_ text: String) -> [UInt8] {
        var buffer = ByteBuffer()
        UTF16Text.encode(text, into: &buffer)
        return [UInt8](buffer.readableBytesView)
    }

    /// Upper case one character for one, as Windows does it: "ß" stays.
    static func uppercased(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let mapping = scalar.properties.uppercaseMapping.unicodeScalars
            result.append(mapping.count == 1 ? mapping.first ?? scalar : scalar)
        }
        return String(result)
    }

    /// What an odd or broken string shows as in evidence: never equal to a well-formed one.
    static func lossy(_ bytes: ArraySlice<UInt8>) -> String {
        let units = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
        return String(decoding: units, as: UTF16.self) + (bytes.count.isMultiple(of: 2) ? "" : "\u{FFFD}")
    }
}
