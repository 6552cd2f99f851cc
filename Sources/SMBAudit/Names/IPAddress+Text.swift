// SPDX-License-Identifier: Apache-2.0

extension IPAddress {
    /// Reads dotted IPv4 and every text form of IPv6 (RFC 4291 2.2), in brackets or not, with a zone or not. The zone only says which
    /// interface of the writer is meant, so it is no part of the address.
    package init?(_ text: String) {
        var characters = Array(text.utf8)
        guard characters.count <= 128 else { return nil }
        if characters.first == UInt8(ascii: "[") {
            guard characters.last == UInt8(ascii: "]") else { return nil }
            characters = Array(characters.dropFirst().dropLast())
            guard characters.contains(UInt8(ascii: ":")) else { return nil }
        }
        if let percent = characters.firstIndex(of: UInt8(ascii: "%")) {
            guard percent + 1 < characters.count else { return nil }
            characters.removeSubrange(percent...)
            guard characters.contains(UInt8(ascii: ":")) else { return nil }
        }
        guard let bytes = characters.contains(UInt8(ascii: ":")) ? Self.ipv6(characters[...]) : Self.ipv4(characters[...]) else {
            return nil
        }
        self.init(bytes: bytes)
    }

    /// Four decimal numbers without leading zeros, which some read as octal.
    private static func ipv4(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
            var number = 0
            for digit in part {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
                number = number * 10 + Int(digit - UInt8(ascii: "0"))
            }
            guard let byte = UInt8(exactly: number) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private static func ipv6(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let colon = UInt8(ascii: ":")
        var gap: Int?
        for index in text.indices.dropLast() where text[index] == colon && text[index + 1] == colon {
            // "::" may stand once; ":::" would be two that overlap.
            guard gap == nil else { return nil }
            gap = index
        }
        guard let gap else {
            let bytes = self.groups(text)
            return bytes?.count == 16 ? bytes : nil
        }
        guard let head = self.groups(text[..<gap], mayEndInIPv4: false), let tail = self.groups(text[(gap + 2)...]) else { return nil }
        // "::" stands for at least one group of zeros.
        guard head.count + tail.count <= 14 else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    private static func groups(_ text: ArraySlice<UInt8>, mayEndInIPv4: Bool = true) -> [UInt8]? {
        if text.isEmpty { return [] }
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count <= 8 else { return nil }
        var bytes: [UInt8] = []
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, mayEndInIPv4, part.contains(UInt8(ascii: ".")) {
                guard let tail = self.ipv4(part) else { return nil }
                return bytes + tail
            }
            guard (1...4).contains(part.count) else { return nil }
            var group: UInt16 = 0
            for character in part {
                guard let digit = Self.hexDigit(character) else { return nil }
                group = group << 4 | digit
            }
            bytes.append(UInt8(group >> 8))
            bytes.append(UInt8(group & 0xFF))
        }
        return bytes
    }

    private static func hexDigit(_ character: UInt8) -> UInt16? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(character - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(character - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(character - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}

extension IPAddress: CustomStringConvertible {
    /// Dotted IPv4, or IPv6 in the form of RFC 5952: lower case, no leading zeros, the first longest run of zeros shortened.
    package var description: String {
        if self.isIPv4 { return self.bytes.map { String($0) }.joined(separator: ".") }
        let groups = (0..<8).map { UInt16(self.bytes[2 * $0]) << 8 | UInt16(self.bytes[2 * $0 + 1]) }
        let texts = groups.map { String($0, radix: 16) }
        guard let run = Self.longestRunOfZeros(groups) else { return texts.joined(separator: ":") }
        return texts[..<run.lowerBound].joined(separator: ":") + "::" + texts[run.upperBound...].joined(separator: ":")
    }

    /// At least two groups: RFC 5952 4.2.2 leaves a single zero as it is.
    private static func longestRunOfZeros(_ groups: [UInt16]) -> Range<Int>? {
        var longest: Range<Int>?
        var start = 0
        while start < groups.count {
            var end = start
            while end < groups.count, groups[end] == 0 { end += 1 }
            if end - start >= 2, end - start > (longest?.count ?? 0) { longest = start..<end }
            start = max(end, start + 1)
        }
        return longest
    }
}
