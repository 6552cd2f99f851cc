// SPDX-License-Identifier: Apache-2.0

/// Columns for people. What clients chose (names, SPNs) is made harmless to a terminal on the way.
struct Table {
    let header: [String]
    private(set) var rows: [[String]] = []

    init(_ header: String...) { self.header = header }

    mutating func add(_ cells: String...) { self.rows.append(cells.map(Self.printable)) }

    func rendered() -> String {
        let all = [self.header] + self.rows
        let widths = self.header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            var line = ""
            for (index, cell) in row.enumerated() {
                let isLast = index == row.count - 1
                line += isLast ? cell : cell + String(repeating: " ", count: widths[index] - cell.count + 2)
            }
            return line + "\n"
        }.joined()
    }

    static func printable(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            let turnsText = (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
            shown.unicodeScalars.append(isControl || turnsText ? "\u{FFFD}" : scalar)
        }
        return shown
    }
}
