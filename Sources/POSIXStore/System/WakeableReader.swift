// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc

/// A thread that waits for a descriptor to become readable, or to be woken.
final class WakeableReader: Sendable {
    private let wake: Descriptor

    init() throws(Errno) { self.wake = Descriptor(try Syscalls.retrying { eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK)) }) }

    func wakeUp() { _ = eventfd_write(self.wake.raw, 1) }

    /// Waits until `fd` is readable or somebody woke this reader; with a time limit, at most that long.
    func wait(for fd: Int32, milliseconds: Int32 = -1) {
        var waiting = [
            pollfd(fd: fd, events: Int16(POLLIN), revents: 0), pollfd(fd: self.wake.raw, events: Int16(POLLIN), revents: 0),
        ]
        _ = unsafe poll(&waiting, 2, milliseconds)
        var count: UInt64 = 0
        if waiting[1].revents != 0 { _ = unsafe eventfd_read(self.wake.raw, &count) }
    }

    /// Runs `body` on a thread of its own.
    static func start(_ body: @escaping @Sendable () -> Void) throws(Errno) {
        final class Body: Sendable {
            let run: @Sendable () -> Void
            init(_ run: @escaping @Sendable () -> Void) { self.run = run }
        }
        let context = unsafe Unmanaged.passRetained(Body(body))
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread, nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context.toOpaque())
        if code != 0 {
            unsafe context.release()
            throw Errno(code: code)
        }
        pthread_detach(thread)
    }
}
