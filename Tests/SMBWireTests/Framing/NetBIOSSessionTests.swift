// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("NetBIOS session") struct NetBIOSSessionTests {
    private static let server = NetBIOSName(text: "FILES", suffix: NetBIOSName.serverSuffix)
    private static let client = NetBIOSName(text: "PRESS-3", suffix: 0)

    private static func request(_ called: NetBIOSName = server, _ calling: NetBIOSName = client) -> ByteBuffer {
        var writer = WireWriter()
        called.encode(into: &writer)
        calling.encode(into: &writer)
        return self.packet(0x81, writer.buffer)
    }

    private static func packet(_ type: UInt8, flags: UInt8 = 0, _ payload: ByteBuffer) -> ByteBuffer {
        var packet = ByteBuffer(bytes: [type, flags])
        packet.writeInteger(UInt16(truncatingIfNeeded: payload.readableBytes))
        packet.writeImmutableBuffer(payload)
        return packet
    }

    private static func message(_ count: Int) -> ByteBuffer {
        self.packet(0, flags: UInt8(truncatingIfNeeded: count >> 16), ByteBuffer(repeating: 0x5A, count: count))
    }

    /// Everything delivered, and the other actions in their order.
    private static func run(_ session: inout NetBIOSSession, _ stream: ByteBuffer, cutInto step: Int) -> (
        delivered: ByteBuffer, others: [NetBIOSSession.Action]
    ) {
        var stream = stream
        var delivered = ByteBuffer()
        var others: [NetBIOSSession.Action] = []
        while let piece = stream.readSlice(length: min(step, max(1, stream.readableBytes))) {
            for action in session.receive(piece) {
                if case .deliver(let bytes) = action { delivered.writeImmutableBuffer(bytes) } else { others.append(action) }
            }
        }
        return (delivered, others)
    }

    private static let accepted: [NetBIOSSession.Action] = [
        .established(calling: client), .send(ByteBuffer(hex: "82000000")),
    ]

    @Test(
        "a request is answered, then messages pass as they are and keep-alives do not", arguments: [1, 3, 4, 5, 71, 72, 73, 1000, 1 << 20])
    func passesMessages(_ step: Int) {
        let messages = [Self.message(0), Self.message(40), Self.message(0x1_2345), Self.message(1)]
        var stream = Self.request()
        var expected = ByteBuffer()
        for message in messages {
            stream.writeImmutableBuffer(Self.packet(0x85, ByteBuffer()))
            stream.writeImmutableBuffer(message)
            expected.writeImmutableBuffer(message)
        }
        var session = NetBIOSSession()
        let (delivered, others) = Self.run(&session, stream, cutInto: step)
        #expect(delivered == expected)
        #expect(others == Self.accepted)
        #expect(session.heldByteCount == 0)
    }

    @Test("every name of a file service is answered", arguments: ["*SMBSERVER", "FILES", "OLDNAME", "192.0.2.7", ""])
    func acceptsName(_ name: String) {
        var session = NetBIOSSession()
        #expect(session.receive(Self.request(NetBIOSName(text: name, suffix: 0x20))) == Self.accepted)
    }

    @Test("a name of another service is told that nobody listens", arguments: [UInt8(0x00), 0x03, 0x1B])
    func refusesService(_ suffix: UInt8) {
        var session = NetBIOSSession()
        let actions = session.receive(Self.request(NetBIOSName(text: "FILES", suffix: suffix)))
        #expect(actions == [.send(ByteBuffer(hex: "8300000180")), .close(.notListening)])
        #expect(session.receive(Self.message(4)) == [], "what comes after is nobody's")
    }

    @Test func aMessageWithoutARequestIsTaken() {
        var session = NetBIOSSession()
        let message = Self.message(32)
        #expect(session.receive(message) == [.deliver(message)])
    }

    @Test func aSecondRequestEndsIt() {
        var session = NetBIOSSession()
        _ = session.receive(Self.request())
        #expect(session.receive(Self.request()) == [.close(.secondRequest)])
    }

    @Test(
        "what no client sends ends it, whole or not",
        arguments: [
            "82000000",  // A response.
            "84000006C00002070139",  // A retarget response.
            "00020000",  // Reserved flags.
            "81010000",  // A request longer than two names.
            "8100FFFF",
            "81000004414141",  // A name of no length that a name has.
            "85000001",  // A keep-alive with something in it.
            "81000000",  // No name at all.
            "81000044" + "20" + String(repeating: "51", count: 67),  // Letters that spell nothing.
            "81000004204141C0",
        ])
    func endsOnNonsense(_ bytes: String) throws {
        var session = NetBIOSSession()
        var stream = ByteBuffer(hex: bytes)
        stream.writeRepeatingByte(0x41, count: 128)
        let actions = session.receive(stream)
        guard case .close(.unreadable)? = actions.last else {
            Issue.record("\(actions)")
            return
        }
        #expect(actions.count == 1)
        #expect(session.heldByteCount == 0)
    }

    @Test("of a request that never ends no more is held than two names") func holdsLittle() {
        var session = NetBIOSSession()
        #expect(session.receive(ByteBuffer(hex: "810001FE")) == [])
        #expect(session.receive(ByteBuffer(repeating: 0x41, count: 509)) == [])
        #expect(session.heldByteCount == 513)
        guard case .close? = session.receive(ByteBuffer(repeating: 0x41, count: 1)).last else {
            Issue.record("a request of 510 letters was taken")
            return
        }
    }

    @Test("names come back as they were", arguments: ["FILES", "", "FIFTEEN-LETTERS", "Straße"])
    func nameRoundTrip(_ text: String) throws {
        var writer = WireWriter()
        NetBIOSName(text: text, suffix: 0x20).encode(into: &writer)
        #expect(writer.count == 34)
        var reader = WireReader(writer.buffer)
        #expect(try NetBIOSName(decoding: &reader) == NetBIOSName(text: text, suffix: 0x20))
    }

    @Test("a scope is skipped") func skipsScope() throws {
        var writer = WireWriter()
        NetBIOSName(text: "FILES", suffix: 0x20).encode(into: &writer)
        var buffer = writer.buffer
        buffer.moveWriterIndex(to: 33)
        buffer.writeBytes([7] + Array("example".utf8) + [0])
        var reader = WireReader(buffer)
        #expect(try NetBIOSName(decoding: &reader).text == "FILES")
        #expect(reader.offset == 42)
    }
}
