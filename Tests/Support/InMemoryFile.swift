// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBEngine
import SMBWire
import Synchronization

/// A handle on a node of an `InMemoryStore`.
final class InMemoryFile: FileHandle {
    let identity: FileIdentity
    let isDirectory: Bool
    let store: InMemoryStore
    let id: InMemoryStore.ID
    private let isClosed = Mutex(false)

    init(_ store: InMemoryStore, _ id: InMemoryStore.ID, _ metadata: FileMetadata) {
        self.store = store
        self.id = id
        self.identity = metadata.identity
        self.isDirectory = metadata.isDirectory
    }

    func close() { self.isClosed.withLock { $0 = true } }

    private func with<Result: Sendable>(
        _ body: (inout InMemoryStore.State, inout InMemoryStore.Node) throws(NTStatus) -> Result
    ) throws(NTStatus) -> Result {
        if self.isClosed.withLock({ $0 }) { throw .fileClosed }
        return try self.store.state.withLock { state throws(NTStatus) -> Result in
            guard var node = state.nodes[self.id] else { throw .fileDeleted }
            defer { state.nodes[self.id] = node }
            return try body(&state, &node)
        }
    }

    /// For what changes names: it works on the state alone.
    func withState<Result: Sendable>(
        _ body: (inout InMemoryStore.State) throws(NTStatus) -> Result
    ) throws(NTStatus) -> Result {
        if self.isClosed.withLock({ $0 }) { throw .fileClosed }
        return try self.store.state.withLock { state throws(NTStatus) -> Result in try body(&state) }
    }

    func metadata() throws(NTStatus) -> FileMetadata { try self.with { _, node in node.metadata } }

    func currentPath() throws(NTStatus) -> StorePath {
        StorePath(try self.withState { state throws(NTStatus) in try state.path(of: self.id) })
    }

    // MARK: Data

    func read(into buffer: inout ByteBuffer, at offset: FileOffset, count: Int) throws(NTStatus) -> Int? {
        if self.store.isCold { return nil }
        return try self.readBlocking(into: &buffer, at: offset, count: count)
    }

    func readBlocking(into buffer: inout ByteBuffer, at offset: FileOffset, count: Int) throws(NTStatus) -> Int {
        if self.isDirectory { throw .fileIsADirectory }
        let bytes = try self.with { _, node in
            offset.value < node.data.count ? Array(node.data[Int(offset.value)...].prefix(max(count, 0))) : []
        }
        return buffer.writeBytes(bytes)
    }

    func write(_ data: ByteBuffer, at offset: FileOffset) throws(NTStatus) {
        try self.with { state, node throws(NTStatus) in
            let start = try Self.size(offset, plus: data.readableBytes)
            node.resize(max(node.data.count, start + data.readableBytes))
            node.data.replaceSubrange(start..<(start + data.readableBytes), with: data.readableBytesView)
            node.touch(state.now)
        }
        try self.tell([.size, .lastWrite])
    }

    func flushBlocking() throws(NTStatus) { try self.with { _, _ in } }

    func setEndOfFile(_ size: FileOffset) throws(NTStatus) {
        if self.isDirectory { throw .invalidParameter }
        try self.with { state, node throws(NTStatus) in
            node.resize(try Self.size(size, plus: 0))
            node.touch(state.now)
        }
        try self.tell([.size, .lastWrite])
    }

    func reserve(_ size: FileOffset) throws(NTStatus) {
        try self.with { _, node throws(NTStatus) in
            let size = UInt64(try Self.size(size, plus: 0))
            node.metadata.allocationSize = max(node.metadata.allocationSize, (size + 4095) & ~4095)
        }
    }

    func overwrite(attributes: FileAttributes) throws(NTStatus) {
        if self.isDirectory { throw .fileIsADirectory }
        try self.with { state, node in
            node.resize(0)
            node.streams = [:]
            node.attributes = []
            node.metadata.attributes = attributes.subtracting(.normal).union(.archive)
            node.touch(state.now)
        }
        try self.tell([.size, .lastWrite, .attributes])
    }

