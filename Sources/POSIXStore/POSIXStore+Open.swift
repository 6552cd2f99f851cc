// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
package import SMBEngine
package import SMBWire

extension POSIXStore {
    /// How often an open starts again when the folder changed under it.
    private static let maximumAttempts = 4

    package func open(_ request: StoreOpen) throws(NTStatus) -> StoreOpened {
        let path = try RelativePath(request.path)
        if path.isRoot, request.creation == .createNew { throw .objectNameCollision }
        for attempt in 0..<Self.maximumAttempts {
            if request.creation != .createNew, let opened = try self.openExact(path, request) { return opened }
            if path.isRoot { throw .objectNameNotFound }
            let folder = try self.folder(path.parent)
            let name = path.name
            switch request.creation {
            case .openExisting:
                guard let opened = try self.openFolded(name, in: folder, request, mayRescan: attempt == 0) else { continue }
                return opened
            case .createNew, .openOrCreate:
                guard let opened = try self.create(name, in: folder, request, mayRescan: attempt == 0) else { continue }
                return opened
            }
        }
        throw .objectNameNotFound
    }

    /// One system call for what is spelled exactly so; `nil` when there is nothing of that name.
    private func openExact(_ path: RelativePath, _ request: StoreOpen) throws(NTStatus) -> StoreOpened? {
        let (descriptor, isLink): (Descriptor, Bool)
        do {
            (descriptor, isLink) = try self.descriptor(for: path, request)
        } catch  where error.code == ENOENT {
            return nil
        } catch {
            throw NTStatus(resolving: error)
        }
        return try self.opened(descriptor, path, request, isLink: isLink)
    }

    private func descriptor(for path: RelativePath, _ request: StoreOpen) throws(Errno) -> (Descriptor, isLink: Bool) {
        let plain = Syscalls.openFlags | O_NOFOLLOW
        do {
            return (try self.open(beneathRoot: path, plain | Self.access(request)), false)
        } catch {
            switch error.code {
            case ELOOP:
                // The last component is a symlink, most likely; where it leads is held to the same rules.
                return (try self.followed(path, request), true)
            case EISDIR where request.kind != .file:
                return (try self.open(beneathRoot: path, plain | O_RDONLY), false)
            case EACCES where request.writes && !request.reads:
                return (try self.open(beneathRoot: path, plain | O_WRONLY), false)
            default:
                throw error
            }
        }
    }

    private func followed(_ path: RelativePath, _ request: StoreOpen) throws(Errno) -> Descriptor {
        do {
            return try self.open(beneathRoot: path, Syscalls.openFlags | Self.access(request))
        } catch  where error.code == EISDIR && request.kind != .file {
            return try self.open(beneathRoot: path, Syscalls.openFlags | O_RDONLY)
        }
    }

    private static func access(_ request: StoreOpen) -> Int32 { request.writes && request.kind != .directory ? O_RDWR : O_RDONLY }

    /// Only files and directories are served: what a FIFO, a device or a socket would do is nobody's business here.
    private func opened(
        _ descriptor: Descriptor, _ path: RelativePath, _ request: StoreOpen, isLink: Bool
    ) throws(NTStatus) -> StoreOpened {
        let (found, stored, security) = try Self.look(at: descriptor)
        switch request.kind {
        case .file where found.isDirectory: throw .fileIsADirectory
        case .directory where found.isFile: throw .notADirectory
        case .any, .file, .directory: break
        }
        let metadata = FileMetadata(found, stored, name: path.name)
        let file = POSIXFile(self, descriptor, metadata, POSIXFile.Place(path: path, isLink: isLink))
        return StoreOpened(handle: file, created: false, metadata: metadata, securityDescriptor: security)
    }

    /// One list of names tells of most files that they have nothing else to read.
    private static func look(at descriptor: Descriptor) throws(NTStatus) -> (linux_metadata, DOSAttributes, SecurityDescriptor?) {
        do throws(Errno) {
            let found = try Syscalls.metadata(of: descriptor.raw)
            guard found.isFile || found.isDirectory else { throw Errno(code: EACCES) }
            let names = try Syscalls.attributeNames(of: descriptor.raw)
            let attributes = names.contains(DOSAttributes.name) ? try DOSAttributes(of: descriptor.raw) : DOSAttributes()
            let security = names.contains(StoredDescriptor.name) ? try StoredDescriptor.of(descriptor.raw) : nil
            return (found, attributes, security)
        } catch {
            throw NTStatus(error)
        }
    }

