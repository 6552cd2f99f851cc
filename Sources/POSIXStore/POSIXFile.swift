// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
package import NIOCore
package import SMBEngine
package import SMBWire
import Synchronization

/// One open file or directory: one descriptor, and the name that it was opened by.
package final class POSIXFile: FileHandle {
    /// The name that led here. It is looked at again before it is used: others may have renamed or replaced it.
    struct Place {
        var path: RelativePath
        /// The name is a symlink's: renaming and removing mean the link, as they do in a shell.
        var isLink: Bool
    }

    package let identity: FileIdentity
    package let isDirectory: Bool
    let store: POSIXStore
    let descriptor: Descriptor
    let place: Mutex<Place>
    private let waits = Atomic<Waits>(.unknown)

    init(_ store: POSIXStore, _ descriptor: Descriptor, _ metadata: FileMetadata, _ place: Place) {
        self.store = store
        self.descriptor = descriptor
        self.identity = metadata.identity
        self.isDirectory = metadata.isDirectory
        self.place = Mutex(place)
    }

    /// The same file by another descriptor.
    init(_ other: POSIXFile, _ descriptor: Descriptor) {
        self.store = other.store
        self.descriptor = descriptor
        self.identity = other.identity
        self.isDirectory = other.isDirectory
        self.place = Mutex(other.place.withLock { $0 })
    }

    package func close() { self.descriptor.close() }

    package func metadata() throws(NTStatus) -> FileMetadata {
        do {
            let found = try Syscalls.metadata(of: self.descriptor.raw)
            return FileMetadata(found, try DOSAttributes(of: self.descriptor.raw), name: self.name)
        } catch {
            throw NTStatus(error)
        }
    }

    var name: String { self.place.withLock { $0.path }.name }
}

// MARK: - Data

extension POSIXFile {
    /// Whether a read of this file's filesystem can be told not to wait.
    private enum Waits: UInt8, AtomicRepresentable {
        case unknown, never, always
    }

    package func read(into buffer: inout ByteBuffer, at offset: FileOffset, count: Int) throws(NTStatus) -> Int? {
        switch self.waits.load(ordering: .relaxed) {
        case .never: return try self.readBlocking(into: &buffer, at: offset, count: count)
        case .always: return nil
        case .unknown: break
        }
        let start = buffer.writerIndex
        do {
            return try self.readAll(into: &buffer, at: offset, count: count, mayWait: false)
        } catch {
            buffer.moveWriterIndex(to: start)
            switch error.code {
            case EAGAIN: return nil
            case EOPNOTSUPP:
                let isInMemory = Syscalls.isInMemory(self.descriptor.raw)
                self.waits.store(isInMemory ? .never : .always, ordering: .relaxed)
                return isInMemory ? try self.readBlocking(into: &buffer, at: offset, count: count) : nil
            default: throw NTStatus(error)
            }
        }
    }

    package func readBlocking(into buffer: inout ByteBuffer, at offset: FileOffset, count: Int) throws(NTStatus) -> Int {
        do {
            return try self.readAll(into: &buffer, at: offset, count: count, mayWait: true)
        } catch {
            throw NTStatus(error)
        }
    }

    /// Reads until `count` or the end of the file. Less than asked for may also mean that the rest is not in memory: only 0 is the end.
    private func readAll(into buffer: inout ByteBuffer, at offset: FileOffset, count: Int, mayWait: Bool) throws(Errno) -> Int {
        if self.isDirectory { throw Errno(code: EISDIR) }
        let count = min(count, Int(Int64.max - offset.value))
        var done = 0
        while done < count {
            let result = try Syscalls.read(
                self.descriptor.raw, into: &buffer, at: offset.value + Int64(done), count: count - done, mayWait: mayWait)
            if result == 0 { break }
            done += result
        }
        return done
    }

    package func write(_ data: ByteBuffer, at offset: FileOffset) throws(NTStatus) {
        guard Int64(data.readableBytes) <= Int64.max - offset.value else { throw .invalidParameter }
        do {
            try Syscalls.write(self.descriptor.raw, data, at: offset.value)
        } catch {
            throw NTStatus(error)
        }
    }

