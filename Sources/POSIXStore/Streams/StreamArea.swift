// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import SMBEngine

/// Where the named streams of a share's files lie: ordinary files, in one folder per file, in a folder at the share's root that only the
/// server may enter and no client sees. See docs/decisions/0032-streams-are-files.md
struct StreamArea {
    static let name = ".signet.streams"
    /// Of a file's folder: the file that it was made for. A copy of that file has a copy of its attribute, but is another file.
    static let ownerAttribute = "user.signet.owner"

    let root: Descriptor

    /// Whether a client's name would lead here. Filesystems that take names in any case also overlook some characters, so that only what
    /// is certainly another name is let through.
    static func isReserved(_ component: String) -> Bool {
        guard component.utf8.first == UInt8(ascii: ".") else { return false }
        if component.utf8.elementsEqual(self.name.utf8) { return true }
        return component.uppercased().unicodeScalars.filter { $0.isASCII }.elementsEqual(self.name.uppercased().unicodeScalars)
    }

    /// The folder of this file's streams; `nil` when there is none, or when it is another file's.
    func folder(of file: Int32) throws(Errno) -> StreamFolder? {
        guard let identifier = try StreamIdentifier(of: file) else { return nil }
        return try self.folder(identifier, ofInode: try Syscalls.metadata(of: file).inode)
    }

    private func folder(_ identifier: StreamIdentifier, ofInode inode: UInt64) throws(Errno) -> StreamFolder? {
        do {
            let area = try self.area()
            let folder = try Syscalls.open(in: area.raw, identifier.name, Self.flags)
            guard try Self.owner(of: folder) == Self.bytes(of: inode) else { return nil }
            return StreamFolder(descriptor: folder)
        } catch  where error.code == ENOENT {
            return nil
        }
    }

    /// The same, made where there is none yet. Under the file's lock.
    func makeFolder(of file: Int32) throws(Errno) -> StreamFolder {
        if let folder = try self.folder(of: file) { return folder }
        do {
            try Syscalls.makeDirectory(in: self.root.raw, Self.name, mode: 0o700)
        } catch  where error.code == EEXIST {}
        let area = try self.area()
        let identifier = StreamIdentifier.random()
        try Syscalls.makeDirectory(in: area.raw, identifier.name, mode: 0o700)
        do {
            let folder = try Syscalls.open(in: area.raw, identifier.name, Self.flags)
            try Syscalls.setAttribute(Self.ownerAttribute, of: folder.raw, Self.bytes(of: try Syscalls.metadata(of: file).inode))
            try identifier.store(on: file)
            return StreamFolder(descriptor: folder)
        } catch {
            try? Syscalls.unlink(in: area.raw, identifier.name, isDirectory: true)
            throw error
        }
    }

    /// Removes all streams of a file that is gone, or loses them.
    func removeFolder(_ identifier: StreamIdentifier, ofInode inode: UInt64) throws(Errno) {
        guard let folder = try self.folder(identifier, ofInode: inode) else { return }
        for entry in try folder.entries() { try Syscalls.unlink(in: folder.descriptor.raw, entry.file, isDirectory: false) }
        let area = try self.area()
        try Syscalls.unlink(in: area.raw, identifier.name, isDirectory: true)
    }

    private static let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC

    /// A folder that others could write to is not believed, whoever made it.
    private func area() throws(Errno) -> Descriptor {
        let area = try Syscalls.open(in: self.root.raw, Self.name, Self.flags)
        let found = try Syscalls.metadata(of: area.raw)
        guard found.owner == geteuid(), found.permissions & 0o077 == 0 else { throw Errno(code: EACCES) }
        return area
    }

    private static func owner(of folder: Descriptor) throws(Errno) -> [UInt8]? {
        try Syscalls.attribute(self.ownerAttribute, of: folder.raw, capacity: 8)
    }

    private static func bytes(of inode: UInt64) -> [UInt8] {
        stride(from: 0, to: 64, by: 8).map { UInt8(truncatingIfNeeded: inode >> UInt64($0)) }
    }
}

/// Streams whose file has just been replaced by another.
struct LostStreams {
    let identifier: StreamIdentifier
    let inode: UInt64
}

extension POSIXStore {
    /// Streams that cannot be removed stay behind unseen: nothing leads to them any more.
    func remove(_ lost: LostStreams?) {
        guard let lost else { return }
        try? self.streams.removeFolder(lost.identifier, ofInode: lost.inode)
    }
}
