// SPDX-License-Identifier: Apache-2.0
import Glibc
package import NIOCore
package import SMBEngine
package import SMBWire

/// One open stream: data of its own, everything else its file's.
package final class POSIXStream: FileHandle {
    private let data: POSIXFile
    private let file: POSIXFile

    init(_ data: POSIXFile, of file: POSIXFile) {
        self.data = data
        self.file = file
    }

    package var identity: FileIdentity { self.data.identity }
    package var isDirectory: Bool { false }

    package func close() {
        self.data.close()
        self.file.close()
    }

    package func metadata() throws(NTStatus) -> FileMetadata {
        do {
            return try self.file.metadata(ofStream: try Syscalls.metadata(of: self.data.descriptor.raw))
        } catch {
            throw NTStatus(error)
        }
    }

    package func currentPath() throws(NTStatus) -> StorePath { try self.file.currentPath() }
    package func change(_ change: MetadataChange) throws(NTStatus) { try self.file.change(change) }
}

// MARK: - What its file has

extension POSIXStream {
    package func securityDescriptor() throws(NTStatus) -> SecurityDescriptor? { try self.file.securityDescriptor() }
    package func setSecurityDescriptor(_ descriptor: SecurityDescriptor) throws(NTStatus) {
        try self.file.setSecurityDescriptor(descriptor)
    }
    package func folderSecurityDescriptor() throws(NTStatus) -> SecurityDescriptor? { try self.file.folderSecurityDescriptor() }
    package func extendedAttributes() throws(NTStatus) -> [ExtendedAttribute] { try self.file.extendedAttributes() }
    package func setExtendedAttribute(_ name: String, _ value: [UInt8]) throws(NTStatus) {
        try self.file.setExtendedAttribute(name, value)
    }
}

// MARK: - Data

extension POSIXStream {
    package func read(into buffer: inout ByteBuffer, at offset: FileOffset, count: Int) throws(NTStatus) -> Int? {
        try self.data.read(into: &buffer, at: offset, count: count)
    }

    package func readBlocking(into buffer: inout ByteBuffer, at offset: FileOffset, count: Int) throws(NTStatus) -> Int {
        try self.data.readBlocking(into: &buffer, at: offset, count: count)
    }

    package func write(_ data: ByteBuffer, at offset: FileOffset) throws(NTStatus) { try self.data.write(data, at: offset) }
    package func flushBlocking() throws(NTStatus) { try self.data.flushBlocking() }
    package func setEndOfFile(_ size: FileOffset) throws(NTStatus) { try self.data.setEndOfFile(size) }
    package func reserve(_ size: FileOffset) throws(NTStatus) { try self.data.reserve(size) }

    package func overwrite(attributes: FileAttributes) throws(NTStatus) {
        do {
            try Syscalls.truncate(self.data.descriptor.raw, 0)
        } catch {
            throw NTStatus(error)
        }
    }
}

// MARK: - Names

extension POSIXStream {
    package func streams() throws(NTStatus) -> [StreamEntry] { try self.file.streams() }
    package func openStream(_ request: StreamOpen) throws(NTStatus) -> StoreOpened { try self.file.openStream(request) }

    package func renameStream(to name: String, replacing: Bool) throws(NTStatus) {
        guard let target = StreamFolder.file(for: name) else { throw .objectNameInvalid }
        try self.withFolder { (folder, entry) throws(NTStatus) in
            do throws(Errno) {
                let existing = try folder.entry(named: name)
                guard let existing, FileIdentity(existing.found) != self.identity else {
                    return try Syscalls.rename(
                        in: folder.descriptor.raw, entry.file, to: folder.descriptor.raw, target, replacing: true)
                }
                guard replacing else { throw Errno(code: EEXIST) }
                try Syscalls.unlink(in: folder.descriptor.raw, existing.file, isDirectory: false)
                try Syscalls.rename(in: folder.descriptor.raw, entry.file, to: folder.descriptor.raw, target, replacing: false)
            } catch {
                throw NTStatus(error)
            }
        }
    }

    package func remove() throws(NTStatus) {
        do {
            try self.withFolder { (folder, entry) throws(NTStatus) in
                do throws(Errno) {
                    try Syscalls.unlink(in: folder.descriptor.raw, entry.file, isDirectory: false)
                } catch {
                    throw NTStatus(error)
                }
            }
        } catch {
            // Gone with its file: what was asked for is so.
            guard error == .fileDeleted else { throw error }
        }
    }

    /// The stream's own entry, while nobody adds, renames or removes one.
    private func withFolder(_ body: (StreamFolder, StreamFolder.Entry) throws(NTStatus) -> Void) throws(NTStatus) {
        try self.file.store.namespace.stripe(of: self.file.identity).withLock { () throws(NTStatus) in
            let (folder, entry): (StreamFolder?, StreamFolder.Entry?)
            do throws(Errno) {
                folder = try self.file.store.streams.folder(of: self.file.descriptor.raw)
                entry = try folder?.entry(of: self.identity)
            } catch {
                throw NTStatus(error)
            }
            guard let folder, let entry else { throw .fileDeleted }
            try body(folder, entry)
        }
    }
}

// MARK: - What only files and directories have

extension POSIXStream {
    package func rename(to path: StorePath, replacing: Bool) throws(NTStatus) { throw .invalidParameter }
    package func link(as path: StorePath, replacing: Bool) throws(NTStatus) { throw .invalidParameter }
    package func isEmptyDirectory() throws(NTStatus) -> Bool { throw .notADirectory }
    package func scan() throws(NTStatus) -> any DirectoryScan { throw .notADirectory }
    package func entry(named name: String) throws(NTStatus) -> DirectoryEntry? { throw .notADirectory }

    package func watch(
        _ filter: ChangeFilter, subtree: Bool, deliver: @escaping @Sendable ([FileChange]) -> Void
    ) throws(NTStatus) -> any ChangeWatch { throw .invalidParameter }
}
