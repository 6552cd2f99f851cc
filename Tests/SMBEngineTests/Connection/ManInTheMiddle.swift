// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBEngine
import SMBWire
import Support

/// Somebody between a client and its server who can change what passes, and has nobody's password.
final class ManInTheMiddle: TestTransport {
    private let way: InMemoryConnection
    private let changesRequest: (inout ByteBuffer) throws -> Void
    private let changesResponse: (inout ByteBuffer) throws -> Void

    init(
        _ way: InMemoryConnection, request: @escaping (inout ByteBuffer) throws -> Void = { _ in },
        response: @escaping (inout ByteBuffer) throws -> Void = { _ in }
    ) {
        self.way = way
        self.changesRequest = request
        self.changesResponse = response
    }

    var isClosed: Bool { self.way.isClosed }
    var disconnectReason: DisconnectReason? { self.way.disconnectReason }

    func send(_ frame: ByteBuffer) throws {
        var frame = frame
        try self.changesRequest(&frame)
        try self.way.send(frame)
    }

    func receive() throws -> ByteBuffer {
        var frame = try self.way.receive()
        try self.changesResponse(&frame)
        return frame
    }
}

extension ByteBuffer {
    private var command: SMB2.Command? { try? SMB2.Header.decode(from: self).command }

    /// Rewrites a NEGOTIATE request; leaves everything else alone.
    mutating func rewriteNegotiate(_ change: (inout SMB2.NegotiateRequest) -> Void) throws {
        guard self.command == .negotiate else { return }
        let header = try SMB2.Header.decode(from: self)
        var reader = WireReader(self)
        try reader.skip(SMB2.Header.size)
        var request = try SMB2.NegotiateRequest(decoding: &reader)
        change(&request)
        var writer = WireWriter()
        header.encode(into: &writer)
        request.encode(into: &writer, base: 0)
        self = writer.buffer
    }

    /// Changes bytes of the NTLM message of a type, wherever in a SESSION_SETUP it stands. `change` gets the message's offset.
    mutating func rewriteNTLM(_ type: UInt8, _ change: (inout ByteBuffer, Int) -> Void) {
        guard self.command == .sessionSetup, let offset = self.offset(of: Array("NTLMSSP\0".utf8) + [type]) else { return }
        change(&self, offset)
    }

    /// Where some bytes stand, as an index.
    func offset(of pattern: [UInt8]) -> Int? {
        let view = self.readableBytesView
        guard view.count >= pattern.count else { return nil }
        return (view.startIndex...(view.endIndex - pattern.count)).first { view[$0..<($0 + pattern.count)].elementsEqual(pattern) }
    }
}
