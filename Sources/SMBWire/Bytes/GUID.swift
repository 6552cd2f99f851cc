// SPDX-License-Identifier: Apache-2.0

/// 16 bytes that name something. [MS-DTYP] 2.3.4.2
package struct GUID: Hashable, Sendable {
    /// The first and the last eight bytes as they lie on the wire, read as little-endian numbers.
    package var low: UInt64
    package var high: UInt64

    package init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    package static let zero = GUID(low: 0, high: 0)

    /// `nil` unless there are 16 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        self.init(low: Self.number(bytes[0..<8]), high: Self.number(bytes[8..<16]))
    }

    /// As they lie on the wire.
    package var bytes: [UInt8] {
        [self.low, self.high].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> ($0 * 8)) } }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }

    /// The first three fields are little-endian numbers, printed big end first.
    private static let printedOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]
}

extension GUID {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.low = try reader.u64("GUID")
        self.high = try reader.u64("GUID")
    }

    package func encode(into writer: inout WireWriter) {
        writer.u64(self.low)
        writer.u64(self.high)
    }
}

extension GUID: CustomStringConvertible {
    /// The registry form without braces, lower-case: `4b324fc8-1670-01d3-1278-5a47bf6ee188`.
    package var description: String {
        let bytes = self.bytes
        var text = ""
        for (position, index) in Self.printedOrder.enumerated() {
            if [4, 6, 8, 10].contains(position) { text.append("-") }
            if bytes[index] < 16 { text.append("0") }
            text += String(bytes[index], radix: 16)
        }
        return text
    }

    /// The registry form, with or without braces.
    package init?(_ text: String) {
        var text = Substring(text)
        if text.hasPrefix("{"), text.hasSuffix("}") { text = text.dropFirst().dropLast() }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [8, 4, 4, 4, 12] else { return nil }
        var bytes = [UInt8](repeating: 0, count: 16)
        var digits = parts.joined()[...]
        for index in Self.printedOrder {
            let pair = digits.prefix(2)
            guard pair.allSatisfy(\.isHexDigit), let byte = UInt8(pair, radix: 16) else { return nil }
            bytes[index] = byte
            digits = digits.dropFirst(2)
        }
        self.init(bytes: bytes)
    }
}
