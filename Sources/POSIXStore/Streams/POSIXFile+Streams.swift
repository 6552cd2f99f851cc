// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
package import SMBEngine
package import SMBWire

extension POSIXFile {
    package func streams() throws(NTStatus) -> [StreamEntry] {
        do {
            let own = try Syscalls.metadata(of: self.descriptor.raw)
            let named = try self.store.streams.folder(of: self.descriptor.raw)?.entries() ?? []
            let unnamed = self.isDirectory ? [] : [StreamEntry("", own)]
            return unnamed + named.filter { $0.found.isFile }.map { StreamEntry($0.name, $0.found) }
        } catch {
            throw NTStatus(error)
        }
    }

    package func openStream(_ request: StreamOpen) throws(NTStatus) -> StoreOpened {
        // What is opened keeps a description of the file of its own: this handle may be closed before it.
        let file = try self.again()
        guard request.creation != .openExisting else { return try file.existingStream(request) }
        return try self.store.namespace.stripe(of: self.identity).withLock { () throws(NTStatus) in
            do throws(NTStatus) {
                let opened = try file.existingStream(request)
                if request.creation == .createNew { throw .objectNameCollision }
                return opened
            } catch {
                guard error == .objectNameNotFound else { throw error }
                return try file.createStream(request)
            }
        }
    }

    package func renameStream(to name: String, replacing: Bool) throws(NTStatus) { throw .invalidParameter }

    private func again() throws(NTStatus) -> POSIXFile {
        do {
            return POSIXFile(self, try Syscalls.duplicate(self.descriptor.raw))
        } catch {
            throw NTStatus(error)
        }
    }

    private func existingStream(_ request: StreamOpen) throws(NTStatus) -> StoreOpened {
        do throws(Errno) {
            guard let folder = try self.store.streams.folder(of: self.descriptor.raw),
                let entry = try folder.entry(named: request.name)
            else { throw Errno(code: ENOENT) }
            let flags = request.writes ? O_RDWR : O_RDONLY
            let descriptor = try Syscalls.open(in: folder.descriptor.raw, entry.file, Syscalls.openFlags | flags)
            let found = try Syscalls.metadata(of: descriptor.raw)
            guard found.isFile else { throw Errno(code: EACCES) }
            return try self.opened(descriptor, found, created: false)
        } catch {
            throw NTStatus(error)
        }
    }

    private func createStream(_ request: StreamOpen) throws(NTStatus) -> StoreOpened {
        guard let file = StreamFolder.file(for: request.name) else { throw .objectNameInvalid }
        do throws(Errno) {
            let folder = try self.store.streams.makeFolder(of: self.descriptor.raw)
            guard try folder.entries().count < StreamFolder.maximumCount else { throw Errno(code: EMLINK) }
            let descriptor = try Syscalls.open(
                in: folder.descriptor.raw, file, Syscalls.openFlags | O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
            return try self.opened(descriptor, try Syscalls.metadata(of: descriptor.raw), created: true)
        } catch {
            throw NTStatus(error)
        }
    }

    private func opened(_ descriptor: Descriptor, _ found: linux_metadata, created: Bool) throws(Errno) -> StoreOpened {
        let data = POSIXFile(
            self.store, descriptor, FileMetadata(found, DOSAttributes(), name: ""), Place(path: .root, isLink: false))
        let stream = POSIXStream(data, of: self)
        return StoreOpened(handle: stream, created: created, metadata: try self.metadata(ofStream: found))
    }

    /// The file's, with the stream's sizes.
    func metadata(ofStream found: linux_metadata) throws(Errno) -> FileMetadata {
        let own = try Syscalls.metadata(of: self.descriptor.raw)
        var metadata = FileMetadata(own, try DOSAttributes(of: self.descriptor.raw), name: self.name)
        // What is open is data, though a directory may have it.
        metadata.isDirectory = false
        metadata.attributes.remove(.directory)
        let sizes = StreamEntry("", found)
        metadata.endOfFile = sizes.size
        metadata.allocationSize = sizes.allocationSize
        return metadata
    }

    /// Called when the file has lost its last name, or its contents.
    func removeStreams() throws(Errno) {
        guard let identifier = try StreamIdentifier(of: self.descriptor.raw) else { return }
        try self.store.streams.removeFolder(identifier, ofInode: self.identity.file)
    }
}

extension StreamEntry {
    fileprivate init(_ name: String, _ found: linux_metadata) {
        self.init(
            name: name, size: found.size, allocationSize: found.blocks.multipliedReportingOverflow(by: 512).partialValue)
    }
}
