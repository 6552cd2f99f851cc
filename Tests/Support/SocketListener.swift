// SPDX-License-Identifier: Apache-2.0
import Glibc
import NIOCore

/// A port of this host that real clients can connect to, for tests that play a server themselves.
package final class SocketListener: Sendable {
    private let descriptor: CInt
    package let port: Int

    package init(host: String = "127.0.0.1") throws {
        self.descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard self.descriptor >= 0 else { throw SocketTransport.failure("socket") }
        do { self.port = try Self.listen(self.descriptor, on: SocketAddress(ipAddress: host, port: 0)) } catch {
            close(self.descriptor)
            throw error
        }
    }

    deinit { close(self.descriptor) }

    /// Waits for the next client.
    package func accept(within limit: Duration = .seconds(20)) throws -> SocketTransport {
        var waiting = pollfd(fd: self.descriptor, events: Int16(POLLIN), revents: 0)
        let (seconds, attoseconds) = limit.components
        guard unsafe poll(&waiting, 1, CInt(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000)) == 1 else {
            throw SocketTransport.Failure(description: "nobody connected within \(limit)")
        }
        let connection = Glibc.accept(self.descriptor, nil, nil)
        guard connection >= 0, fcntl(connection, F_SETFD, FD_CLOEXEC) == 0 else { throw SocketTransport.failure("accept") }
        return SocketTransport(accepted: connection, timeout: limit)
    }

    private static func listen(_ descriptor: CInt, on address: SocketAddress) throws -> Int {
        guard unsafe address.withSockAddr({ unsafe bind(descriptor, $0, socklen_t($1)) }) == 0 else {
            throw SocketTransport.failure("bind")
        }
        guard Glibc.listen(descriptor, 8) == 0 else { throw SocketTransport.failure("listen") }
        // A sockaddr_in as two words: the family, then the port in network order.
        var bound: (UInt64, UInt64) = (0, 0)
        var size = socklen_t(MemoryLayout.size(ofValue: bound))
        let result = unsafe withUnsafeMutableBytes(of: &bound) { space in
            unsafe getsockname(descriptor, space.assumingMemoryBound(to: sockaddr.self).baseAddress, &size)
        }
        guard result == 0 else { throw SocketTransport.failure("getsockname") }
        return Int(UInt16(bigEndian: UInt16(truncatingIfNeeded: bound.0 >> 16)))
    }
}
