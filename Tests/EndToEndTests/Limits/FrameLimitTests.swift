// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBSettings
import SMBWire
import Support
import Testing

/// A frame is measured by what its sender has shown of itself so far.
@Suite("Limits on frames") struct FrameLimitTests {
    @Test("what announces too much before NEGOTIATE is closed at once", arguments: [16 * 1024 + 1, 1 << 20, SessionFrame.maximumLength])
    func announcingTooMuchCloses(_ length: Int) async throws {
        try await LiveServer.serving { live in
            let socket = try live.socket()
            try socket.send(raw: ByteBuffer(integer: UInt32(length)))
            #expect(socket.waitForClose())
        }
    }

    @Test("what announces too much before a logon is closed at once") func announcingTooMuchBeforeLogonCloses() async throws {
        try await LiveServer.serving { live in
            let client = try live.client()
            try client.negotiate()
            let socket = try #require(client.transport as? SocketTransport)
            try socket.send(raw: ByteBuffer(integer: UInt32(1 << 20)))
            #expect(socket.waitForClose())
        }
    }

    @Test("a session service packet that is no message is closed") func otherPacketTypesClose() async throws {
        try await LiveServer.serving { live in
            let socket = try live.socket()
            try socket.send(raw: ByteBuffer(bytes: [0x81, 0, 0, 0x44]))
            #expect(socket.waitForClose())
        }
    }

    @Test("what is no SMB is closed", arguments: ["GET / HTTP/1.1\r\nHost: files\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}"])
    func otherProtocolsClose(_ text: String) async throws {
        try await LiveServer.serving { live in
            let socket = try live.socket()
            try socket.send(raw: ByteBuffer(string: text))
            #expect(socket.waitForClose())
        }
    }

    @Test("a frame that comes byte by byte is a frame") func framesMayComeInPieces() async throws {
        try await LiveServer.serving { live in
            let client = try live.client()
            let request = client.negotiateRequest()
            let frame = client.encode(.negotiate) { request.encode(into: &$0, base: $1) }
            let socket = try #require(client.transport as? SocketTransport)
            var bytes = ByteBuffer(integer: UInt32(frame.readableBytes))
            bytes.writeImmutableBuffer(frame)
            for byte in bytes.readableBytesView { try socket.send(raw: ByteBuffer(integer: byte)) }
            #expect(try client.receive().status == .success)
        }
    }

    @Test("frames that come in one piece are answered one by one") func framesMayComeTogether() async throws {
        try await LiveServer.serving { live in
            let client = try live.connectedClient()
            var bytes = ByteBuffer()
            for _ in 0..<32 {
                let frame = client.encode(.echo) { SMB2.EchoRequest().encode(into: &$0, base: $1) }
                bytes.writeInteger(UInt32(frame.readableBytes))
                bytes.writeImmutableBuffer(frame)
            }
            let first = client.messageID - 32
            try (client.transport as? SocketTransport)?.send(raw: bytes)
            for number in 0..<32 { #expect(try client.receive().header.messageID == first + UInt64(number)) }
        }
    }
}