    package func flushBlocking() throws(NTStatus) {
        do {
            try Syscalls.synchronize(self.descriptor.raw)
        } catch {
            throw NTStatus(error)
        }
    }

    package func setEndOfFile(_ size: FileOffset) throws(NTStatus) {
        if self.isDirectory { throw .invalidParameter }
        do {
            try Syscalls.truncate(self.descriptor.raw, size.value)
        } catch {
            throw NTStatus(error)
        }
    }

    package func reserve(_ size: FileOffset) throws(NTStatus) {
        // In memory a reservation would be paid at once, page by page, and buys nothing.
        if size.value == 0 || self.isDirectory || Syscalls.isInMemory(self.descriptor.raw) { return }
        do {
            try Syscalls.reserve(self.descriptor.raw, size.value)
        } catch  where error.code == EOPNOTSUPP {
            return
        } catch {
            throw NTStatus(error)
        }
    }
}

// MARK: - Attributes and times

extension POSIXFile {
    package func change(_ change: MetadataChange) throws(NTStatus) {
        let attributes = change.attributes.flatMap { $0.isEmpty ? nil : $0 }
        let creationTime = change.creationTime.flatMap { $0.isMoment ? $0 : nil }
        if attributes != nil || creationTime != nil { try self.store(attributes, creationTime) }
        let access = change.lastAccessTime.flatMap(timespec.init)
        let write = change.lastWriteTime.flatMap(timespec.init)
        if access == nil, write == nil { return }
        do {
            try Syscalls.setTimes(self.descriptor.raw, access: access, write: write)
        } catch {
            throw NTStatus(error)
        }
    }

    package func overwrite(attributes: FileAttributes) throws(NTStatus) {
        if self.isDirectory { throw .fileIsADirectory }
        do {
            try Syscalls.truncate(self.descriptor.raw, 0)
        } catch  where error.code == EINVAL {
            try self.truncateAnew()
        } catch {
            throw NTStatus(error)
        }
        do {
            try self.removeStreams()
            try self.removeExtendedAttributes()
        } catch {
            throw NTStatus(error)
        }
        try self.store(attributes.union(.archive), nil)
    }

    /// The handle was opened without the right to write, which overwriting brings along.
    private func truncateAnew() throws(NTStatus) {
        do {
            try Syscalls.reopen(self.descriptor.raw, O_WRONLY | O_TRUNC).close()
        } catch {
            throw NTStatus(error)
        }
    }

    private func store(_ attributes: FileAttributes?, _ creationTime: NTTime?) throws(NTStatus) {
        let (before, derived) = try self.attributes()
        var wanted = before
        if let attributes { wanted.set(attributes, derived: derived) }
        if let creationTime { wanted.creationTime = creationTime }
        if wanted == before { return }
        self.store.plain.remove(self.identity)
        try wanted.store(on: self.descriptor.raw, derived: derived)
    }

    private func attributes() throws(NTStatus) -> (stored: DOSAttributes, derived: FileAttributes) {
        do {
            let found = try Syscalls.metadata(of: self.descriptor.raw)
            let derived = DOSAttributes.derived(
                isDirectory: found.isDirectory, permissions: found.permissions, isDotName: self.name.utf8.first == UInt8(ascii: "."))
            return (try DOSAttributes(of: self.descriptor.raw), derived)
        } catch {
            throw NTStatus(error)
        }
    }
}

extension NTTime {
    /// 0, -1 and -2 are instructions, not times. [MS-FSCC] 2.4.7
    fileprivate var isMoment: Bool { self != .zero && self != .suspendUpdates && self != .resumeUpdates }
}

extension timespec {
    fileprivate init?(_ time: NTTime) {
        guard time.isMoment else { return nil }
        self.init(tv_sec: Int(time.unixSeconds), tv_nsec: time.nanoseconds)
    }
}
