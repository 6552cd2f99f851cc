// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc

/// Extended attributes whose length or name is not known beforehand.
extension Syscalls {
    /// The longest that Linux keeps, and the longest list of names. (XATTR_SIZE_MAX, XATTR_LIST_MAX)
    private static let maximumSize = 65_536
    private static let usualSize = 1024

    /// All of an attribute, however long; `nil` when there is none, or no support for any.
    static func wholeAttribute(_ name: String, of fd: Int32) throws(Errno) -> [UInt8]? {
        do {
            return try self.attribute(name, of: fd, capacity: self.usualSize, orThrowIfLonger: true)
        } catch  where error.code == ERANGE {
            return try self.attribute(name, of: fd, capacity: self.maximumSize)
        }
    }

    static func wholeAttribute(_ name: String, in folder: Int32, entry: String) throws(Errno) -> [UInt8]? {
        do {
            return try self.attribute(name, in: folder, entry: entry, capacity: self.usualSize, orThrowIfLonger: true)
        } catch  where error.code == ERANGE {
            return try self.attribute(name, in: folder, entry: entry, capacity: self.maximumSize)
        }
    }

    /// The names of all attributes; those that are not UTF-8 are nobody's here.
    static func attributeNames(of fd: Int32) throws(Errno) -> [String] {
        try unsafe self.names { unsafe flistxattr(fd, $0.baseAddress, $0.count) }
    }

    static func attributeNames(in folder: Int32, entry: String) throws(Errno) -> [String] {
        do {
            return try unsafe self.names { bytes in
                let result = unsafe linux_listxattrat(folder, entry, bytes.baseAddress, bytes.count)
                if result < 0 { errno = Int32(truncatingIfNeeded: -result) }
                return result < 0 ? -1 : result
            }
        } catch  where error.code == ENOSYS {
            return try unsafe self.names { unsafe llistxattr("/proc/self/fd/\(folder)/\(entry)", $0.baseAddress, $0.count) }
        }
    }

    private static func names(_ call: (UnsafeMutableBufferPointer<CChar>) -> Int) throws(Errno) -> [String] {
        for capacity in [self.usualSize, self.maximumSize] {
            var count = 0
            let list = unsafe [CChar](unsafeUninitializedCapacity: capacity) { buffer, initialized in
                count = unsafe call(buffer)
                initialized = max(count, 0)
            }
            if count >= 0 { return self.split(list) }
            switch errno {
            case ERANGE: continue
            case EOPNOTSUPP: return []
            default: throw Errno.current
            }
        }
        throw Errno(code: E2BIG)
    }

    private static func split(_ list: [CChar]) -> [String] {
        list.split(separator: 0).compactMap { String(validating: $0, as: UTF8.self) }
    }
}
