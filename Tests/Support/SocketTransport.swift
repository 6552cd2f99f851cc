// SPDX-License-Identifier: Apache-2.0
import Glibc
package import NIOCore
package import SMBWire

/// A real connection to a real server, with blocking calls that end after a while. It may also misbehave: send parts of frames, or nothing.
package final class SocketTransport: TestTransport {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private let descriptor: CInt
    private var received = ByteBuffer()
    package private(set) var isClosed = false

    /// `source`: the address to come from; every address in 127.0.0.0/8 is this host's own.
    package init(host: String = "127.0.0.1", port: Int, from source: String? = nil, timeout: Duration = .seconds(20)) throws {
        let address = try SocketAddress(ipAddress: host, port: port)
        let isIPv6 = address.protocol == .inet6
        self.descriptor = socket(isIPv6 ? AF_INET6 : AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard self.descriptor >= 0 else { throw Self.failure("socket") }
        do {
            if let source { try Self.bind(self.descriptor, to: SocketAddress(ipAddress: source, port: 0)) }
            let result = unsafe address.withSockAddr { unsafe Glibc.connect(self.descriptor, $0, socklen_t($1)) }
            guard result == 0 else { throw Self.failure("connect") }
        } catch {
            Glibc.close(self.descriptor)
            throw error
        }
        self.prepare(timeout)
    }

    /// The server's end of a connection that was accepted.
    init(accepted descriptor: CInt, timeout: Duration) {
        self.descriptor = descriptor
        self.prepare(timeout)
    }

    private func prepare(_ timeout: Duration) {
        self.setTimeout(timeout)
        var one: CInt = 1
        _ = unsafe setsockopt(self.descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<CInt>.size))
    }

    deinit { Glibc.close(self.descriptor) }

    package func setTimeout(_ timeout: Duration) {
        let (seconds, attoseconds) = timeout.components
        var time = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
        let size = socklen_t(MemoryLayout<timeval>.size)
        _ = unsafe setsockopt(self.descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, size)
        _ = unsafe setsockopt(self.descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, size)
    }

    package func send(_ frame: ByteBuffer) throws {
        var bytes = ByteBuffer()
        SessionFrame.writePrefix(length: frame.readableBytes, into: &bytes)
        bytes.writeImmutableBuffer(frame)
        try self.send(raw: bytes)
    }

    /// Bytes as they are, whether they make a frame or not.
    package func send(raw bytes: ByteBuffer) throws {
        var rest = bytes
        while rest.readableBytes > 0 {
            let count = unsafe rest.withUnsafeReadableBytes {
                unsafe Glibc.send(self.descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw self.ended(errno) }
            rest.moveReaderIndex(forwardBy: count)
        }
    }

    package func receive() throws -> ByteBuffer {
        while true {
            if let length = try SessionFrame.announcedLength(self.received), self.received.readableBytes >= SessionFrame.prefixSize + length
            {
                self.received.moveReaderIndex(forwardBy: SessionFrame.prefixSize)
                guard let frame = self.received.readSlice(length: length) else { throw TransportError.nothingReceived }
                self.received.discardReadBytes()
                return frame
            }
            try self.receiveMore()
        }
    }

    /// Asks for a NetBIOS session; the type of what came back.
    package func openNetBIOSSession(called: NetBIOSName, calling: String = "CLIENT") throws -> UInt8 {
        var writer = WireWriter()
        called.encode(into: &writer)
        NetBIOSName(text: calling, suffix: 0).encode(into: &writer)
        var request = ByteBuffer(bytes: [NetBIOSSession.PacketType.request, 0])
        request.writeInteger(UInt16(truncatingIfNeeded: writer.count))
        request.writeImmutableBuffer(writer.buffer)
        try self.send(raw: request)
        while self.received.readableBytes < SessionFrame.prefixSize { try self.receiveMore() }
        let prefix = self.received.readInteger(as: UInt32.self) ?? 0
        while self.received.readableBytes < Int(prefix & 0xFFFF) { try self.receiveMore() }
        self.received.moveReaderIndex(forwardBy: Int(prefix & 0xFFFF))
        return UInt8(truncatingIfNeeded: prefix >> 24)
    }

    /// Waits until the server closes the connection; what it sends meanwhile is thrown away. False when it does not.
    package func waitForClose() -> Bool {
        while !self.isClosed {
            self.received.clear()
            do { try self.receiveMore() } catch TransportError.closed { return true } catch { return false }
        }
        return true
    }

    /// Whether the server has closed the connection by now.
    package func hasEnded() -> Bool {
        var byte: UInt8 = 0
        let count = unsafe recv(self.descriptor, &byte, 1, CInt(MSG_PEEK) | CInt(MSG_DONTWAIT))
        return count == 0 || (count < 0 && errno != EAGAIN)
    }

    private func receiveMore() throws {
        let count = unsafe self.received.writeWithUnsafeMutableBytes(minimumWritableBytes: 65536) { space in
            max(0, unsafe recv(self.descriptor, space.baseAddress, space.count, 0))
        }
        guard count > 0 else { throw self.ended(errno) }
    }

    private func ended(_ code: CInt) -> TransportError {
        if self.hasEnded() { self.isClosed = true }
        return self.isClosed ? .closed : .nothingReceived
    }

    private static func bind(_ descriptor: CInt, to address: SocketAddress) throws {
        let result = unsafe address.withSockAddr { unsafe Glibc.bind(descriptor, $0, socklen_t($1)) }
        guard result == 0 else { throw self.failure("bind") }
    }

    static func failure(_ call: String) -> Failure { Failure(description: "\(call): \(unsafe String(cString: strerror(errno)))") }
}
