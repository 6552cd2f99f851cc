// SPDX-License-Identifier: Apache-2.0
import Glibc

/// An inotify instance: the kernel queues what happens in the watched directories, in order and before the call that did it returns.
struct ChangeEvents: Sendable {
    struct Event {
        let watch: Int32
        let mask: UInt32
        let cookie: UInt32
        /// Empty for the directory itself; `nil` when it is not UTF-8.
        let name: String?

        func has(_ flag: Int) -> Bool { self.mask & UInt32(truncatingIfNeeded: flag) != 0 }
    }

    private let descriptor: Descriptor
    var raw: Int32 { self.descriptor.raw }

    init() throws(Errno) {
        self.descriptor = Descriptor(try Syscalls.retrying { inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK)) })
    }

    func watch(_ folder: Int32, _ mask: UInt32) throws(Errno) -> Int32 {
        try Syscalls.retrying { unsafe inotify_add_watch(self.raw, "/proc/self/fd/\(folder)", mask) }
    }

    func unwatch(_ watch: Int32) { _ = inotify_rm_watch(self.raw, watch) }

    /// What is queued, at most one batch, and whether that was all.
    func next() -> (events: [Event], isAll: Bool) {
        var events: [Event] = []
        var isAll = true
        let raw = self.raw
        unsafe withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 8) { bytes in
            let count = unsafe read(raw, bytes.baseAddress!, bytes.count)
            if count <= 0 { return }
            // The kernel stops at the first event that does not fit: a name has at most 255 bytes and is padded.
            isAll = count < bytes.count - 16 - 272
            var position = 0
            while position + 16 <= count {
                let length = Int(unsafe bytes.load(fromByteOffset: position + 12, as: UInt32.self))
                guard length <= count - position - 16 else { return }
                let start = unsafe bytes.baseAddress!.advanced(by: position + 16)
                events.append(
                    Event(
                        watch: unsafe bytes.load(fromByteOffset: position, as: Int32.self),
                        mask: unsafe bytes.load(fromByteOffset: position + 4, as: UInt32.self),
                        cookie: unsafe bytes.load(fromByteOffset: position + 8, as: UInt32.self),
                        name: length == 0 ? "" : unsafe String(validatingCString: start.assumingMemoryBound(to: CChar.self))))
                position += 16 + length
            }
        }
        return (events, isAll)
    }
}
