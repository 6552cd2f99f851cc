// SPDX-License-Identifier: Apache-2.0
import Glibc
import SMBEngine
import SMBWire
import Synchronization

/// From a client's path to an object: the exact name first, then the folder's name index. Every step is made beneath the root.
extension POSIXStore {
    /// Opens what is spelled exactly so. Where a symlink took part, it is not known what it led to before it is looked at: not to where
    /// the server keeps what is its own.
    func open(beneathRoot path: RelativePath, _ flags: Int32) throws(Errno) -> Descriptor {
        do {
            return try Syscalls.open(beneath: self.root.raw, path.argument, flags, followsLinks: false)
        } catch  where error.code == ELOOP {
            let descriptor = try Syscalls.open(beneath: self.root.raw, path.argument, flags)
            guard let found = try self.path(of: descriptor), !found.components.contains(where: StreamArea.isReserved) else {
                throw Errno(code: ENOENT)
            }
            return descriptor
        }
    }

    /// Opens a folder that is spelled exactly so.
    func exactFolder(_ path: RelativePath) throws(Errno) -> Folder {
        if path.isRoot { return try Folder(self.root, .root) }
        return try Folder(try self.open(beneathRoot: path, Syscalls.folderFlags), path)
    }

    /// Opens a folder whatever the case of its components.
    func folder(_ path: RelativePath) throws(NTStatus) -> Folder {
        do {
            return try self.exactFolder(path)
        } catch  where error.code != ENOENT {
            throw Self.pathStatus(error)
        } catch {
            return try self.foldedFolder(path)
        }
    }

    private func foldedFolder(_ path: RelativePath) throws(NTStatus) -> Folder {
        do {
            var folder = try self.exactFolder(.root)
            for component in path.components { folder = try self.child(of: folder, component) }
            return folder
        } catch {
            throw Self.pathStatus(error)
        }
    }

    private func child(of folder: Folder, _ component: String) throws(Errno) -> Folder {
        do {
            return try self.exactFolder(folder.path.appending(component))
        } catch  where error.code == ENOENT {
            for _ in 0..<2 {
                guard let spelling = try self.index.spelling(of: component, in: folder) else { break }
                do {
                    return try self.exactFolder(folder.path.appending(spelling))
                } catch  where error.code == ENOENT {
                    // A symlink that leads nowhere is there; anything else is gone, and the list with it.
                    if (try? Syscalls.metadata(in: folder.descriptor.raw, spelling)) != nil { break }
                    self.index.forget(folder.identity)
                }
            }
            throw error
        }
    }

    /// Whatever keeps a path's folder from being found: the path leads nowhere.
    private static func pathStatus(_ errno: Errno) -> NTStatus {
        switch errno.code {
        case ENOENT, ENOTDIR, EXDEV, ELOOP: .objectPathNotFound
        default: NTStatus(errno)
        }
    }

    /// How a name is spelled in a folder, whatever its case; `nil` when there is none such. The exact spelling wins.
    func spelling(of name: String, in folder: Folder) throws(Errno) -> String? {
        do {
            _ = try Syscalls.metadata(in: folder.descriptor.raw, name)
            return name
        } catch  where error.code == ENOENT {
            guard let spelling = try self.index.spelling(of: name, in: folder) else { return nil }
            do {
                _ = try Syscalls.metadata(in: folder.descriptor.raw, spelling)
                return spelling
            } catch  where error.code == ENOENT {
                self.index.forget(folder.identity)
                return try self.index.spelling(of: name, in: folder)
            }
        }
    }

    /// Where a descriptor's file is now; `nil` when that is not beneath the root.
    func path(of descriptor: Descriptor) throws(Errno) -> RelativePath? {
        let path = try Syscalls.path(of: descriptor.raw)
        if let relative = Self.path(path, below: self.rootPath.withLock { $0 }) { return relative }
        // The share's folder itself may have been moved.
        let moved = try Syscalls.path(of: self.root.raw)
        self.rootPath.withLock { $0 = moved }
        return Self.path(path, below: moved)
    }

    private static func path(_ path: String, below root: String) -> RelativePath? {
        if path.utf8.elementsEqual(root.utf8) { return .root }
        let prefix = root == "/" ? root : root + "/"
        guard path.utf8.starts(with: prefix.utf8) else { return nil }
        return String(path.utf8.dropFirst(prefix.utf8.count)).map(RelativePath.init(spelled:))
    }
}
