// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
package import SMBEngine
package import SMBWire
import Synchronization

extension POSIXFile {
    package func isEmptyDirectory() throws(NTStatus) -> Bool {
        guard self.isDirectory else { throw .notADirectory }
        do {
            var reader = try DirectoryReader(self.descriptor.raw)
            return try reader.next() == nil
        } catch {
            throw NTStatus(error)
        }
    }

    package func scan() throws(NTStatus) -> any DirectoryScan {
        guard self.isDirectory else { throw .notADirectory }
        do {
            return POSIXScan(self, try DirectoryReader(self.descriptor.raw))
        } catch {
            throw NTStatus(error)
        }
    }

    package func entry(named name: String) throws(NTStatus) -> DirectoryEntry? {
        guard self.isDirectory else { throw .notADirectory }
        if name == "." || name == ".." { return DirectoryEntry(name: name, metadata: try self.dots(name)) }
        guard RelativePath.isName(name), !StreamArea.isReserved(name) else { return nil }
        do {
            if let entry = try self.entry(exactly: name) { return entry }
            let folder = try Folder(self.descriptor, self.place.withLock { $0.path })
            guard let spelling = try self.store.spelling(of: name, in: folder) else { return nil }
            return try self.entry(exactly: spelling)
        } catch {
            throw NTStatus(error)
        }
    }

    /// Of `.` and `..`; the root's parent is nobody's business, so the root stands for it.
    func dots(_ name: String) throws(NTStatus) -> FileMetadata {
        if name == "." || self.identity == self.store.rootIdentity { return try self.metadata() }
        do {
            let found = try Syscalls.metadata(in: self.descriptor.raw, "..")
            return FileMetadata(found, try DOSAttributes(of: "..", in: self.descriptor.raw), name: "")
        } catch {
            throw NTStatus(error)
        }
    }

    /// One entry as a listing shows it; `nil` when it is gone, or nothing that could be opened.
    func entry(exactly name: String) throws(Errno) -> DirectoryEntry? {
        let found: linux_metadata
        do {
            found = try Syscalls.metadata(in: self.descriptor.raw, name)
        } catch  where error.code == ENOENT || error.code == EACCES {
            return nil
        }
        if found.isSymlink { return self.linked(name) }
        guard found.isFile || found.isDirectory else { return nil }
        let (stored, eaSize) = try self.stored(name, found)
        return DirectoryEntry(name: name, metadata: FileMetadata(found, stored, name: name), eaSize: eaSize)
    }

    private func stored(_ name: String, _ found: linux_metadata) throws(Errno) -> (DOSAttributes, eaSize: UInt32) {
        if self.store.plain.contains(found) { return (DOSAttributes(), 0) }
        do {
            let names = try Syscalls.attributeNames(in: self.descriptor.raw, entry: name)
            let stored = names.contains(DOSAttributes.name) ? try DOSAttributes(of: name, in: self.descriptor.raw) : DOSAttributes()
            let eaSize = self.eaSize(of: name, names)
            if stored.isEmpty, eaSize == 0 { self.store.plain.insert(found) }
            return (stored, eaSize)
        } catch  where error.code == ENOENT || error.code == EACCES || error.code == EPERM {
            return (DOSAttributes(), 0)
        }
    }

    /// A symlink shows what it leads to, if that is beneath the root.
    private func linked(_ name: String) -> DirectoryEntry? {
        guard let path = try? self.store.path(of: self.descriptor), let found = try? self.store.follow(path.appending(name)),
            found.isFile || found.isDirectory
        else { return nil }
        return DirectoryEntry(name: name, metadata: FileMetadata(found, DOSAttributes(), name: name))
    }
}

extension POSIXStore {
    /// What a path leads to, symlinks followed beneath the root.
    func follow(_ path: RelativePath) throws(Errno) -> linux_metadata {
        let descriptor = try self.open(beneathRoot: path, Int32(LINUX_O_PATH) | O_CLOEXEC)
        return try Syscalls.metadata(of: descriptor.raw)
    }
}

/// A scan in progress, with a position of its own.
final class POSIXScan: DirectoryScan {
    private struct State: ~Copyable {
        var reader: DirectoryReader
        var dots: [String]
    }

    private let directory: POSIXFile
    private let state: Mutex<State>

    init(_ directory: POSIXFile, _ reader: consuming sending DirectoryReader) {
        self.directory = directory
        self.state = Mutex(State(reader: reader, dots: [".", ".."]))
    }

    func nextBlocking(_ limit: Int, matching pattern: WildcardPattern?) throws(NTStatus) -> [DirectoryEntry] {
        try self.state.withLock { state throws(NTStatus) -> [DirectoryEntry] in
            var entries: [DirectoryEntry] = []
            while !state.dots.isEmpty, entries.count < limit {
                let name = state.dots.removeFirst()
                if pattern?.matches(name) ?? true { entries.append(DirectoryEntry(name: name, metadata: try self.directory.dots(name))) }
            }
            do throws(Errno) {
                try self.append(to: &entries, limit, pattern, &state.reader)
            } catch {
                throw NTStatus(error)
            }
            return entries
        }
    }

    private func append(
        to entries: inout [DirectoryEntry], _ limit: Int, _ pattern: WildcardPattern?, _ reader: inout DirectoryReader
    ) throws(Errno) {
        while entries.count < limit, let next = try reader.next() {
            guard case .valid(let name) = next, name.isSpeakable else { continue }
            guard pattern?.matches(name) ?? true, let entry = try self.directory.entry(exactly: name) else { continue }
            entries.append(entry)
        }
    }
}

extension String {
    /// Whether clients hear of the name: SMB cannot express these characters, which a client would take for separators, streams or
    /// wildcards and could not open anyway ([MS-FSCC] 2.1.5); and what the server keeps for itself is nobody's business.
    var isSpeakable: Bool {
        !StreamArea.isReserved(self) && self.isExpressible
    }

    private var isExpressible: Bool {
        self.utf8.allSatisfy { byte in
            switch byte {
            case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "*"), UInt8(ascii: ":"), UInt8(ascii: "<"), UInt8(ascii: ">"),
                UInt8(ascii: "?"), UInt8(ascii: "\\"), UInt8(ascii: "|"):
                false
            default: true
            }
        }
    }
}
