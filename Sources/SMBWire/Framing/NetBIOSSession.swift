// SPDX-License-Identifier: Apache-2.0
package import NIOCore

/// The called side of a NetBIOS session: a request is answered first, then come messages, and keep-alives between them. [RFC 1002] 5.2.2
///
/// Messages pass through as they are: their prefix is that of direct TCP, with 17 bits of length. [RFC 1002] 4.3.6
package struct NetBIOSSession {
    package enum Action: Hashable, Sendable {
        /// Bytes of messages, prefixes included.
        case deliver(ByteBuffer)
        case send(ByteBuffer)
        /// The session is there. `calling` is what the client says that it is called.
        case established(calling: NetBIOSName)
        case close(Reason)
    }

    package enum Reason: Hashable, Sendable {
        case unreadable(WireError)
        /// The name called is none of a file service.
        case notListening
        case secondRequest
    }

    /// The types of packets. [RFC 1002] 4.3.1
    package enum PacketType {
        package static let message: UInt8 = 0x00
        package static let request: UInt8 = 0x81
        package static let positiveResponse: UInt8 = 0x82
        package static let negativeResponse: UInt8 = 0x83
        package static let keepAlive: UInt8 = 0x85
    }

    /// "Not listening on called name". [RFC 1002] 4.3.4
    package static let notListening: UInt8 = 0x80

    private enum Phase { case awaitingRequest, established, closed }

    private static let prefixSize = SessionFrame.prefixSize
    private static let maximumRequest = 2 * NetBIOSName.maximumEncodedLength

    private var phase = Phase.awaitingRequest
    /// What is no whole prefix or request yet.
    private var held = ByteBuffer()
    /// How much of the message in progress has not come.
    private var missing = 0

    package init() {}

    package mutating func receive(_ bytes: ByteBuffer) -> [Action] {
        guard self.phase != .closed else { return [] }
        var bytes = bytes
        if self.held.readableBytes > 0 {
            self.held.writeImmutableBuffer(bytes)
            bytes = self.held
            self.held = ByteBuffer()
        }
        var actions: [Action] = []
        do throws(WireError) {
            while self.phase != .closed, try self.step(&bytes, &actions) {}
        } catch {
            self.close(.unreadable(error), &actions)
        }
        if self.phase != .closed, bytes.readableBytes > 0 { self.held = ByteBuffer(buffer: bytes) }
        return actions
    }

    /// What is held of the client's bytes.
    package var heldByteCount: Int { self.held.readableBytes }

    /// One packet, or as much of a message as there is. False: more has to come first.
    private mutating func step(_ bytes: inout ByteBuffer, _ actions: inout [Action]) throws(WireError) -> Bool {
        if self.missing > 0 {
            let count = min(self.missing, bytes.readableBytes)
            guard count > 0, let piece = bytes.readSlice(length: count) else { return false }
            self.missing -= piece.readableBytes
            actions.append(.deliver(piece))
            return true
        }
        guard bytes.readableBytes >= Self.prefixSize else { return false }
        let packet = bytes
        var reader = WireReader(packet)
        let type = try reader.u8("TYPE")
        let flags = try reader.u8("FLAGS")
        guard flags < 2 else { throw reader.failure(.value, "FLAGS") }
        let length = Int(flags) << 16 | Int(try reader.u8("LENGTH")) << 8 | Int(try reader.u8("LENGTH"))
        switch (type, self.phase) {
        case (PacketType.message, _):
            // Some clients send no request when the port is not 139. It decides nothing, so nothing is lost without it.
            self.phase = .established
            self.missing = Self.prefixSize + length
            return true
        case (PacketType.keepAlive, _):
            guard length == 0 else { throw reader.failure(.limit, "LENGTH") }
            bytes.moveReaderIndex(forwardBy: Self.prefixSize)
            return true
        case (PacketType.request, .awaitingRequest):
            guard length <= Self.maximumRequest else { throw reader.failure(.limit, "LENGTH") }
            guard let request = bytes.readSlice(length: Self.prefixSize + length) else { return false }
            try self.answer(request, &actions)
            return true
        case (PacketType.request, _):
            self.close(.secondRequest, &actions)
            return false
        default:
            throw WireError(.value, field: "TYPE", offset: 0)
        }
    }

    /// Any name will do: what a client calls this server proves nothing here, and an old one may know it by a name that nobody else does.
    private mutating func answer(_ request: ByteBuffer, _ actions: inout [Action]) throws(WireError) {
        var reader = WireReader(request)
        try reader.skip(Self.prefixSize)
        let called = try NetBIOSName(decoding: &reader)
        let calling = try NetBIOSName(decoding: &reader)
        guard called.suffix == NetBIOSName.serverSuffix else {
            actions.append(.send(ByteBuffer(bytes: [PacketType.negativeResponse, 0, 0, 1, Self.notListening])))
            return self.close(.notListening, &actions)
        }
        self.phase = .established
        actions.append(.established(calling: calling))
        actions.append(.send(ByteBuffer(bytes: [PacketType.positiveResponse, 0, 0, 0])))
    }

    private mutating func close(_ reason: Reason, _ actions: inout [Action]) {
        self.phase = .closed
        actions.append(.close(reason))
    }
}
