// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("FrameSplitter") struct FrameSplitterTests {
    private static func framed(_ payload: ByteBuffer) -> ByteBuffer {
        var buffer = ByteBuffer()
        let prefix = SessionFrame.reservePrefix(in: &buffer)
        buffer.writeImmutableBuffer(payload)
        SessionFrame.setPrefix(in: &buffer, at: prefix)
        return buffer
    }

    private static func payload(_ count: Int) -> ByteBuffer { ByteBuffer(bytes: (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }) }

    @Test func writesThePrefixBigEndian() {
        #expect(Self.framed(Self.payload(0x0102)).getSlice(at: 0, length: 4) == ByteBuffer(hex: "00000102"))
    }

    @Test(
        "messages come out however the stream was cut",
        arguments: [1, 3, 4, 5, 63, 64, 67, 68, 69, 100, 1000, 5000], [false, true])
    func splitsAnyCut(_ step: Int, _ reserves: Bool) throws {
        let sizes = [0, 1, 63, 64, 65, 1500, 3, 2000, 0, 8]
        var stream = ByteBuffer()
        for size in sizes { stream.writeImmutableBuffer(Self.framed(Self.payload(size))) }
        var splitter = FrameSplitter()
        splitter.reservesAnnouncedLength = reserves
        var frames: [ByteBuffer] = []
        while let piece = stream.readSlice(length: min(step, max(1, stream.readableBytes))) {
            splitter.append(piece)
            while let frame = try splitter.next(maximumLength: 4096) { frames.append(frame) }
        }
        #expect(frames == sizes.map(Self.payload))
        #expect(splitter.heldByteCount == 0)
    }

    @Test func aWholeFrameIsNotCopied() throws {
        let stream = Self.framed(Self.payload(100))
        var splitter = FrameSplitter()
        splitter.append(stream)
        let frame = try #require(try splitter.next(maximumLength: 100))
        #expect(frame.storageCapacity <= stream.storageCapacity)
        #expect(frame == Self.payload(100))
    }

    @Test func refusesMoreThanTheLimitBeforeAnythingIsHeld() {
        #expect(throws: WireError(.limit, field: "StreamProtocolLength", offset: 1)) {
            var splitter = FrameSplitter()
            splitter.append(ByteBuffer(hex: "00000101"))
            _ = try splitter.next(maximumLength: 256)
        }
    }

    @Test("other stream types are refused", arguments: ["81000044", "85000000", "ff000000", "01000000"])
    func refusesOtherTypes(_ prefix: String) {
        #expect(throws: WireError.self) {
            var splitter = FrameSplitter()
            splitter.append(ByteBuffer(hex: prefix))
            _ = try splitter.next(maximumLength: 0xFFFFFF)
        }
    }

    @Test func holdsOnlyWhatCameUntilThePeerIsKnown() throws {
        var splitter = FrameSplitter()
        splitter.append(ByteBuffer(hex: "00ffffff"))
        splitter.append(Self.payload(100))
        #expect(try splitter.next(maximumLength: 0xFFFFFF) == nil)
        #expect(splitter.heldByteCount == 100)
    }

    @Test(
        "the protocol is told by four bytes",
        arguments: [
            ("fe534d42", ProtocolID.smb2), ("ff534d4200", .smb1), ("fd534d42", .transform), ("fc534d42", .compressed), ("fe534d", nil),
            ("fe534d43", nil), ("", nil),
        ])
    func tellsTheProtocol(_ hex: String, _ expected: ProtocolID?) {
        #expect(ProtocolID(of: ByteBuffer(hex: hex)) == expected)
    }
}