    func change(_ change: MetadataChange) throws(NTStatus) {
        try self.with { state, node in
            if let time = change.creationTime { node.metadata.creationTime = time }
            if let time = change.lastAccessTime { node.metadata.lastAccessTime = time }
            if let time = change.lastWriteTime { node.metadata.lastWriteTime = time }
            if let attributes = change.attributes, !attributes.isEmpty {
                let own = attributes.subtracting([.normal, .directory])
                node.metadata.attributes = self.isDirectory ? own.union(.directory) : own.isEmpty ? .normal : own
            }
            node.metadata.changeTime = state.now
        }
        try self.tell([.attributes, .creation, .lastWrite, .lastAccess])
    }

    private func tell(_ kind: ChangeFilter) throws(NTStatus) { try self.withState { state in state.tellModified(self.id, kind) } }

    /// Room for 16 MiB is enough for a test.
    private static func size(_ offset: FileOffset, plus count: Int) throws(NTStatus) -> Int {
        guard offset.value <= 16 << 20, count <= 16 << 20 else { throw .diskFull }
        return Int(offset.value)
    }

    // MARK: Names

    func rename(to path: StorePath, replacing: Bool) throws(NTStatus) {
        try self.withState { state throws(NTStatus) in
            guard let name = path.components.last, let place = state.place(of: self.id) else { throw .accessDenied }
            let folder = try state.folder(of: path.components)
            if self.isDirectory, try state.path(of: folder).starts(with: state.path(of: self.id)) { throw .invalidParameter }
            try self.makeRoom(name, in: folder, replacing, &state)
            state.leave(place.name, in: place.folder)
            state.enter(self.id, as: name, in: folder)
            let kind: ChangeFilter = self.isDirectory ? .directoryName : .fileName
            let isMove = place.folder != folder
            state.tell(isMove ? .removed : .renamedOldName, place.name, in: place.folder, kind)
            state.tell(isMove ? .added : .renamedNewName, name, in: folder, kind)
        }
    }

    func link(as path: StorePath, replacing: Bool) throws(NTStatus) {
        if self.isDirectory { throw .fileIsADirectory }
        try self.withState { state throws(NTStatus) in
            guard let name = path.components.last else { throw .objectNameCollision }
            let folder = try state.folder(of: path.components)
            try self.makeRoom(name, in: folder, replacing, &state)
            state.enter(self.id, as: name, in: folder)
            state.tell(.added, name, in: folder, .fileName)
        }
    }

    private func makeRoom(_ name: String, in folder: UInt64, _ replacing: Bool, _ state: inout InMemoryStore.State) throws(NTStatus) {
        guard let existing = state.nodes[folder]?.children[WildcardPattern.folded(name)], existing.node != self.id else { return }
        guard replacing else { throw .objectNameCollision }
        if self.isDirectory || state.nodes[existing.node]?.metadata.isDirectory != false { throw .accessDenied }
        state.leave(existing.name, in: folder)
    }

    func remove() throws(NTStatus) {
        try self.withState { state throws(NTStatus) in
            if self.id == InMemoryStore.root { throw .accessDenied }
            guard let place = state.place(of: self.id) else { return }
            if state.nodes[self.id]?.children.isEmpty == false { throw .directoryNotEmpty }
            state.leave(place.name, in: place.folder)
            state.tell(.removed, place.name, in: place.folder, self.isDirectory ? .directoryName : .fileName)
        }
    }

    // MARK: Rights and extended attributes

    func securityDescriptor() throws(NTStatus) -> SecurityDescriptor? { try self.with { _, node in node.security } }

    func setSecurityDescriptor(_ descriptor: SecurityDescriptor) throws(NTStatus) {
        try self.with { _, node in node.security = descriptor }
    }

    func folderSecurityDescriptor() throws(NTStatus) -> SecurityDescriptor? {
        try self.withState { state in state.place(of: self.id).flatMap { state.nodes[$0.folder]?.security } }
    }

    func extendedAttributes() throws(NTStatus) -> [ExtendedAttribute] { try self.with { _, node in node.attributes } }

