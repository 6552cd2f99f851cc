// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
package import SMBEngine
package import SMBWire
import Synchronization

/// The handle's name: where it is, moving it, adding one, removing it. A name is only touched after a look has shown that it is still this
/// file's, under the folder's lock. Other programs can swap a name between the look and the call; the kernel has no call that excludes that.
extension POSIXFile {
    package func currentPath() throws(NTStatus) -> StorePath { StorePath(try self.locate().path.components) }

    package func rename(to path: StorePath, replacing: Bool) throws(NTStatus) {
        let target = try RelativePath(path)
        if target.isRoot || self.isRoot { throw .accessDenied }
        let source = try self.locate()
        let folder = try self.store.folder(target.parent)
        let move = Move(source: source, folder: folder, name: target.name, replacing: replacing)
        try self.store.namespace.withLocks(source.folder.identity, folder.identity) { () throws(NTStatus) in
            try self.perform(move)
        }
        self.place.withLock { $0.path = folder.path.appending(target.name) }
    }

    package func link(as path: StorePath, replacing: Bool) throws(NTStatus) {
        let target = try RelativePath(path)
        if self.isDirectory { throw .fileIsADirectory }
        if target.isRoot { throw .objectNameCollision }
        let folder = try self.store.folder(target.parent)
        try self.store.namespace.stripe(of: folder.identity).withLock { () throws(NTStatus) in
            let existing = try self.existing(target.name, in: folder)
            if existing?.found.inode == self.identity.file, existing?.found.device == self.identity.volume { return }
            if let existing {
                guard replacing else { throw .objectNameCollision }
                if existing.found.isDirectory { throw .accessDenied }
            }
            let lost = try Self.translating { () throws(Errno) in try Self.lost(with: existing, in: folder) }
            try Self.translating { () throws(Errno) in
                // Replacing is unlink and link: for a moment the name is free, and another program could take it (EEXIST then).
                if let existing { try Syscalls.unlink(in: folder.descriptor.raw, existing.spelling, isDirectory: false) }
                try Syscalls.link(self.descriptor.raw, in: folder.descriptor.raw, target.name)
            }
            self.store.remove(lost)
        }
    }

    package func remove() throws(NTStatus) {
        if self.isRoot { throw .accessDenied }
        let source: Source
        do {
            source = try self.locate()
        } catch .fileDeleted {
            return  // What was asked for is so.
        }
        try self.store.namespace.stripe(of: source.folder.identity).withLock { () throws(NTStatus) in
            guard self.isMine(source.name, in: source.folder, isLink: source.isLink) else { throw .objectNameNotFound }
            try Self.translating { () throws(Errno) in
                try Syscalls.unlink(
                    in: source.folder.descriptor.raw, source.name, isDirectory: self.isDirectory && !source.isLink)
            }
        }
        // The name is gone, and cannot be had back for the sake of streams that stay behind.
        if !source.isLink, self.isDirectory || (try? Syscalls.metadata(of: self.descriptor.raw).link_count) == 0 {
            try? self.removeStreams()
        }
    }

    private var isRoot: Bool { self.identity == self.store.rootIdentity }

    private static func translating<Result>(_ call: () throws(Errno) -> Result) throws(NTStatus) -> Result {
        do {
            return try call()
        } catch {
            throw NTStatus(error)
        }
    }
}

// MARK: - Where it is

extension POSIXFile {
    struct Source {
        let folder: Folder
        let name: String
        let isLink: Bool
        var path: RelativePath { self.name.isEmpty ? self.folder.path : self.folder.path.appending(self.name) }
    }

    /// The folder and the name that lead to this file now: the known ones if they still do, else what the kernel says.
    private func locate() throws(NTStatus) -> Source {
        let known = self.place.withLock { $0 }
        if self.isRoot { return Source(folder: try self.store.folder(.root), name: "", isLink: false) }
        if let source = self.source(at: known) { return source }
        if known.isLink { throw .fileDeleted }
        let path = try Self.translating { () throws(Errno) in try self.store.path(of: self.descriptor) }
        guard let path else { throw .accessDenied }  // Moved out of the share.
        let place = Place(path: path, isLink: false)
        guard let source = self.source(at: place) else { throw .fileDeleted }
        self.place.withLock { $0 = place }
        return source
    }

