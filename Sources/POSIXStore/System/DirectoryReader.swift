// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc

/// The names in one directory, read in batches by `getdents64`.
struct DirectoryReader: ~Copyable {
    private let descriptor: Descriptor
    private var bytes: [UInt8]
    private var position = 0
    private var end = 0
    /// Whether the last entry can be a directory: some filesystems do not say.
    private(set) var mayBeDirectory = false

    /// Opens the directory anew: a scan has a position of its own.
    init(_ folder: Int32) throws(Errno) {
        self.descriptor = try Syscalls.open(in: folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        self.bytes = [UInt8](repeating: 0, count: 32 << 10)
    }

    /// What an entry's name is worth to a client.
    enum Name {
        case valid(String)
        /// Not UTF-8: no client could ever send it back.
        case unspeakable
    }

    /// The next entry, `.` and `..` left out; `nil` at the end.
    mutating func next() throws(Errno) -> Name? {
        while true {
            if self.position >= self.end, try !self.fill() { return nil }
            let name = self.takeEntry()
            switch name {
            case .valid("."), .valid(".."): continue
            default: return name
            }
        }
    }

    private mutating func fill() throws(Errno) -> Bool {
        let descriptor = self.descriptor.raw
        while true {
            let result = unsafe self.bytes.withUnsafeMutableBytes { unsafe linux_getdents64(descriptor, $0.baseAddress!, $0.count) }
            if result == -Int(EINTR) { continue }
            if result == -Int(ENOENT) { return false }  // The directory itself was removed.
            if result < 0 { throw Errno(result: result) }
            self.position = 0
            self.end = result
            return result > 0
        }
    }

    /// `struct linux_dirent64`: inode 8, offset 8, record length 2, type 1, then the name with its NUL.
    private mutating func takeEntry() -> Name {
        let start = self.position
        guard self.end - start > 19 else {
            self.position = self.end
            return .unspeakable
        }
        let length = Int(self.bytes[start + 16]) | Int(self.bytes[start + 17]) << 8
        self.position = length > 19 ? start + length : self.end
        self.mayBeDirectory = self.bytes[start + 18] == UInt8(DT_DIR) || self.bytes[start + 18] == UInt8(DT_UNKNOWN)
        let name = unsafe self.bytes.withUnsafeBytes { bytes in
            unsafe String(validatingCString: bytes.baseAddress!.advanced(by: start + 19).assumingMemoryBound(to: CChar.self))
        }
        return name.map(Name.valid) ?? .unspeakable
    }
}
