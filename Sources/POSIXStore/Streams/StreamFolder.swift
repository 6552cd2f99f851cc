// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import SMBEngine

/// The folder with the streams of one file. A stream's file is called as the stream, behind a colon: `.` and `..` are good names for one.
struct StreamFolder {
    /// More streams on one file than clients need; each costs time in every look-up of a name in another case.
    static let maximumCount = 1024
    /// A name may begin with a mark that makes one character with it: it is looked for, and taken off, as the byte that it is.
    private static let prefix: Unicode.Scalar = ":"

    let descriptor: Descriptor

    struct Entry {
        let file: String
        let found: linux_metadata
        var name: String { String(self.file.unicodeScalars.dropFirst()) }
    }

    /// `nil` for a name that the filesystem has no room for.
    static func file(for name: String) -> String? {
        let file = String(self.prefix) + name
        return file.utf8.count <= 255 ? file : nil
    }

    func entries() throws(Errno) -> [Entry] {
        var reader = try DirectoryReader(self.descriptor.raw)
        var entries: [Entry] = []
        while let next = try reader.next() {
            guard case .valid(let file) = next, file.unicodeScalars.first == Self.prefix else { continue }
            do {
                entries.append(Entry(file: file, found: try Syscalls.metadata(in: self.descriptor.raw, file)))
            } catch  where error.code == ENOENT {}
        }
        return entries
    }

    /// The stream of that name in any case; the exact spelling wins.
    func entry(named name: String) throws(Errno) -> Entry? {
        guard let file = Self.file(for: name) else { return nil }
        do {
            return Entry(file: file, found: try Syscalls.metadata(in: self.descriptor.raw, file))
        } catch  where error.code == ENOENT {
            let folded = FoldedName(name)
            return try self.entries().first { FoldedName($0.name) == folded }
        }
    }

    func entry(of identity: FileIdentity) throws(Errno) -> Entry? {
        try self.entries().first { FileIdentity($0.found) == identity }
    }
}