    /// The folder that this is in now.
    func currentFolder() throws(NTStatus) -> Folder { try self.locate().folder }

    private func source(at place: Place) -> Source? {
        guard let folder = try? self.store.exactFolder(place.path.parent) else { return nil }
        let name = place.path.name
        guard self.isMine(name, in: folder, isLink: place.isLink) else { return nil }
        return Source(folder: folder, name: name, isLink: place.isLink)
    }

    private func isMine(_ name: String, in folder: Folder, isLink: Bool) -> Bool {
        guard let found = try? Syscalls.metadata(in: folder.descriptor.raw, name) else { return false }
        if !isLink { return FileIdentity(found) == self.identity }
        guard found.isSymlink, let target = try? self.store.follow(folder.path.appending(name)) else { return false }
        return FileIdentity(target) == self.identity
    }
}

// MARK: - Moving

extension POSIXFile {
    private struct Move {
        let source: Source
        let folder: Folder
        let name: String
        let replacing: Bool
    }

    private struct Existing {
        let spelling: String
        let found: linux_metadata
    }

    private func existing(_ name: String, in folder: Folder) throws(NTStatus) -> Existing? {
        try Self.translating { () throws(Errno) -> Existing? in
            guard let spelling = try self.store.spelling(of: name, in: folder) else { return nil }
            return Existing(spelling: spelling, found: try Syscalls.metadata(in: folder.descriptor.raw, spelling))
        }
    }

    private func perform(_ move: Move) throws(NTStatus) {
        let (source, folder) = (move.source, move.folder)
        guard self.isMine(source.name, in: source.folder, isLink: source.isLink) else { throw .objectNameNotFound }
        guard let existing = try self.existing(move.name, in: folder) else {
            return try Self.rename(source, to: folder, move.name, replacing: false)
        }
        if source.folder.identity == folder.identity, existing.spelling.hasSameSpelling(as: source.name) {
            // The same entry in another case, or nothing at all.
            if !move.name.hasSameSpelling(as: source.name) { try Self.rename(source, to: folder, move.name, replacing: false) }
            return
        }
        guard move.replacing else { throw .objectNameCollision }
        // "If TargetLink.File.FileType is DirectoryFile … STATUS_ACCESS_DENIED" [MS-FSA] 2.1.5.15.11
        if existing.found.isDirectory || (self.isDirectory && !source.isLink) { throw .accessDenied }
        try self.replace(existing, move)
    }

    private func replace(_ existing: Existing, _ move: Move) throws(NTStatus) {
        let (source, folder) = (move.source, move.folder)
        if FileIdentity(existing.found) == self.identity {
            // Two links to one file: renaming one over the other does nothing in POSIX.
            try Self.translating { () throws(Errno) in
                try Syscalls.unlink(in: source.folder.descriptor.raw, source.name, isDirectory: false)
            }
        } else {
            let lost = try Self.translating { () throws(Errno) in try Self.lost(with: existing, in: folder) }
            try Self.rename(source, to: folder, existing.spelling, replacing: true)
            self.store.remove(lost)
        }
        if existing.spelling.hasSameSpelling(as: move.name) { return }
        try Self.translating { () throws(Errno) in
            let folder = folder.descriptor.raw
            try Syscalls.rename(in: folder, existing.spelling, to: folder, move.name, replacing: false)
        }
    }

    /// The streams of a file that is about to lose this name, if it is its last.
    private static func lost(with existing: Existing?, in folder: Folder) throws(Errno) -> LostStreams? {
        guard let existing, existing.found.isFile, existing.found.link_count == 1,
            let identifier = try StreamIdentifier(of: existing.spelling, in: folder.descriptor.raw)
        else { return nil }
        return LostStreams(identifier: identifier, inode: existing.found.inode)
    }

    private static func rename(_ source: Source, to folder: Folder, _ name: String, replacing: Bool) throws(NTStatus) {
        try Self.translating { () throws(Errno) in
            do throws(Errno) {
                try Syscalls.rename(in: source.folder.descriptor.raw, source.name, to: folder.descriptor.raw, name, replacing: replacing)
            } catch  where error.code == EINVAL && !replacing {
                // Some network filesystems know no flags; a look has just shown that the name is free.
                try Syscalls.rename(in: source.folder.descriptor.raw, source.name, to: folder.descriptor.raw, name, replacing: true)
            }
        }
    }
}