    func setExtendedAttribute(_ name: String, _ value: [UInt8]) throws(NTStatus) {
        try self.with { _, node in
            node.attributes.removeAll { $0.name == name }
            if !value.isEmpty { node.attributes.append(ExtendedAttribute(name: name, value: value)) }
        }
    }

    // MARK: Directories

    func isEmptyDirectory() throws(NTStatus) -> Bool {
        guard self.isDirectory else { throw .notADirectory }
        return try self.with { _, node in node.children.isEmpty }
    }

    func scan() throws(NTStatus) -> any DirectoryScan {
        guard self.isDirectory else { throw .notADirectory }
        return try self.withState { state throws(NTStatus) in
            var entries = [".", ".."].compactMap { state.entry($0, self.id) }
            let children = state.nodes[self.id]?.children.sorted { $0.key < $1.key } ?? []
            entries += children.compactMap { state.entry($0.value.name, $0.value.node) }
            return InMemoryScan(entries)
        }
    }

    func entry(named name: String) throws(NTStatus) -> DirectoryEntry? {
        guard self.isDirectory else { throw .notADirectory }
        return try self.withState { state in
            if name == "." || name == ".." { return state.entry(name, self.id) }
            return state.nodes[self.id]?.children[WildcardPattern.folded(name)].flatMap { state.entry($0.name, $0.node) }
        }
    }

    func watch(
        _ filter: ChangeFilter, subtree: Bool, deliver: @escaping @Sendable ([FileChange]) -> Void
    ) throws(NTStatus) -> any ChangeWatch {
        guard self.isDirectory else { throw .invalidParameter }
        let watch = InMemoryWatch(self.store, self.id, filter, subtree, deliver)
        try self.withState { state in state.watches.append(watch) }
        return watch
    }
}

extension InMemoryStore.State {
    fileprivate func entry(_ name: String, _ id: UInt64) -> DirectoryEntry? {
        self.nodes[id].map {
            DirectoryEntry(name: name, metadata: $0.metadata, eaSize: UInt32(clamping: ExtendedAttribute.size(of: $0.attributes)))
        }
    }
}

extension InMemoryStore.Node {
    fileprivate mutating func resize(_ count: Int) {
        if count < self.data.count { self.data.removeLast(self.data.count - count) }
        self.data += [UInt8](repeating: 0, count: count - self.data.count)
        self.metadata.endOfFile = UInt64(count)
        self.metadata.allocationSize = (UInt64(count) + 4095) & ~4095
    }

    fileprivate mutating func touch(_ now: NTTime) {
        self.metadata.lastWriteTime = now
        self.metadata.changeTime = now
    }
}

/// The entries as they were when the scan began.
private final class InMemoryScan: DirectoryScan {
    private let rest: Mutex<ArraySlice<DirectoryEntry>>

    init(_ entries: [DirectoryEntry]) { self.rest = Mutex(entries[...]) }

    func nextBlocking(_ limit: Int, matching pattern: WildcardPattern?) throws(NTStatus) -> [DirectoryEntry] {
        self.rest.withLock { rest in
            var entries: [DirectoryEntry] = []
            while entries.count < limit, let entry = rest.popFirst() {
                if pattern?.matches(entry.name) ?? true { entries.append(entry) }
            }
            return entries
        }
    }
}

/// Changes are delivered from within the call that makes them: `deliver` must not call the store.
final class InMemoryWatch: ChangeWatch {
    let node: UInt64
    let filter: ChangeFilter
    let subtree: Bool
    let deliver: @Sendable ([FileChange]) -> Void
    private let store: InMemoryStore

    init(
        _ store: InMemoryStore, _ node: UInt64, _ filter: ChangeFilter, _ subtree: Bool,
        _ deliver: @escaping @Sendable ([FileChange]) -> Void
    ) {
        self.store = store
        self.node = node
        self.filter = filter
        self.subtree = subtree
        self.deliver = deliver
    }

    func cancel() { self.store.state.withLock { $0.watches.removeAll { $0 === self } } }
}
