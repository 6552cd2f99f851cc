// SPDX-License-Identifier: Apache-2.0

/// Writes JSON in the order it is told to. What it is told must be a well-formed sequence; strings may be anything.
package struct JSONWriter: Sendable {
    package private(set) var text = ""
    private var needsComma = false

    package init() {}

    package mutating func object(_ key: String? = nil, _ members: (inout JSONWriter) -> Void) { self.nest(key, "{", "}", members) }

    package mutating func array(_ key: String? = nil, _ elements: (inout JSONWriter) -> Void) { self.nest(key, "[", "]", elements) }

    package mutating func string(_ key: String? = nil, _ value: String) { self.value(key, Self.quoted(value)) }

    package mutating func number(_ key: String? = nil, _ value: some BinaryInteger) { self.value(key, String(value)) }

    package mutating func bool(_ key: String? = nil, _ value: Bool) { self.value(key, value ? "true" : "false") }

    package mutating func null(_ key: String? = nil) { self.value(key, "null") }

    package mutating func strings(_ key: String? = nil, _ values: [String]) {
        self.array(key) { array in
            for value in values { array.string(nil, value) }
        }
    }

    private mutating func nest(_ key: String?, _ open: String, _ close: String, _ content: (inout JSONWriter) -> Void) {
        self.value(key, open)
        self.needsComma = false
        content(&self)
        self.text += close
        self.needsComma = true
    }

    private mutating func value(_ key: String?, _ value: String) {
        if self.needsComma { self.text += "," }
        if let key { self.text += Self.quoted(key) + ":" }
        self.text += value
        self.needsComma = true
    }

    /// A string literal that is also safe inside JavaScript and on a terminal: controls, format characters and line ends are escaped.
    package static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.needsEscape:
                for unit in Character(scalar).utf16 { quoted += "\\u" + Hex.digits(unit, count: 4) }
            case _: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
