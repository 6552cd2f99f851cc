// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBEngine
import SMBWire
import Synchronization

extension InMemoryFile {
    func streams() throws(NTStatus) -> [StreamEntry] {
        try self.withState { state in
            guard let node = state.nodes[self.id] else { return [] }
            let unnamed = self.isDirectory ? [] : [StreamEntry("", node.metadata)]
            let named = node.streams.sorted { $0.key < $1.key }
            return unnamed
                + named.compactMap { stream in state.nodes[stream.value.node].map { StreamEntry(stream.value.name, $0.metadata) } }
        }
    }

    func openStream(_ request: StreamOpen) throws(NTStatus) -> StoreOpened {
        let key = WildcardPattern.folded(request.name)
        let (id, created) = try self.withState { state throws(NTStatus) -> (InMemoryStore.ID, Bool) in
            if let existing = state.nodes[self.id]?.streams[key] {
                if request.creation == .createNew { throw .objectNameCollision }
                return (existing.node, false)
            }
            if request.creation == .openExisting { throw .objectNameNotFound }
            let id = state.make(isDirectory: false, [])
            state.nodes[self.id]?.streams[key] = (request.name, id)
            return (id, true)
        }
        let file = InMemoryFile(self.store, self.id, try self.metadata())
        let data = try self.store.state.withLock { state throws(NTStatus) -> FileMetadata in
            guard let node = state.nodes[id] else { throw .fileDeleted }
            return node.metadata
        }
        let stream = InMemoryStream(InMemoryFile(self.store, id, data), of: file)
        return StoreOpened(handle: stream, created: created, metadata: try stream.metadata())
    }

    func renameStream(to name: String, replacing: Bool) throws(NTStatus) { throw .invalidParameter }
}

extension StreamEntry {
    fileprivate init(_ name: String, _ metadata: FileMetadata) {
        self.init(name: name, size: metadata.endOfFile, allocationSize: metadata.allocationSize)
    }
}

/// A handle on a named stream: a node of its own for the data, the file's for the rest.
final class InMemoryStream: FileHandle {
    private let data: InMemoryFile
    private let file: InMemoryFile

    init(_ data: InMemoryFile, of file: InMemoryFile) {
        self.data = data
        self.file = file
    }

    var identity: FileIdentity { self.data.identity }
    var isDirectory: Bool { false }

    func close() {
        self.data.close()
        self.file.close()
    }

    func metadata() throws(NTStatus) -> FileMetadata {
        var metadata = try self.file.metadata()
        let own = try self.data.metadata()
        metadata.isDirectory = false
        metadata.attributes.remove(.directory)
        metadata.endOfFile = own.endOfFile
        metadata.allocationSize = own.allocationSize
        return metadata
    }

    func currentPath() throws(NTStatus) -> StorePath { try self.file.currentPath() }
    func change(_ change: MetadataChange) throws(NTStatus) { try self.file.change(change) }

    func securityDescriptor() throws(NTStatus) -> SecurityDescriptor? { try self.file.securityDescriptor() }
    func setSecurityDescriptor(_ descriptor: SecurityDescriptor) throws(NTStatus) { try self.file.setSecurityDescriptor(descriptor) }
    func folderSecurityDescriptor() throws(NTStatus) -> SecurityDescriptor? { try self.file.folderSecurityDescriptor() }
    func extendedAttributes() throws(NTStatus) -> [ExtendedAttribute] { try self.file.extendedAttributes() }
    func setExtendedAttribute(_ name: String, _ value: [UInt8]) throws(NTStatus) { try self.file.setExtendedAttribute(name, value) }

    func read(into buffer: inout ByteBuffer, at offset: FileOffset, count: Int) throws(NTStatus) -> Int? {
        try self.data.read(into: &buffer, at: offset, count: count)
    }

    func readBlocking(into buffer: inout ByteBuffer, at offset: FileOffset, count: Int) throws(NTStatus) -> Int {
        try self.data.readBlocking(into: &buffer, at: offset, count: count)
    }

    func write(_ data: ByteBuffer, at offset: FileOffset) throws(NTStatus) { try self.data.write(data, at: offset) }
    func flushBlocking() throws(NTStatus) { try self.data.flushBlocking() }
    func setEndOfFile(_ size: FileOffset) throws(NTStatus) { try self.data.setEndOfFile(size) }
    func reserve(_ size: FileOffset) throws(NTStatus) { try self.data.reserve(size) }
    func overwrite(attributes: FileAttributes) throws(NTStatus) { try self.data.overwrite(attributes: attributes) }

    func streams() throws(NTStatus) -> [StreamEntry] { try self.file.streams() }
    func openStream(_ request: StreamOpen) throws(NTStatus) -> StoreOpened { try self.file.openStream(request) }

    func renameStream(to name: String, replacing: Bool) throws(NTStatus) {
        let key = WildcardPattern.folded(name)
        try self.file.withState { state throws(NTStatus) in
            guard let old = state.nodes[self.file.id]?.streams.first(where: { $0.value.node == self.data.id }) else { throw .fileDeleted }
            if let existing = state.nodes[self.file.id]?.streams[key], existing.node != self.data.id, !replacing {
                throw .objectNameCollision
            }
            state.nodes[self.file.id]?.streams[old.key] = nil
            state.nodes[self.file.id]?.streams[key] = (name, self.data.id)
        }
    }

    func remove() throws(NTStatus) {
        try self.file.withState { state in
            guard let own = state.nodes[self.file.id]?.streams.first(where: { $0.value.node == self.data.id }) else { return }
            state.nodes[self.file.id]?.streams[own.key] = nil
        }
    }

    func rename(to path: StorePath, replacing: Bool) throws(NTStatus) { throw .invalidParameter }
    func link(as path: StorePath, replacing: Bool) throws(NTStatus) { throw .invalidParameter }
    func isEmptyDirectory() throws(NTStatus) -> Bool { throw .notADirectory }
    func scan() throws(NTStatus) -> any DirectoryScan { throw .notADirectory }
    func entry(named name: String) throws(NTStatus) -> DirectoryEntry? { throw .notADirectory }

    func watch(
        _ filter: ChangeFilter, subtree: Bool, deliver: @escaping @Sendable ([FileChange]) -> Void
    ) throws(NTStatus) -> any ChangeWatch { throw .invalidParameter }
}
