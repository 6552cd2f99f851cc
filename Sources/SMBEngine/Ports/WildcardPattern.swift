// SPDX-License-Identifier: Apache-2.0

/// A search expression of QUERY_DIRECTORY, matched without backtracking blow-up and without regard to case. [MS-FSA] 2.1.4.4
///
/// `*` any run, `?` one character, `<` any run up to the last dot, `>` one character or the end before a dot, `"` a dot or the end.
package struct WildcardPattern: Hashable, Sendable {
    package let expression: String
    private let folded: [Unicode.Scalar]

    package init(_ expression: String) {
        self.expression = expression
        self.folded = Array(Self.fold(expression))
    }

    /// Whether the expression can match more than one spelling of one name.
    package var hasWildcards: Bool { self.expression.unicodeScalars.contains { "*?<>\"".unicodeScalars.contains($0) } }

    package func matches(_ name: String) -> Bool {
        let name = Array(Self.fold(name))
        // A row of the usual table: reachable[i] says that pattern[..<i] matches the name so far.
        var reachable = [Bool](repeating: false, count: self.folded.count + 1)
        reachable[0] = true
        self.closeOverEmpty(&reachable, rest: name[...])
        for index in name.indices {
            reachable = self.step(reachable, name, index)
            if !reachable.contains(true) { return false }
        }
        return reachable[self.folded.count]
    }

    private func step(_ reachable: [Bool], _ name: [Unicode.Scalar], _ index: Int) -> [Bool] {
        var next = [Bool](repeating: false, count: reachable.count)
        let scalar = name[index]
        for (position, token) in self.folded.enumerated() where reachable[position] {
            switch token {
            case "*": next[position] = true
            case "<":
                // Runs over everything but the last dot.
                if scalar != "." || name[(index + 1)...].contains(".") { next[position] = true }
            case "?": next[position + 1] = true
            case ">": if scalar != "." { next[position + 1] = true }
            case "\"": if scalar == "." { next[position + 1] = true }
            default: if token == scalar { next[position + 1] = true }
            }
        }
        self.closeOverEmpty(&next, rest: name[(index + 1)...])
        return next
    }

    /// Follows the tokens that may match nothing at this point of the name.
    private func closeOverEmpty(_ reachable: inout [Bool], rest: ArraySlice<Unicode.Scalar>) {
        for (position, token) in self.folded.enumerated() where reachable[position] {
            switch token {
            case "*", "<": reachable[position + 1] = true
            case ">": if rest.isEmpty || rest.first == "." { reachable[position + 1] = true }
            case "\"": if rest.isEmpty { reachable[position + 1] = true }
            default: break
            }
        }
    }

    /// Simple upcasing, one scalar to one scalar, as NTFS does it.
    package static func fold(_ text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.map { scalar in
            if scalar.isASCII { return scalar.value >= 0x61 && scalar.value <= 0x7A ? Unicode.Scalar(scalar.value - 32)! : scalar }
            let upper = scalar.properties.uppercaseMapping.unicodeScalars
            return upper.count == 1 ? upper.first! : scalar
        }
    }
}