    /// After the exact name missed: the index may know it in another case. `nil` when the index was wrong and is to be asked again.
    private func openFolded(_ name: String, in folder: Folder, _ request: StoreOpen, mayRescan: Bool) throws(NTStatus) -> StoreOpened? {
        guard let spelling = try self.indexed(name, in: folder) else { throw .objectNameNotFound }
        if let opened = try self.openExact(folder.path.appending(spelling), request) { return opened }
        // A symlink that leads nowhere is there, and is nothing to open.
        if !mayRescan || self.exists(spelling, in: folder) { throw .objectNameNotFound }
        self.index.forget(folder.identity)
        return nil
    }

    private func exists(_ name: String, in folder: Folder) -> Bool {
        (try? Syscalls.metadata(in: folder.descriptor.raw, name)) != nil
    }

    private func indexed(_ name: String, in folder: Folder) throws(NTStatus) -> String? {
        do {
            return try self.index.spelling(of: name, in: folder)
        } catch {
            throw NTStatus(error)
        }
    }
}

// MARK: - Creating

extension POSIXStore {
    /// Creates `name` unless the folder has it in some case. `nil` when somebody was faster, so that the open begins again.
    private func create(_ name: String, in folder: Folder, _ request: StoreOpen, mayRescan: Bool) throws(NTStatus) -> StoreOpened? {
        let stripe = self.namespace.stripe(of: folder.identity)
        return try stripe.withLock { () throws(NTStatus) -> StoreOpened? in
            if try self.indexed(name, in: folder) != nil {
                if request.creation == .openOrCreate { return try self.openFolded(name, in: folder, request, mayRescan: mayRescan) }
                guard try self.isStillThere(name, in: folder) else { return nil }
                throw .objectNameCollision
            }
            let security = try self.admit(request, to: folder)
            do throws(Errno) {
                return try self.create(name, in: folder, request, security)
            } catch  where error.code == EEXIST {
                if request.creation == .createNew { throw .objectNameCollision }
                return nil
            } catch  where error.code == ENOENT {
                return nil  // The folder was removed, or what mkdir made.
            } catch {
                throw NTStatus(resolving: error)
            }
        }
    }

    /// What is stored for the new object, once the folder's own descriptor has been heard.
    private func admit(_ request: StoreOpen, to folder: Folder) throws(NTStatus) -> SecurityDescriptor? {
        guard let admission = request.admission else { return nil }
        let security: SecurityDescriptor?
        do {
            security = try StoredDescriptor.of(folder)
        } catch {
            throw NTStatus(error)
        }
        return try admission(security)
    }

    private func isStillThere(_ name: String, in folder: Folder) throws(NTStatus) -> Bool {
        do {
            return try self.spelling(of: name, in: folder) != nil
        } catch {
            throw NTStatus(error)
        }
    }

    private func create(
        _ name: String, in folder: Folder, _ request: StoreOpen, _ security: SecurityDescriptor?
    ) throws(Errno) -> StoreOpened {
        let descriptor = try self.make(name, in: folder.descriptor.raw, request)
        if let security {
            do {
                try StoredDescriptor.store(security, on: descriptor.raw)
            } catch {
                // Open to everybody is not what was asked for.
                try? Syscalls.unlink(in: folder.descriptor.raw, name, isDirectory: request.kind == .directory)
                throw error
            }
        }
        let found = try Syscalls.metadata(of: descriptor.raw)
        let stored = self.storeInitial(request.attributes, on: descriptor, found, name)
        let metadata = FileMetadata(found, stored, name: name)
        let file = POSIXFile(self, descriptor, metadata, POSIXFile.Place(path: folder.path.appending(name), isLink: false))
        return StoreOpened(handle: file, created: true, metadata: metadata, securityDescriptor: security)
    }

    private func make(_ name: String, in folder: Int32, _ request: StoreOpen) throws(Errno) -> Descriptor {
        if request.kind == .directory {
            try Syscalls.makeDirectory(in: folder, name, mode: self.directoryMode)
            return try Syscalls.open(in: folder, name, Syscalls.openFlags | O_RDONLY | O_DIRECTORY)
        }
        return try Syscalls.open(in: folder, name, Syscalls.openFlags | O_RDWR | O_CREAT | O_EXCL, mode: self.fileMode)
    }

    /// A new file is to be archived. Attributes that cannot be stored do not undo the creation.
    private func storeInitial(
        _ wanted: FileAttributes, on descriptor: Descriptor, _ found: linux_metadata, _ name: String
    ) -> DOSAttributes {
        let derived = DOSAttributes.derived(
            isDirectory: found.isDirectory, permissions: found.permissions, isDotName: name.utf8.first == UInt8(ascii: "."))
        var stored = DOSAttributes()
        // What shows by itself is not stored, so the usual creation costs no further call.
        stored.set(wanted.union(derived), derived: derived)
        if stored.isEmpty { return stored }
        do {
            try Syscalls.setAttribute(DOSAttributes.name, of: descriptor.raw, stored.stored)
            return stored
        } catch {
            return DOSAttributes()
        }
    }
}
