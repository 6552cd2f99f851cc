// SPDX-License-Identifier: Apache-2.0

/// Text inside XML 1.0.
enum XMLText {
    static func element(_ name: String, _ text: String) -> String { "<\(name)>\(self.escaped(text))</\(name)>" }

    static func attribute(_ text: String) -> String { "\"\(self.escaped(text))\"" }

    /// XML 1.0 has no way to write most control characters, not even as references; those become U+FFFD. Line ends become references,
    /// so that a record stays on its line.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&apos;"
            case "\t", "\n", "\r": escaped += "&#\(scalar.value);"
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: escaped += "\u{FFFD}"
            case _ where scalar.needsEscape: escaped += "&#x\(Hex.digits(scalar.value, count: 1));"
            case _: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
