// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// A file descriptor that is closed once: when told to, or when nobody holds it any more.
final class Descriptor: Sendable {
    private let number: Atomic<Int32>

    init(_ number: Int32) { self.number = Atomic(number) }
    deinit { self.close() }

    /// -1 after `close`, which every system call refuses.
    var raw: Int32 { self.number.load(ordering: .relaxed) }

    func close() {
        let number = self.number.exchange(-1, ordering: .relaxed)
        if number >= 0 { Syscalls.close(number) }
    }
}
