// SPDX-License-Identifier: Apache-2.0
import Glibc
import SMBEngine
import Synchronization

/// What folders contain, by names without regard to case: filled by one scan, then kept true by the kernel's own queue of changes.
///
/// The queue is read at each question. Since the kernel queues a change before the call that made it returns, an answer includes all
/// that was done before, by whomever. A filesystem that changes behind this kernel's back (a network mount) shows it in the folder's
/// time: a newer one that no event explains empties the folder's list.
final class NameIndex: Sendable {
    private static let mask = UInt32(IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | Int32(IN_ONLYDIR))

    private let events: ChangeEvents?
    private let table: Mutex<Table>
    private let maximumBytes: Int
    private let maximumFolders: Int
    private let fills = Atomic<Int>(0)

    /// How often a folder was read from end to end: what tests, and an administrator with slow folders, ask about.
    var fillCount: Int { self.fills.load(ordering: .relaxed) }

    init(maximumBytes: Int = 64 << 20, maximumFolders: Int = 512) {
        self.events = try? ChangeEvents()
        self.table = Mutex(Table())
        self.maximumBytes = maximumBytes
        self.maximumFolders = maximumFolders
    }

    /// How a name is spelled in a folder; `nil` when it has no such name in any case.
    func spelling(of name: String, in folder: Folder) throws(Errno) -> String? {
        guard let list = self.list(of: folder) else { return try self.read(folder).spelling(of: name) }
        let (spelling, byteCount) = try list.contents.withLock { contents throws(Errno) -> (String?, Int) in
            self.bringUpToDate(&contents, folder, list)
            if contents.names == nil {
                contents.names = try self.read(folder)
                contents.changed = folder.changed
                contents.explained = nil
                self.bringUpToDate(&contents, folder, list)
            }
            return (contents.names?.spelling(of: name), contents.names?.byteCount ?? 0)
        }
        self.account(byteCount, to: folder.identity)
        return spelling
    }

    /// The next question about this folder reads it anew.
    func forget(_ identity: FileIdentity) { self.table.withLock { $0.folders[identity]?.news.isLost = true } }
}

// MARK: - One folder

extension NameIndex {
    fileprivate final class List: Sendable {
        let contents = Mutex(Contents())
    }

    fileprivate struct Contents {
        var names: FolderNames?
        /// The folder's time that belongs to `names`; `nil` when changes came since and the next one is taken as theirs.
        var changed: Moment?
        /// All changes up to this moment have come as events.
        var explained: Moment?
    }

    fileprivate struct News {
        var changes: [(name: String, exists: Bool)] = []
        /// Changes were missed.
        var isLost = false
    }

    private func bringUpToDate(_ contents: inout Contents, _ folder: Folder, _ list: List) {
        let news = self.takeNews(of: folder.identity, list)
        if news.isLost { contents.names = nil }
        guard contents.names != nil else { return }
        if !news.changes.isEmpty {
            for change in news.changes {
                if change.exists { contents.names?.insert(change.name) } else { contents.names?.remove(change.name) }
            }
            contents.explained = .now
            contents.changed = nil
            return
        }
        let isExplained = contents.explained.map { folder.changed <= $0 } ?? false
        if let changed = contents.changed, changed != folder.changed, !isExplained {
            contents.names = nil
        } else {
            contents.changed = folder.changed
        }
    }

    private func read(_ folder: Folder) throws(Errno) -> FolderNames {
        self.fills.add(1, ordering: .relaxed)
        var names = FolderNames()
        var reader = try DirectoryReader(folder.descriptor.raw)
        while let entry = try reader.next() {
            if case .valid(let name) = entry { names.insert(name) }
        }
        return names
    }
}

// MARK: - All folders

extension NameIndex {
    fileprivate struct Table {
        var folders: [FileIdentity: Entry] = [:]
        var watches: [Int32: FileIdentity] = [:]
        var byteCount = 0
        var clock: UInt64 = 0
    }

    fileprivate struct Entry {
        let watch: Int32
        let list: List
        var news = News()
        var byteCount = 0
        var lastUse: UInt64
    }

    /// The folder's list, empty for a new one; `nil` when the kernel would not tell of changes, so that nothing can be kept.
    private func list(of folder: Folder) -> List? {
        guard let events = self.events else { return nil }
        return self.table.withLock { table in
            table.clock += 1
            if let entry = table.folders[folder.identity] {
                table.folders[folder.identity]?.lastUse = table.clock
                return entry.list
            }
            guard let watch = try? events.watch(folder.descriptor.raw, Self.mask) else { return nil }
            let list = List()
            table.folders[folder.identity] = Entry(watch: watch, list: list, lastUse: table.clock)
            table.watches[watch] = folder.identity
            while table.folders.count > self.maximumFolders { table.evictOldest(events) }
            return list
        }
    }

    private func takeNews(of identity: FileIdentity, _ list: List) -> News {
        guard let events = self.events else { return News(isLost: true) }
        return self.table.withLock { table in
            table.drain(events)
            // Evicted meanwhile: this list hears of nothing any more.
            guard let entry = table.folders[identity], entry.list === list else { return News(isLost: true) }
            if entry.news.isLost || !entry.news.changes.isEmpty { table.folders[identity]?.news = News() }
            return entry.news
        }
    }

    private func account(_ byteCount: Int, to identity: FileIdentity) {
        guard let events = self.events else { return }
        self.table.withLock { table in
            guard let entry = table.folders[identity], entry.byteCount != byteCount else { return }
            table.byteCount += byteCount - entry.byteCount
            table.folders[identity]?.byteCount = byteCount
            while table.byteCount > self.maximumBytes, !table.folders.isEmpty { table.evictOldest(events) }
        }
    }
}

extension NameIndex.Table {
    /// How many changes of one folder are kept for its next question; beyond that reading it anew is cheaper.
    private static var maximumNews: Int { 1024 }

    fileprivate mutating func drain(_ events: ChangeEvents) {
        while true {
            let batch = events.next()
            for event in batch.events { self.apply(event) }
            if batch.isAll { return }
        }
    }

    private mutating func apply(_ event: ChangeEvents.Event) {
        if event.has(Int(IN_Q_OVERFLOW)) {
            for identity in self.folders.keys { self.folders[identity]?.news = .init(isLost: true) }
            return
        }
        guard let identity = self.watches[event.watch] else { return }
        if event.has(Int(IN_IGNORED)) || event.has(Int(IN_DELETE_SELF)) || event.has(Int(IN_UNMOUNT)) {
            self.drop(identity)
        } else if let name = event.name, self.folders[identity]?.news.isLost == false {
            let exists = event.has(Int(IN_CREATE)) || event.has(Int(IN_MOVED_TO))
            self.folders[identity]?.news.changes.append((name, exists))
            if self.folders[identity]?.news.changes.count ?? 0 > Self.maximumNews {
                self.folders[identity]?.news = .init(isLost: true)
            }
        }
    }

    fileprivate mutating func evictOldest(_ events: ChangeEvents) {
        guard let oldest = self.folders.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
        events.unwatch(oldest.value.watch)
        self.drop(oldest.key)
    }

    private mutating func drop(_ identity: FileIdentity) {
        guard let entry = self.folders.removeValue(forKey: identity) else { return }
        self.watches[entry.watch] = nil
        self.byteCount -= entry.byteCount
    }
}
