// SPDX-License-Identifier: Apache-2.0
import Glibc
import SMBEngine
import Synchronization

/// The thread behind all watches, and the table that says which watch hears of which folder.
final class WatchReader: Sendable {
    private let state: Mutex<WatchTable>

    init(maximumFolders: Int) { self.state = Mutex(WatchTable(maximumFolders: maximumFolders)) }

    /// From its return on no change is missed.
    func add(_ watch: POSIXWatch) throws(Errno) {
        let wake = try self.state.withLock { state throws(Errno) -> WakeableReader? in
            let source = if let source = state.source { source } else { try self.start(&state) }
            let isWhole = try state.add(watch, source.events)
            if !isWhole { state.incomplete.append(watch) }
            return isWhole ? nil : source.wake
        }
        wake?.wakeUp()
    }

    func remove(_ watch: POSIXWatch) { self.state.withLock { $0.remove(watch) } }

    func stop() {
        self.state.withLock { state -> WakeableReader? in
            state.isStopped = true
            return state.source?.wake
        }?.wakeUp()
    }

    private func start(_ state: inout WatchTable) throws(Errno) -> WatchTable.Source {
        let source = WatchTable.Source(events: try ChangeEvents(), wake: try WakeableReader())
        try WakeableReader.start { self.run(source) }
        state.source = source
        return source
    }

    private func run(_ source: WatchTable.Source) {
        while true {
            source.wake.wait(for: source.events.raw)
            var batch = source.events.next().events
            if batch.last?.has(Int(IN_MOVED_FROM)) == true {
                // The other half of a rename follows at once, if there is one.
                source.wake.wait(for: source.events.raw, milliseconds: 1)
                batch += source.events.next().events
            }
            let reports = self.state.withLock { state -> [WatchTable.Report]? in
                if state.isStopped { return nil }
                return state.takeIncomplete() + state.apply(batch, source.events)
            }
            guard let reports else { return }
            for report in reports { report.watch.report(report.changes) }
        }
    }
}

/// Which watch hears of which folder, and what it is called there.
struct WatchTable {
    struct Source: Sendable {
        let events: ChangeEvents
        let wake: WakeableReader
    }

    struct Report {
        let watch: POSIXWatch
        var changes: [FileChange]
    }

    private struct Listener {
        let watch: POSIXWatch
        /// The folder's path below the watched one, with a backslash at its end; empty for that one itself.
        var prefix: String
    }

    let maximumFolders: Int
    var source: Source?
    var isStopped = false
    var incomplete: [POSIXWatch] = []
    private var listeners: [Int32: [Listener]] = [:]
    /// Folders that left their place in a subtree; those that do not turn up again in it are forgotten.
    private var moved: [Move] = []

    private struct Move {
        let cookie: UInt32
        let watch: POSIXWatch
        let prefix: String
    }

    init(maximumFolders: Int) { self.maximumFolders = maximumFolders }

    mutating func takeIncomplete() -> [Report] {
        defer { self.incomplete = [] }
        return self.incomplete.map { Report(watch: $0, changes: []) }
    }
}

// MARK: - Folders

extension WatchTable {
    /// Whether all folders of the watch were reached.
    mutating func add(_ watch: POSIXWatch, _ events: ChangeEvents) throws(Errno) -> Bool {
        try self.listen(watch, watch.folder, "", events)
        return watch.subtree ? self.addFolders(below: "", watch, events) : true
    }

    mutating func remove(_ watch: POSIXWatch) {
        self.incomplete.removeAll { $0 === watch }
        self.removeListeners { $0.watch === watch }
    }

    private mutating func removeListeners(where isGone: (Listener) -> Bool) {
        for (number, listeners) in self.listeners {
            let left = listeners.filter { !isGone($0) }
            if left.count == listeners.count { continue }
            self.listeners[number] = left.isEmpty ? nil : left
            if left.isEmpty { self.source?.events.unwatch(number) }
        }
    }

    private mutating func listen(_ watch: POSIXWatch, _ folder: Descriptor, _ prefix: String, _ events: ChangeEvents) throws(Errno) {
        let number = try events.watch(folder.raw, watch.filter.mask(subtree: watch.subtree))
        self.listeners[number, default: []].removeAll { $0.watch === watch }
        self.listeners[number, default: []].append(Listener(watch: watch, prefix: prefix))
    }

    /// Goes through the folders below one that is watched; symlinks are not followed. Whether all were reached.
    private mutating func addFolders(below prefix: String, _ watch: POSIXWatch, _ events: ChangeEvents) -> Bool {
        var prefixes = [prefix]
        var count = self.listeners.values.reduce(0) { $0 + $1.count { $0.watch === watch } }
        while let prefix = prefixes.popLast() {
            let path = prefix.isEmpty ? "." : String(prefix.dropLast()).split(separator: "\\").joined(separator: "/")
            guard let folder = try? Syscalls.open(beneath: watch.folder.raw, path, Syscalls.folderFlags | O_NOFOLLOW) else { continue }
            if prefix != "" {
                count += 1
                guard count <= self.maximumFolders, (try? self.listen(watch, folder, prefix, events)) != nil else { return false }
            }
            prefixes += Self.folders(in: folder).map { prefix + $0 + "\\" }
        }
        return true
    }

