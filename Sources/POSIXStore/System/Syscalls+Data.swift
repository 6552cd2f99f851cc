// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import NIOCore

extension Syscalls {
    /// One read straight into the buffer's free space.
    static func read(_ fd: Int32, into buffer: inout ByteBuffer, at offset: Int64, count: Int, mayWait: Bool) throws(Errno) -> Int {
        while true {
            var result = 0
            unsafe buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { bytes in
                let room = min(count, bytes.count)
                guard let start = bytes.baseAddress else { return 0 }
                if mayWait {
                    result = unsafe pread(fd, start, room, Int(offset))
                    if result < 0 { result = -Int(errno) }
                } else {
                    result = unsafe linux_preadv2_nowait(fd, start, room, offset)
                }
                return max(result, 0)
            }
            if result >= 0 { return result }
            if result != -Int(EINTR) { throw Errno(result: result) }
        }
    }

    /// Writes all readable bytes, from where they lie.
    static func write(_ fd: Int32, _ data: ByteBuffer, at offset: Int64) throws(Errno) {
        let failure = unsafe data.withUnsafeReadableBytes { bytes -> Errno? in
            var done = 0
            while done < bytes.count {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
                let result = unsafe pwrite(fd, rest.baseAddress!, rest.count, Int(offset) + done)
                if result > 0 {
                    done += result
                } else if result == 0 {
                    return Errno(code: ENOSPC)
                } else if errno != EINTR {
                    return Errno.current
                }
            }
            return nil
        }
        if let failure { throw failure }
    }

    /// At most `capacity` bytes of an extended attribute; `nil` when there is none, or no support for any.
    static func attribute(
        _ name: String, of fd: Int32, capacity: Int, orThrowIfLonger isStrict: Bool = false
    ) throws(Errno) -> [UInt8]? {
        try unsafe self.attribute(capacity: capacity, isStrict) { self.negated(unsafe fgetxattr(fd, name, $0.baseAddress, $0.count)) }
    }

    /// The same of an entry in a folder, by the cheapest call that this kernel has.
    static func attribute(
        _ name: String, in folder: Int32, entry: String, capacity: Int, orThrowIfLonger isStrict: Bool = false
    ) throws(Errno) -> [UInt8]? {
        do {
            return try unsafe self.attribute(capacity: capacity, isStrict) {
                unsafe linux_getxattrat(folder, entry, name, $0.baseAddress, UInt32(truncatingIfNeeded: $0.count))
            }
        } catch  where error.code == ENOSYS {
            return try unsafe self.attribute(capacity: capacity, isStrict) {
                self.negated(unsafe lgetxattr("/proc/self/fd/\(folder)/\(entry)", name, $0.baseAddress, $0.count))
            }
        }
    }

    private static func negated(_ result: Int) -> Int { result < 0 ? -Int(errno) : result }

    /// `call` answers a count or -errno.
    private static func attribute(
        capacity: Int, _ isStrict: Bool, _ call: (UnsafeMutableRawBufferPointer) -> Int
    ) throws(Errno) -> [UInt8]? {
        var count = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, initialized in
            count = unsafe call(UnsafeMutableRawBufferPointer(buffer))
            initialized = max(count, 0)
        }
        switch Int32(truncatingIfNeeded: -count) {
        case ENODATA, EOPNOTSUPP: return nil
        case ERANGE where !isStrict: return nil  // Longer than anything that the store writes, so not the store's.
        case let code where code > 0: throw Errno(code: code)
        default: return bytes
        }
    }

    static func setAttribute(_ name: String, of fd: Int32, _ value: [UInt8]) throws(Errno) {
        _ = try self.retrying { unsafe fsetxattr(fd, name, value, value.count, 0) }
    }

    static func removeAttribute(_ name: String, of fd: Int32) throws(Errno) {
        do {
            _ = try self.retrying { unsafe fremovexattr(fd, name) }
        } catch  where error.code == ENODATA || error.code == EOPNOTSUPP {
            return
        }
    }
}
