// SPDX-License-Identifier: Apache-2.0

/// Fifteen letters and a byte that says what of the host is meant; in messages spelt as 32 letters from A to P. [RFC 1001] 14.1
package struct NetBIOSName: Hashable, Sendable {
    package var text: String
    package var suffix: UInt8

    /// The file service of a host.
    package static let serverSuffix: UInt8 = 0x20
    /// The longest that a name may be with its scope. [RFC 1002] 4.1
    static let maximumEncodedLength = 255
    private static let letterCount = 15

    package init(text: String, suffix: UInt8) {
        self.text = text
        self.suffix = suffix
    }

    package init(decoding reader: inout WireReader) throws(WireError) {
        guard try reader.u8("NAME_LENGTH") == 2 * (Self.letterCount + 1) else { throw reader.failure(.value, "NAME_LENGTH") }
        var letters: [UInt8] = []
        for _ in 0...Self.letterCount {
            let high = try Self.nibble(&reader)
            letters.append(high << 4 | (try Self.nibble(&reader)))
        }
        self.suffix = letters.removeLast()
        let padding = letters.reversed().prefix { $0 == UInt8(ascii: " ") || $0 == 0 }.count
        self.text = OEMText.decode(letters.dropLast(padding))
        try Self.skipScope(&reader)
    }

    private static func nibble(_ reader: inout WireReader) throws(WireError) -> UInt8 {
        let letter = try reader.u8("NAME")
        guard (UInt8(ascii: "A")...UInt8(ascii: "P")).contains(letter) else { throw reader.failure(.value, "NAME") }
        return letter - UInt8(ascii: "A")
    }

    /// The labels of a scope, which nobody has used for decades, and the zero that ends them.
    private static func skipScope(_ reader: inout WireReader) throws(WireError) {
        var length = 0
        while case let count = try reader.u8("SCOPE_ID"), count != 0 {
            length += Int(count) + 1
            // The two highest bits would make it a pointer, which has no place here.
            guard count < 64, length <= Self.maximumEncodedLength else { throw reader.failure(.limit, "SCOPE_ID") }
            try reader.skip(Int(count))
        }
    }

    package func encode(into writer: inout WireWriter) {
        let letters = OEMText.encode(self.text).prefix(Self.letterCount)
        let padding = Array(repeating: UInt8(ascii: " "), count: Self.letterCount - letters.count)
        writer.u8(UInt8(2 * (Self.letterCount + 1)))
        for byte in letters + padding + [self.suffix] {
            writer.u8(UInt8(ascii: "A") + byte >> 4)
            writer.u8(UInt8(ascii: "A") + byte & 15)
        }
        writer.u8(0)
    }
}
