// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// A directory search of SMB1, from FIND_FIRST2 or SEARCH until it is closed. It keeps its directory open, but is no open of it.
/// [MS-CIFS] 3.3.1.7
final class DirectorySearch {
    /// An entry and the number that its client may go on behind.
    struct Found {
        let key: UInt32
        let entry: DirectoryEntry
    }

    let userID: UInt16
    let treeID: UInt16
    let attributes: SearchAttributes
    let folder: StorePath
    private let pattern: WildcardPattern?
    /// `nil`: one name was looked up.
    private var scan: SharedScan?
    /// The directory, where there is one to look through.
    private let file: OpenFile?
    /// Among the server's opens it counts as one.
    private let holding: OpenTable.Holding?
    /// Entries that the next look passes over: they have been sent before.
    private var skipped = 0
    /// The next look begins anew behind the entry of this name.
    private var restart: String?
    /// Read from the directory, but not sent.
    private(set) var pending: ArraySlice<Found> = []
    /// What the last answer brought: a client may go on in the middle of it.
    private var sent: ArraySlice<Found> = []
    private(set) var hasEnded: Bool
    private(set) var hasMatched = false
    private var lastKey: UInt32 = 0
    private var lastSent: UInt32 = 0
    /// When it was last used, in requests of the connection.
    var lastUse: UInt64 = 0

    init(
        userID: UInt16, treeID: UInt16, attributes: SearchAttributes, folder: StorePath, pattern: WildcardPattern?, directory: OpenFile?,
        countedIn opens: OpenTable
    ) throws(NTStatus) {
        self.userID = userID
        self.treeID = treeID
        self.attributes = attributes
        self.folder = folder
        self.pattern = pattern
        self.file = directory
        self.holding = try directory.map { (_) throws(NTStatus) in try OpenTable.Holding(in: opens) }
        self.scan = try directory.map { (file) throws(NTStatus) in try SharedScan(file) }
        self.hasEnded = directory == nil
    }

    func add(_ entries: [DirectoryEntry]) {
        for entry in entries {
            self.lastKey &+= 1
            self.pending.append(Found(key: self.lastKey, entry: entry))
        }
        if !entries.isEmpty { self.hasMatched = true }
    }

    func end() { self.hasEnded = true }

    /// The pending entries that were sent now.
    func send(_ count: Int) {
        self.sent = self.pending.prefix(count)
        self.lastSent = self.sent.last?.key ?? self.lastSent
        self.pending = self.pending.dropFirst(count)
    }

    /// Goes back to behind the entry of this name, if it was in the last answer.
    func resume(behind name: String) {
        guard let index = self.sent.lastIndex(where: { $0.entry.name == name }) else { return }
        self.resume(at: index)
        if self.pending.isEmpty { self.restart = name }
    }

    /// Goes back to behind the entry of this number, to one of long ago by looking through the directory anew. A number that was never
    /// given goes on where the last answer ended.
    func resume(behind key: UInt32) throws(NTStatus) {
        if let index = self.sent.lastIndex(where: { $0.key == key }) { return self.resume(at: index) }
        guard key < self.lastSent, let file = self.file else { return }
        self.scan = try SharedScan(file)
        self.skipped = Int(key)
        self.lastKey = key
        self.pending = []
        self.sent = []
        self.hasEnded = false
    }

    private func resume(at index: Int) {
        self.pending = self.sent[self.sent.index(after: index)...] + self.pending
        self.sent = []
    }

