// SPDX-License-Identifier: Apache-2.0
import NIOCore
package import SMBEngine
package import SMBWire
import Synchronization

/// A share's files without a filesystem: for tests of the engine, where everything happens at once and nothing is random.
package final class InMemoryStore: FileStore {
    typealias ID = UInt64

    struct Node {
        var metadata: FileMetadata
        var data: [UInt8] = []
        /// By folded name.
        var children: [String: (name: String, node: ID)] = [:]
        /// Named streams, by folded name.
        var streams: [String: (name: String, node: ID)] = [:]
        var security: SecurityDescriptor?
        var attributes: [ExtendedAttribute] = []
    }

    struct State {
        var nodes: [ID: Node] = [:]
        var nextID: ID = 1
        var now: NTTime
        var isCold = false
        var watches: [InMemoryWatch] = []
    }

    static let root: ID = 1
    let state: Mutex<State>

    /// - Parameter now: the time of whatever happens, until a test moves it.
    package init(now: NTTime = NTTime(unixSeconds: 1_700_000_000)) {
        var state = State(now: now)
        _ = state.make(isDirectory: true, [])
        self.state = Mutex(state)
    }

    /// While set, reads would wait for the device: `read` answers `nil`, only `readBlocking` reads.
    package var isCold: Bool {
        get { self.state.withLock { $0.isCold } }
        set { self.state.withLock { $0.isCold = newValue } }
    }

    package var now: NTTime {
        get { self.state.withLock { $0.now } }
        set { self.state.withLock { $0.now = newValue } }
    }

    /// Puts a file (and the folders above it) there, as a local program would.
    package func put(_ path: String, _ text: String = "") throws(NTStatus) {
        let components = path.split(separator: "/").map(String.init)
        for depth in components.indices.dropLast() {
            let folder = StorePath(Array(components[...depth]))
            _ = try self.open(StoreOpen(path: folder, creation: .openOrCreate, kind: .directory, reads: true, writes: false))
        }
        let file = StoreOpen(path: StorePath(components), creation: .openOrCreate, kind: .file, reads: true, writes: true)
        try self.open(file).handle.write(ByteBuffer(string: text), at: FileOffset(validating: 0))
    }

    /// What a file contains; `nil` when there is none.
    package func text(_ path: String) -> String? {
        self.state.withLock { state in
            guard let id = try? state.find(path.split(separator: "/").map(String.init)), let node = state.nodes[id] else { return nil }
            return String(decoding: node.data, as: UTF8.self)
        }
    }

    package func open(_ request: StoreOpen) throws(NTStatus) -> StoreOpened {
        try self.state.withLock { state throws(NTStatus) -> StoreOpened in
            let existing: ID?
            do throws(NTStatus) {
                existing = try state.find(request.path.components)
            } catch {
                guard error == .objectNameNotFound, request.creation != .openExisting else { throw error }
                existing = nil
            }
            let id = if let existing { existing } else { try state.create(request) }
            guard let metadata = state.nodes[id]?.metadata else { throw .internalError }
            if existing != nil {
                if request.creation == .createNew { throw .objectNameCollision }
                if request.kind == .file, metadata.isDirectory { throw .fileIsADirectory }
                if request.kind == .directory, !metadata.isDirectory { throw .notADirectory }
            }
            return StoreOpened(
                handle: InMemoryFile(self, id, metadata), created: existing == nil, metadata: metadata,
                securityDescriptor: state.nodes[id]?.security)
        }
    }

    package func volume() throws(NTStatus) -> VolumeInformation {
        VolumeInformation(
            serialNumber: 0x1234_5678, creationTime: self.now, bytesPerSector: 512, sectorsPerUnit: 8, totalUnits: 1 << 20,
            availableUnits: 1 << 19)
    }
}

extension InMemoryStore.State {
    typealias ID = InMemoryStore.ID

