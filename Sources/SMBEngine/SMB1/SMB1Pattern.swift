// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// A path whose last component may stand for several files. [MS-CIFS] 2.2.1.1.3
struct SMB1Pattern: Hashable {
    /// Without separators at its ends.
    let folder: String
    let name: String

    init(_ path: String) throws(NTStatus) {
        (self.folder, self.name) = SMB1Path.split(try SMB1Path.relative(path))
    }

    var hasWildcards: Bool { WildcardPattern(self.name).hasWildcards }
    var path: String { self.path(of: self.name) }
    func path(of name: String) -> String { self.folder.isEmpty ? name : self.folder + "\\" + name }

    /// What DOS means by its wildcards: a question mark may stand for nothing before a dot or at the end, and a dot before wildcards need
    /// not be there. [MS-CIFS] 2.2.1.1.3
    var expression: WildcardPattern { Self.expression(of: self.name) }

    static func expression(of name: String) -> WildcardPattern {
        if name == "*.*" { return WildcardPattern("*") }
        let letters = Array(name)
        var expression = ""
        for (index, letter) in letters.enumerated() {
            let next = index + 1 < letters.count ? letters[index + 1] : nil
            switch (letter, next) {
            case ("?", _): expression.append(">")
            case (".", "?"), (".", "*"): expression.append("\"")
            case ("*", "."): expression.append("<")
            default: expression.append(letter)
            }
        }
        return WildcardPattern(expression)
    }

    /// The name that `self`, as the target of a rename, gives to `source`: `?` keeps one of its letters, `*` all that are left, in what
    /// lies before and behind the last dot each.
    func resolved(for source: String) -> String {
        guard self.hasWildcards else { return self.name }
        let (pattern, name) = (Self.parts(self.name), Self.parts(source))
        // A pattern without a dot takes the name as a whole.
        guard let suffix = pattern.suffix else { return Self.resolve(self.name, source) }
        let stem = Self.resolve(pattern.stem, name.stem)
        let end = Self.resolve(suffix, name.suffix ?? "")
        return end.isEmpty ? stem : stem + "." + end
    }

    private static func parts(_ name: String) -> (stem: String, suffix: String?) {
        guard let dot = name.lastIndex(of: ".") else { return (name, nil) }
        return (String(name[..<dot]), String(name[name.index(after: dot)...]))
    }

    private static func resolve(_ pattern: String, _ name: String) -> String {
        var result = ""
        var rest = Substring(name)
        for character in pattern {
            switch character {
            case "*":
                result += rest
                rest = ""
            case "?": if let letter = rest.popFirst() { result.append(letter) }
            default:
                result.append(character)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}

extension SMB1TreeContext {
    /// Most files that one command with wildcards changes.
    private static let maximumMatches = 65_536

    /// The names that a pattern stands for, found on the pool, then `finish`.
    func matches(
        of pattern: SMB1Pattern, _ finish: @escaping ([DirectoryEntry], inout WireWriter) throws(NTStatus) -> SMB1Outcome
    ) throws(NTStatus) -> SMB1Outcome {
        let folder = try self.files.folder(try StorePath(parsing: pattern.folder), granting: .listDirectory, reads: true)
        let scan = try SharedScan(folder)
        let expression = pattern.expression
        let work = BlockingWork { () throws(NTStatus) in
            var found: [DirectoryEntry] = []
            while found.count < Self.maximumMatches {
                let entries = try scan.nextBlocking(ConnectionLimits.entriesPerScan, matching: expression)
                if entries.isEmpty { break }
                found += entries.filter { $0.name != "." && $0.name != ".." }
            }
            return .entries(found)
        }
        return .blocking(work) { (value, _, reply) throws(NTStatus) in
            guard case .entries(let entries) = value else { throw .internalError }
            return try finish(entries, &reply)
        }
    }

    /// Opens a file for one command, and closes it behind it.
    func opening<Value>(_ request: OpenRequest, _ body: (OpenResult) throws(NTStatus) -> Value) throws(NTStatus) -> Value {
        let result = try self.files.open(request, as: try self.nextFileID())
        defer { self.connection.close(result.open, of: self.session) }
        return try body(result)
    }
}

extension OpenRequest {
    /// An existing file, for what a command does by name.
    init(
        existing name: String, _ access: AccessMask, options: CreateOptions = [], sharing: ShareAccess = .all
    ) {
        self.init(
            name: name, desiredAccess: access, attributes: [], sharing: sharing, disposition: .open, options: options, allocationSize: nil)
    }
}
