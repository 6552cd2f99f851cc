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
    private static let changedAtOnce = 32

    /// Does `change` to the files that a pattern stands for and that match. They are found on the pool.
    func changeMatches(
        of pattern: SMB1Pattern, where matches: @escaping (FileMetadata) -> Bool,
        _ change: @escaping (DirectoryEntry) throws(NTStatus) -> Void
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
            let found = entries.filter { matches($0.metadata) }
            guard !found.isEmpty else { throw .noSuchFile }
            return try self.change(found[...], change, into: &reply)
        }
    }

    /// Changes some files, and the rest when others have had their turn. The first that can't be changed ends it; those before it are.
    private func change(
        _ entries: ArraySlice<DirectoryEntry>, _ change: @escaping (DirectoryEntry) throws(NTStatus) -> Void, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        guard self.session.trees[self.tree.id] === self.tree else { throw .smbBadTID }
        self.connection.attempt = .cannotWait
        for entry in entries.prefix(Self.changedAtOnce) { try change(entry) }
        let rest = entries.dropFirst(Self.changedAtOnce)
        if rest.isEmpty {
            reply.body { _ in }
            return .replied
        }
        return .blocking(BlockingWork { () throws(NTStatus) in .none }) { (_, _, reply) throws(NTStatus) in
            try self.change(rest, change, into: &reply)
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