    func find(_ path: [String]) throws(NTStatus) -> ID {
        var id = InMemoryStore.root
        for (depth, name) in path.enumerated() {
            guard let node = self.nodes[id], node.metadata.isDirectory else { throw .objectPathNotFound }
            guard let child = node.children[WildcardPattern.folded(name)] else {
                throw depth == path.count - 1 ? .objectNameNotFound : .objectPathNotFound
            }
            id = child.node
        }
        return id
    }

    /// The folder that `path` ends in.
    func folder(of path: [String]) throws(NTStatus) -> ID {
        do {
            let id = try self.find(path.dropLast())
            guard self.nodes[id]?.metadata.isDirectory == true else { throw NTStatus.objectPathNotFound }
            return id
        } catch {
            throw .objectPathNotFound
        }
    }

    mutating func create(_ request: StoreOpen) throws(NTStatus) -> ID {
        guard let name = request.path.components.last else { throw .objectNameCollision }
        let folder = try self.folder(of: request.path.components)
        let isDirectory = request.kind == .directory
        let security = try request.admission?(self.nodes[folder]?.security)
        let id = self.make(isDirectory: isDirectory, request.attributes)
        self.nodes[id]?.security = security ?? nil
        self.enter(id, as: name, in: folder)
        self.tell(.added, name, in: folder, isDirectory ? .directoryName : .fileName)
        return id
    }

    mutating func make(isDirectory: Bool, _ attributes: FileAttributes) -> ID {
        let id = self.nextID
        self.nextID += 1
        self.nodes[id] = InMemoryStore.Node(
            metadata: FileMetadata(
                identity: FileIdentity(volume: 1, file: id), isDirectory: isDirectory,
                attributes: attributes.subtracting(.normal).union(isDirectory ? .directory : .archive), endOfFile: 0, allocationSize: 0,
                linkCount: id == InMemoryStore.root ? 1 : 0, creationTime: self.now, lastAccessTime: self.now, lastWriteTime: self.now,
                changeTime: self.now, owner: 1000, group: 1000, permissions: isDirectory ? 0o755 : 0o644))
        return id
    }

    mutating func enter(_ id: ID, as name: String, in folder: ID) {
        self.nodes[folder]?.children[WildcardPattern.folded(name)] = (name, id)
        self.nodes[id]?.metadata.linkCount += 1
    }

    mutating func leave(_ name: String, in folder: ID) {
        guard let entry = self.nodes[folder]?.children.removeValue(forKey: WildcardPattern.folded(name)) else { return }
        self.nodes[entry.node]?.metadata.linkCount -= 1
    }

    /// A folder and a name in it that lead to a node. A search, which is enough for the size of a test.
    func place(of id: ID) -> (folder: ID, name: String)? {
        for (folder, node) in self.nodes {
            if let entry = node.children.values.first(where: { $0.node == id }) { return (folder, entry.name) }
        }
        return nil
    }

    func path(of id: ID) throws(NTStatus) -> [String] {
        var path: [String] = []
        var id = id
        while id != InMemoryStore.root {
            guard let place = self.place(of: id) else { throw .fileDeleted }
            path.insert(place.name, at: 0)
            id = place.folder
        }
        return path
    }

    /// Tells whoever watches the folder, or a folder above it.
    func tell(_ action: FileChange.Action, _ name: String, in folder: ID, _ kind: ChangeFilter) {
        guard let path = try? self.path(of: folder) else { return }
        for watch in self.watches where !watch.filter.isDisjoint(with: kind) {
            guard let base = try? self.path(of: watch.node), path.starts(with: base) else { continue }
            let relative = path.dropFirst(base.count)
            if relative.isEmpty || watch.subtree {
                watch.deliver([FileChange(action: action, name: (relative + [name]).joined(separator: "\\"))])
            }
        }
    }

    func tellModified(_ id: ID, _ kind: ChangeFilter) {
        guard let place = self.place(of: id) else { return }
        self.tell(.modified, place.name, in: place.folder, kind)
    }
}
