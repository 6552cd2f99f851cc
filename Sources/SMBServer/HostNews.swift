// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import Synchronization

/// The descriptors that tell of changes to the host's name and addresses, and one to be woken by.
final class HostNews: Sendable {
    enum Call: Int32, Sendable { case look, stop }

    private let addresses: CInt
    private let hostName: CInt
    private let wake: CInt
    private let isStopped = Mutex(false)

    init() {
        self.addresses = Self.addressChanges()
        // Its content changes with the host's name, and `poll` says so.
        self.hostName = unsafe open("/proc/sys/kernel/hostname", O_RDONLY | O_CLOEXEC)
        self.wake = eventfd(0, CInt(EFD_CLOEXEC) | CInt(EFD_NONBLOCK))
    }

    deinit { for descriptor in [self.addresses, self.hostName, self.wake] where descriptor >= 0 { close(descriptor) } }

    var hearsOfAddresses: Bool { self.addresses >= 0 }

    func raise(_ call: Call) {
        if call == .stop { self.isStopped.withLock { $0 = true } }
        _ = eventfd_write(self.wake, 1)
    }

    /// Waits for the next reason to look, or for the end.
    func wait() -> Call {
        // Descriptors below zero are passed over.
        var waiting = [
            pollfd(fd: self.wake, events: Int16(POLLIN), revents: 0), pollfd(fd: self.addresses, events: Int16(POLLIN), revents: 0),
            pollfd(fd: self.hostName, events: Int16(POLLPRI), revents: 0),
        ]
        while unsafe poll(&waiting, nfds_t(waiting.count), -1) < 0, errno == EINTR {}
        var count: UInt64 = 0
        if waiting[0].revents != 0 { _ = unsafe eventfd_read(self.wake, &count) }
        if waiting[1].revents != 0 { self.drainAddresses() }
        return self.isStopped.withLock { $0 } ? .stop : .look
    }

    /// The messages themselves don't matter: the addresses are read anew. ENOBUFS means that some were lost, which is news as well.
    private func drainAddresses() {
        var bytes = [UInt8](repeating: 0, count: 8192)
        while unsafe recv(self.addresses, &bytes, bytes.count, 0) >= 0 || errno == ENOBUFS || errno == EINTR {}
    }

    private static func addressChanges() -> CInt {
        let descriptor = linux_route_socket()
        guard descriptor >= 0, linux_bind_to_address_changes(descriptor) < 0 else { return descriptor }
        close(descriptor)
        return -1
    }
}
