// SPDX-License-Identifier: Apache-2.0

/// Comma-separated values (RFC 4180) that a spreadsheet can open without running what a client sent.
enum CSVText {
    static func table(_ rows: [[String]]) -> String { rows.map { $0.map(self.cell).joined(separator: ",") + "\r\n" }.joined() }

    static func cell(_ text: String) -> String {
        var shown = text.printable
        // A cell that begins so is a formula to a spreadsheet; an apostrophe makes it text.
        if let first = shown.unicodeScalars.first, "=+-@".unicodeScalars.contains(first) { shown = "'" + shown }
        guard shown.utf8.contains(where: { [0x22, 0x2C, 0x27].contains($0) }) else { return shown }
        var quoted = "\""
        for scalar in shown.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
