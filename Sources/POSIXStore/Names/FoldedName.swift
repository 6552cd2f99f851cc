// SPDX-License-Identifier: Apache-2.0
import SMBEngine

/// A name without regard to case. Compared and hashed byte by byte: `String` would also take composed and decomposed letters for equal,
/// and those are different files.
struct FoldedName: Hashable {
    private let text: String

    init(_ name: String) { self.text = WildcardPattern.folded(name) }

    var byteCount: Int { self.text.utf8.count }

    static func == (left: FoldedName, right: FoldedName) -> Bool { left.text.hasSameSpelling(as: right.text) }

    func hash(into hasher: inout Hasher) { self.text.hashSpelling(into: &hasher) }
}

/// The names in one folder by their folded form.
struct FolderNames {
    private var spellings: [FoldedName: String] = [:]
    /// Further names with the same folded form: rare.
    private var others: [FoldedName: [String]] = [:]
    private(set) var byteCount = 0

    mutating func insert(_ name: String) {
        let key = FoldedName(name)
        guard let first = self.spellings[key] else {
            self.spellings[key] = name
            self.byteCount += Self.cost(name, key)
            return
        }
        if first.hasSameSpelling(as: name) || self.others[key, default: []].contains(where: name.hasSameSpelling) { return }
        self.others[key, default: []].append(name)
        self.byteCount += Self.cost(name, key)
    }

    mutating func remove(_ name: String) {
        let key = FoldedName(name)
        guard let first = self.spellings[key] else { return }
        if first.hasSameSpelling(as: name) {
            self.spellings[key] = self.others[key]?.popLast()
        } else if let index = self.others[key]?.firstIndex(where: name.hasSameSpelling) {
            self.others[key]?.remove(at: index)
        } else {
            return
        }
        if self.others[key]?.isEmpty == true { self.others[key] = nil }
        self.byteCount -= Self.cost(name, key)
    }

    /// The exact spelling if there is one, else any.
    func spelling(of name: String) -> String? {
        let key = FoldedName(name)
        guard let first = self.spellings[key] else { return nil }
        if first.hasSameSpelling(as: name) { return first }
        return self.others[key]?.first(where: name.hasSameSpelling) ?? first
    }

    /// Two strings in a hash table: 16 bytes each, their text apart when it is longer than 15, and the table's spare room.
    private static func cost(_ name: String, _ key: FoldedName) -> Int {
        64 + (name.utf8.count > 15 ? name.utf8.count + 32 : 0) + (key.byteCount > 15 ? key.byteCount + 32 : 0)
    }
}
