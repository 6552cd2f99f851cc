// SPDX-License-Identifier: Apache-2.0

extension Unicode.Scalar {
    /// Whether the character does something to whoever shows it: control characters, line ends that few know, invisible ones and those
    /// that turn the direction of text.
    var needsEscape: Bool {
        if (0x20..<0x7F).contains(self.value) { return false }
        return switch self.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }
}

extension String {
    /// The text on one line, with whatever could deceive a reader or drive a terminal written as `\u{…}`.
    package var printable: String {
        if self.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return self }
        var shown = ""
        for scalar in self.unicodeScalars {
            if scalar.needsEscape {
                shown += "\\u{\(Hex.digits(scalar.value, count: 1))}"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}
