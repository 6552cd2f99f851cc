// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc

/// The system calls of this target, with Swift's types and a thrown `Errno`. All unsafe code of the store is in this folder.
enum Syscalls {
    /// The flags of every open: no controlling terminal, no waiting for a FIFO's other end, nothing inherited by a child.
    static let openFlags = O_CLOEXEC | O_NOCTTY | O_NONBLOCK
    static let folderFlags = Int32(LINUX_O_PATH) | O_DIRECTORY | O_CLOEXEC
    private static let beneath = UInt64(LINUX_RESOLVE_BENEATH | LINUX_RESOLVE_NO_MAGICLINKS)
    private static let withoutLinks = UInt64(LINUX_RESOLVE_BENEATH | LINUX_RESOLVE_NO_MAGICLINKS | LINUX_RESOLVE_NO_SYMLINKS)
    /// How often a resolution is tried again when a rename raced with it (EAGAIN).
    private static let maximumRaces = 16

    /// Opens `path` beneath `root`: neither `..` nor any symlink leads out of it.
    static func open(beneath root: Int32, _ path: String, _ flags: Int32, followsLinks: Bool = true) throws(Errno) -> Descriptor {
        var races = 0
        let resolve = followsLinks ? self.beneath : self.withoutLinks
        while true {
            let result = unsafe linux_openat2(root, path, UInt64(UInt32(bitPattern: flags)), 0, resolve)
            if result >= 0 { return Descriptor(Int32(truncatingIfNeeded: result)) }
            if result == -Int(EINTR) { continue }
            if result == -Int(EAGAIN), races < self.maximumRaces {
                races += 1
                continue
            }
            throw Errno(result: result)
        }
    }

    /// Opens or creates `name` in a folder. A name without a slash, and never a symlink, needs no resolution.
    static func open(in folder: Int32, _ name: String, _ flags: Int32, mode: UInt32 = 0) throws(Errno) -> Descriptor {
        Descriptor(try self.retrying { unsafe Glibc.openat(folder, name, flags | O_NOFOLLOW, mode) })
    }

    static func openRoot(_ path: String) throws(Errno) -> Descriptor {
        Descriptor(try self.retrying { unsafe Glibc.open(path, self.folderFlags) })
    }

    /// A second description of an open object, with other rights.
    static func reopen(_ fd: Int32, _ flags: Int32) throws(Errno) -> Descriptor {
        Descriptor(try self.retrying { unsafe Glibc.open("/proc/self/fd/\(fd)", flags | self.openFlags) })
    }

    /// A second descriptor of the same description.
    static func duplicate(_ fd: Int32) throws(Errno) -> Descriptor {
        Descriptor(try self.retrying { fcntl(fd, F_DUPFD_CLOEXEC, 0) })
    }

    static func close(_ fd: Int32) { _ = Glibc.close(fd) }

    static func makeDirectory(in folder: Int32, _ name: String, mode: UInt32) throws(Errno) {
        _ = try self.retrying { unsafe mkdirat(folder, name, mode) }
    }

    static func metadata(of fd: Int32) throws(Errno) -> linux_metadata {
        try self.metadata(in: fd, "", flags: Int32(LINUX_AT_EMPTY_PATH))
    }

    /// Of the name itself: a symlink is not followed.
    static func metadata(in folder: Int32, _ name: String) throws(Errno) -> linux_metadata {
        try self.metadata(in: folder, name, flags: AT_SYMLINK_NOFOLLOW)
    }

    private static func metadata(in folder: Int32, _ name: String, flags: Int32) throws(Errno) -> linux_metadata {
        var found = linux_metadata()
        let result = unsafe linux_statx(folder, name, flags, &found)
        if result < 0 { throw Errno(result: result) }
        return found
    }

    /// Where the kernel says that a descriptor's file is.
    static func path(of fd: Int32) throws(Errno) -> String {
        let capacity = Int(PATH_MAX) + 16
        var count = 0
        let path = unsafe String(unsafeUninitializedCapacity: capacity) { bytes in
            count = unsafe bytes.withMemoryRebound(to: CChar.self) { unsafe readlink("/proc/self/fd/\(fd)", $0.baseAddress!, capacity) }
            return max(count, 0)
        }
        if count < 0 { throw Errno.current }
        if count == capacity { throw Errno(code: ENAMETOOLONG) }
        return path
    }

    static func rename(in source: Int32, _ name: String, to target: Int32, _ newName: String, replacing: Bool) throws(Errno) {
        let flags = replacing ? 0 : UInt32(LINUX_RENAME_NOREPLACE)
        let result = unsafe linux_renameat2(source, name, target, newName, flags)
        if result < 0 { throw Errno(result: result) }
    }

    static func link(_ fd: Int32, in folder: Int32, _ name: String) throws(Errno) {
        _ = try self.retrying { unsafe linkat(AT_FDCWD, "/proc/self/fd/\(fd)", folder, name, AT_SYMLINK_FOLLOW) }
    }

    static func unlink(in folder: Int32, _ name: String, isDirectory: Bool) throws(Errno) {
        _ = try self.retrying { unsafe unlinkat(folder, name, isDirectory ? AT_REMOVEDIR : 0) }
    }

    static func truncate(_ fd: Int32, _ size: Int64) throws(Errno) { _ = try self.retrying { ftruncate(fd, Int(size)) } }

    static func synchronize(_ fd: Int32) throws(Errno) { _ = try self.retrying { fsync(fd) } }

    static func reserve(_ fd: Int32, _ size: Int64) throws(Errno) {
        while true {
            let result = linux_fallocate_keep_size(fd, size)
            if result >= 0 { return }
            if result != -Int(EINTR) { throw Errno(result: result) }
        }
    }

    /// `nil` leaves a time as it is.
    static func setTimes(_ fd: Int32, access: timespec?, write: timespec?) throws(Errno) {
        let omitted = timespec(tv_sec: 0, tv_nsec: (1 << 30) - 2)  // UTIME_OMIT
        let times = [access ?? omitted, write ?? omitted]
        _ = try self.retrying { unsafe futimens(fd, times) }
    }

    static func volume(_ fd: Int32) throws(Errno) -> statvfs {
        var found = statvfs()
        _ = try self.retrying { unsafe fstatvfs(fd, &found) }
        return found
    }

    /// tmpfs and ramfs never wait for a device, and therefore do not offer reads that would not.
    static func isInMemory(_ fd: Int32) -> Bool {
        let type = linux_filesystem_type(fd)
        return type == 0x0102_1994 || type == 0x8584_58F6
    }

    static func wallClock() -> (seconds: Int64, nanoseconds: UInt32) {
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        return (Int64(now.tv_sec), UInt32(truncatingIfNeeded: now.tv_nsec))
    }

    static func description(of code: Int32) -> String { unsafe String(cString: strerror(code)) }

    /// Runs a call that answers -1 and sets `errno`, again and again while a signal interrupts it.
    static func retrying<Result: FixedWidthInteger>(_ call: () -> Result) throws(Errno) -> Result {
        while true {
            let result = call()
            if result >= 0 { return result }
            if errno != EINTR { throw Errno.current }
        }
    }
}

extension Errno {
    static var current: Errno { Errno(code: errno) }
    /// Of a shim's result: -errno.
    init(result: Int) { self.code = Int32(truncatingIfNeeded: -result) }
}