    private static func folders(in folder: Descriptor) -> [String] {
        guard var reader = try? DirectoryReader(folder.raw) else { return [] }
        var names: [String] = []
        while let entry = try? reader.next() {
            if case .valid(let name) = entry, reader.mayBeDirectory, name.isSpeakable { names.append(name) }
        }
        return names
    }
}

// MARK: - Changes

extension WatchTable {
    mutating func apply(_ batch: [ChangeEvents.Event], _ events: ChangeEvents) -> [Report] {
        var reports: [ObjectIdentifier: Report] = [:]
        var order: [ObjectIdentifier] = []
        func append(_ change: FileChange?, to watch: POSIXWatch) {
            let key = ObjectIdentifier(watch)
            if reports[key] == nil {
                reports[key] = Report(watch: watch, changes: [])
                order.append(key)
            }
            // Many writes in a row are one change.
            if let change, reports[key]?.changes.last != change { reports[key]?.changes.append(change) }
        }
        for event in batch {
            if event.has(Int(IN_Q_OVERFLOW)) {
                for watch in self.everyone where watch.subtree { _ = self.addFolders(below: "", watch, events) }
                return self.everyone.map { Report(watch: $0, changes: []) }
            }
            if event.has(Int(IN_IGNORED)) {
                // A watched folder itself is gone: whoever watched it shall look.
                for listener in self.listeners.removeValue(forKey: event.watch) ?? [] where listener.prefix.isEmpty {
                    append(nil, to: listener.watch)
                }
                continue
            }
            guard let name = event.name, name.isSpeakable, !name.isEmpty else { continue }
            let isPaired = Self.isRename(event, in: batch)
            for listener in self.listeners[event.watch] ?? [] {
                if listener.watch.filter.asks(for: event) {
                    append(FileChange(action: event.action(isPaired), name: listener.prefix + name), to: listener.watch)
                }
                if listener.watch.subtree, event.isFolder, !self.follow(event, listener.watch, listener.prefix + name + "\\", events) {
                    self.incomplete.append(listener.watch)
                }
            }
        }
        for move in self.moved { self.removeListeners { $0.watch === move.watch && $0.prefix.hasPrefix(move.prefix) } }
        self.moved = []
        return order.compactMap { reports[$0] } + self.takeIncomplete()
    }

    private var everyone: [POSIXWatch] {
        var seen: Set<ObjectIdentifier> = []
        return self.listeners.values.joined().map(\.watch).filter { seen.insert(ObjectIdentifier($0)).inserted }
    }

    /// Within one folder a rename is one; between two it is a removal and an addition.
    private static func isRename(_ event: ChangeEvents.Event, in batch: [ChangeEvents.Event]) -> Bool {
        event.cookie != 0 && batch.count { $0.cookie == event.cookie && $0.watch == event.watch } == 2
    }

    /// Keeps up with the folders of a subtree. What a new one already contains is not reported by name.
    private mutating func follow(
        _ event: ChangeEvents.Event, _ watch: POSIXWatch, _ prefix: String, _ events: ChangeEvents
    ) -> Bool {
        if event.has(Int(IN_MOVED_FROM)) {
            self.moved.append(Move(cookie: event.cookie, watch: watch, prefix: prefix))
        } else if event.has(Int(IN_MOVED_TO)), let index = self.moved.firstIndex(where: { $0.cookie == event.cookie && $0.watch === watch })
        {
            self.rename(self.moved.remove(at: index).prefix, to: prefix, watch)
        } else if event.has(Int(IN_CREATE)) || event.has(Int(IN_MOVED_TO)) {
            return self.addFolders(below: prefix, watch, events)
        }
        return true
    }

    /// The kernel's watches move along with their folders: only the names change.
    private mutating func rename(_ old: String, to new: String, _ watch: POSIXWatch) {
        for number in self.listeners.keys {
            guard let index = self.listeners[number]?.firstIndex(where: { $0.watch === watch && $0.prefix.hasPrefix(old) }),
                let prefix = self.listeners[number]?[index].prefix
            else { continue }
            self.listeners[number]?[index].prefix = new + prefix.dropFirst(old.count)
        }
    }
}

extension ChangeEvents.Event {
    fileprivate func action(_ isRename: Bool) -> FileChange.Action {
        if self.has(Int(IN_CREATE)) { return .added }
        if self.has(Int(IN_DELETE)) { return .removed }
        if self.has(Int(IN_MOVED_FROM)) { return isRename ? .renamedOldName : .removed }
        if self.has(Int(IN_MOVED_TO)) { return isRename ? .renamedNewName : .added }
        return .modified
    }
}
