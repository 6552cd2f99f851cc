// SPDX-License-Identifier: Apache-2.0

/// A search expression of QUERY_DIRECTORY, matched without backtracking and without regard to case. [MS-FSA] 2.1.4.4
///
/// `*` any run, `?` one character, `<` any run up to the last dot, `>` one character or nothing before a dot or at the end, `"` a dot or
/// nothing at the end.
package struct WildcardPattern: Hashable, Sendable {
    package let expression: String
    private let form: Form

    /// What matching takes: most expressions are `*`, one name, or `*` and an end.
    private enum Form: Hashable {
        case everything
        case name([UInt8])
        case end([UInt8])
        case tokens([Unicode.Scalar])
    }

    package init(_ expression: String) {
        self.expression = expression
        let folded = Self.fold(expression)
        if !folded.isEmpty, folded.allSatisfy({ $0 == "*" }) {
            self.form = .everything
        } else if folded.first == "*", !folded.dropFirst().contains(where: Self.isWildcard) {
            self.form = .end(Array(Self.folded(String(expression.unicodeScalars.dropFirst())).utf8))
        } else if folded.contains(where: Self.isWildcard) {
            self.form = .tokens(Self.withoutRepeatedStars(folded))
        } else {
            self.form = .name(Array(Self.folded(expression).utf8))
        }
    }

    /// Whether the expression can match more than one spelling of one name.
    package var hasWildcards: Bool {
        if case .name = self.form { return false }
        return true
    }

    package func matches(_ name: String) -> Bool {
        switch self.form {
        case .everything: true
        case .name(let folded): Self.compare(name, toEnd: folded, isWhole: true)
        case .end(let folded): Self.compare(name, toEnd: folded, isWhole: false)
        case .tokens(let tokens): Matching.succeeds(tokens, Self.fold(name))
        }
    }

    /// From the back, byte by byte as long as they are ASCII: nothing else folds to ASCII, and ASCII to nothing else.
    private static func compare(_ name: String, toEnd end: [UInt8], isWhole: Bool) -> Bool {
        var rest = end.count
        for byte in name.utf8.reversed() {
            if rest == 0 { return !isWhole }
            if byte >= 0x80 {
                let folded = Self.folded(name).utf8
                return isWhole ? folded.elementsEqual(end) : folded.suffix(end.count).elementsEqual(end)
            }
            rest -= 1
            if Self.upcase(byte) != end[rest] { return false }
        }
        return rest == 0
    }

    private static func isWildcard(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "*", "?", "<", ">", "\"": true
        default: false
        }
    }

    private static func withoutRepeatedStars(_ tokens: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        for token in tokens where token != "*" || result.last != "*" { result.append(token) }
        return result
    }
}

/// One name going through an expression: all positions that the expression can have reached, character by character. The work is at most
/// the product of both lengths, whatever the expression.
private struct Matching {
    private let tokens: [Unicode.Scalar]
    private let name: [Unicode.Scalar]
    private let lastDot: Int?
    /// Positions in `tokens`, ascending: everything before them is matched.
    private var reached: [Int] = []

    static func succeeds(_ tokens: [Unicode.Scalar], _ name: [Unicode.Scalar]) -> Bool {
        var matching = Matching(tokens, name)
        return matching.run()
    }

    private init(_ tokens: [Unicode.Scalar], _ name: [Unicode.Scalar]) {
        self.tokens = tokens
        self.name = name
        self.lastDot = name.lastIndex(of: ".")
    }

    private mutating func run() -> Bool {
        self.reach(0, at: 0)
        var previous: [Int] = []
        for index in self.name.indices {
            swap(&previous, &self.reached)
            self.reached.removeAll(keepingCapacity: true)
            for position in previous where position < self.tokens.count { self.consume(position, at: index) }
            if self.reached.isEmpty { return false }
        }
        return self.reached.last == self.tokens.count
    }

    /// Lets the token at `position` take the character at `index`, if it may.
    private mutating func consume(_ position: Int, at index: Int) {
        let scalar = self.name[index]
        switch self.tokens[position] {
        case "*": self.reach(position, at: index + 1)
        case "<": if index != self.lastDot { self.reach(position, at: index + 1) }
        case "?": self.reach(position + 1, at: index + 1)
        case ">": if scalar != "." { self.reach(position + 1, at: index + 1) }
        case "\"": if scalar == "." { self.reach(position + 1, at: index + 1) }
        case let token: if token == scalar { self.reach(position + 1, at: index + 1) }
        }
    }

    /// Adds a position, and those behind it whose tokens may match nothing before the character at `index`. Positions come in ascending
    /// order, and what follows a known one is known.
    private mutating func reach(_ position: Int, at index: Int) {
        var position = position
        while position > self.reached.last ?? -1 {
            self.reached.append(position)
            guard position < self.tokens.count, self.mayBeEmpty(self.tokens[position], at: index) else { return }
            position += 1
        }
    }

    private func mayBeEmpty(_ token: Unicode.Scalar, at index: Int) -> Bool {
        switch token {
        case "*", "<": true
        case ">": index == self.name.count || self.name[index] == "."
        case "\"": index == self.name.count
        default: false
        }
    }
}

// MARK: - Case

extension WildcardPattern {
    /// Simple upcasing, one scalar to one scalar, as NTFS does it: no scalar beyond U+FFFF, and none that would become ASCII.
    package static func fold(_ text: String) -> [Unicode.Scalar] { text.unicodeScalars.map(self.upcase) }

    /// The same as text: equal, byte by byte, for names that differ only in case.
    package static func folded(_ text: String) -> String {
        var bytes = Array(text.utf8)
        for index in bytes.indices {
            if bytes[index] >= 0x80 { return self.foldedScalars(text) }
            bytes[index] = self.upcase(bytes[index])
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func upcase(_ byte: UInt8) -> UInt8 { byte >= 0x61 && byte <= 0x7A ? byte - 32 : byte }

    private static func foldedScalars(_ text: String) -> String {
        var folded = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { folded.append(self.upcase(scalar)) }
        return String(folded)
    }

    private static func upcase(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x61...0x7A: return Unicode.Scalar(UInt8(scalar.value - 32))
        case ..<0x80: return scalar
        case 0x2E80...0xA63F, 0xAC00...0xD7FF, 0x1_0000...: return scalar  // No case, or none to NTFS: spares the look-up.
        default:
            let upper = scalar.properties.uppercaseMapping.unicodeScalars
            guard upper.count == 1, let first = upper.first, first.value >= 0x80, first.value < 0x1_0000 else { return scalar }
            return first
        }
    }
}
