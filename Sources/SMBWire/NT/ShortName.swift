// SPDX-License-Identifier: Apache-2.0

/// Names of eight and three letters, as DOS has them: which names are such, and the one that stands for another name.
/// [MS-FSCC] 2.1.5.2.1, [MS-CIFS] 2.2.1.1.1
///
/// A short name is made of its long name alone: two letters, four digits and one more of a hash, so that it is the same each time
/// without being kept anywhere. Two names of one directory can share one, though hardly ever do.
package enum ShortName {
    private static let stemLength = 8
    private static let suffixLength = 3
    /// Where the tilde stands in a name that was made here.
    private static let tildeIndex = 6

    /// The short name for `name`: itself where it is one already.
    package static func make(for name: String) -> String { self.isShort(name) ? name : self.generate(name) }

    /// Eight and three letters of those that DOS takes, and one dot.
    package static func isShort(_ name: String) -> Bool {
        if name == "." || name == ".." { return true }
        let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count <= 2, let stem = parts.first, !stem.isEmpty, stem.count <= Self.stemLength else { return false }
        if parts.count == 2, parts[1].isEmpty || parts[1].count > Self.suffixLength { return false }
        return parts.allSatisfy { $0.allSatisfy(Self.isAllowed) } && !Self.devices.contains(self.text(stem).uppercased())
    }

    /// Whether this could be a name that `make` made: worth a look at all names of its directory.
    package static func mayBeGenerated(_ name: String) -> Bool {
        let stem = name.utf8.prefix { $0 != UInt8(ascii: ".") }
        guard stem.count == Self.stemLength, self.isShort(name) else { return false }
        return stem.dropFirst(Self.tildeIndex).first == UInt8(ascii: "~")
    }

    private static func generate(_ name: String) -> String {
        let (stem, suffix) = self.split(name)
        var hash = self.hash(name.uppercased())
        var digits: [UInt8] = []
        for _ in 0..<5 {
            digits.append(self.digits[Int(hash % 36)])
            hash /= 36
        }
        var letters = self.letters(of: stem, atMost: 2)
        while letters.count < 2 { letters.append(UInt8(ascii: "_")) }
        let start = letters + digits[0..<4] + [UInt8(ascii: "~"), digits[4]]
        let end = self.letters(of: suffix, atMost: Self.suffixLength)
        return self.text(end.isEmpty ? start : start + [UInt8(ascii: ".")] + end)
    }

    /// At the last dot; one at the beginning or the end is none of a suffix.
    private static func split(_ name: String) -> (stem: Substring, suffix: Substring) {
        let scalars = name.unicodeScalars
        guard let dot = scalars.lastIndex(of: "."), dot != scalars.startIndex, scalars.index(after: dot) != scalars.endIndex else {
            return (Substring(name), "")
        }
        return (Substring(scalars[..<dot]), Substring(scalars[scalars.index(after: dot)...]))
    }

    /// Capital letters, and only such as every client can write.
    private static func letters(of text: Substring, atMost count: Int) -> [UInt8] {
        Array(text.uppercased().utf8.lazy.filter { $0 != UInt8(ascii: "~") && Self.isAllowed($0) }.prefix(count))
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: Self.signs.contains(byte)
        }
    }

    private static let signs = Set("!#$%&'()-@^_`{}~".utf8)
    private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
    /// Names of devices, which DOS takes for these even with a suffix.
    private static let devices: Set<String> = [
        "AUX", "CON", "NUL", "PRN", "COM1", "COM2", "COM3", "COM4", "LPT1", "LPT2", "LPT3",
    ]

    /// FNV-1a.
    private static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    private static func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }
}
