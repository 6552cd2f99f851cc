// SPDX-License-Identifier: Apache-2.0

/// Numbers as hexadecimal text.
enum Hex {
    /// Lower-case digits, at least `count` of them.
    static func digits(_ number: some BinaryInteger, count: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
}
