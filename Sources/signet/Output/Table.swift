// SPDX-License-Identifier: Apache-2.0
import SMBAudit

/// A listing for people. What clients chose (names, SPNs) is made harmless to a terminal by `TextTable`.
struct Table {
    private var rows: [[String]]

    init(_ header: String...) { self.rows = [header] }

    mutating func add(_ cells: String...) { self.rows.append(cells) }

    func rendered() -> String { TextTable.render(self.rows) }
}
