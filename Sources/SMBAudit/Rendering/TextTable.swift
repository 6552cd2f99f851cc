// SPDX-License-Identifier: Apache-2.0

/// Columns for a terminal. An empty cell shows as a dash.
package enum TextTable {
    package static func render(_ rows: [[String]]) -> String {
        let shown = rows.map { $0.map { $0.isEmpty ? "-" : $0.printable } }
        let columns = shown.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in shown.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return shown.map { row in
            let cells = row.enumerated().map { column, cell in
                column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }
            return cells.joined(separator: "  ") + "\n"
        }.joined()
    }
}