    /// Reads `count` entries, fewer only at the directory's end; `nil` where there is nothing to read. No more than will be sent are
    /// read: what happens to the files until then must show.
    func reading(_ count: Int) -> BlockingWork? {
        guard let scan = self.scan, !self.hasEnded, count > 0 else { return nil }
        let (pattern, attributes, skipped) = (self.pattern, self.attributes, self.skipped)
        self.skipped = 0
        let restart = self.restart
        self.restart = nil
        return BlockingWork { () throws(NTStatus) in
            if let restart { try scan.restartBlocking(behind: restart) }
            var found: [DirectoryEntry] = []
            var skipped = skipped
            while found.count < count {
                let entries = try scan.nextBlocking(min(skipped, ConnectionLimits.entriesPerScan) + count - found.count, matching: pattern)
                if entries.isEmpty { break }
                let wanted = entries.filter { attributes.finds($0.metadata) }
                found += wanted.dropFirst(skipped)
                skipped -= min(skipped, wanted.count)
            }
            return .entries(found)
        }
    }
}

extension SMB1Machine {
    /// Keeps a search under a number of its own. With too many, the one that was idle longest goes: old clients close none.
    func keep(_ search: DirectorySearch) throws(NTStatus) -> UInt16 {
        if self.searches.count >= ConnectionLimits.searches, let idle = self.searches.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            self.searches[idle.key] = nil
        }
        let id = try self.nextSearch()
        self.searches[id] = search
        self.touch(search)
        return id
    }

    func touch(_ search: DirectorySearch) {
        self.searchUses += 1
        search.lastUse = self.searchUses
    }
}

extension SMB1TreeContext {
    /// The search that a SID names: this user's, on this tree.
    func search(_ id: UInt16) throws(NTStatus) -> DirectorySearch {
        guard let search = self.machine.searches[id], search.userID == self.header.userID, search.treeID == self.header.treeID else {
            throw .invalidHandle
        }
        self.machine.touch(search)
        return search
    }

    /// Begins a search: the directory is opened, and looked through later.
    func beginSearch(for name: String, _ attributes: SearchAttributes, dosWildcards: Bool) throws(NTStatus) -> DirectorySearch {
        let (folder, expression) = try Self.split(name)
        let file = try self.directory(folder)
        let pattern = Self.pattern(expression, dosWildcards: dosWildcards)
        let isName = !pattern.hasWildcards && expression != "." && expression != ".."
        let search = try DirectorySearch(
            userID: self.header.userID, treeID: self.header.treeID, attributes: attributes, folder: try StorePath(parsing: folder),
            pattern: pattern.expression == "*" ? nil : pattern, directory: isName ? nil : file,
            countedIn: self.server.opens)
        guard isName else { return search }
        let path = self.files.withLongNames(try StorePath(parsing: folder.isEmpty ? expression : folder + "\\" + expression))
        let entry = try file.handle.entry(named: path.components.last ?? expression)
        if let entry, attributes.finds(entry.metadata) { search.add([entry]) }
        return search
    }

    /// The directory, and the expression behind the last separator. The root itself is looked up as "." in itself.
    private static func split(_ name: String) throws(NTStatus) -> (folder: String, expression: String) {
        let (folder, expression) = SMB1Path.split(name)
        guard expression.utf16.count <= 255, expression.utf8.allSatisfy({ $0 >= 0x20 && !#"/:|"#.utf8.contains($0) }) else {
            throw .objectNameInvalid
        }
        return (try SMB1Path.relative(folder), expression.isEmpty ? "." : expression)
    }

    /// "*.*" means everything, names without a dot too, to all clients.
    private static func pattern(_ expression: String, dosWildcards: Bool) -> WildcardPattern {
        if dosWildcards { return SMB1Pattern.expression(of: expression) }
        return WildcardPattern(expression == "*.*" ? "*" : expression)
    }

    private func directory(_ folder: String) throws(NTStatus) -> OpenFile {
        let request = OpenRequest(
            name: folder, desiredAccess: [.listDirectory, .readAttributes], attributes: [], sharing: .all, disposition: .open,
            options: .directoryFile, allocationSize: nil)
        do {
            let result = try self.files.open(request, as: try self.nextFileID())
            defer { self.connection.close(result.open, of: self.session) }
            return try result.open.file()
        } catch {
            // What is missing is on the way to the names that were asked for.
            throw error == .objectNameNotFound ? .objectPathNotFound : error
        }
    }
}
