// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("WireReader") struct WireReaderTests {
    private static let message = ByteBuffer(hex: "01 0203 04050607 08090a0b0c0d0e0f 41004200")

    @Test func readsLittleEndianNumbersInOrder() throws {
        var reader = WireReader(Self.message)
        #expect(try reader.u8("a") == 0x01)
        #expect(try reader.u16("b") == 0x0302)
        #expect(try reader.u32("c") == 0x0706_0504)
        #expect(try reader.u64("d") == 0x0F0E_0D0C_0B0A_0908)
        #expect(try reader.utf16("e", byteCount: 4) == "AB")
        #expect(reader.remaining == 0)
    }

    @Test func namesTheFieldThatOverran() {
        #expect(throws: WireError(.overrun, field: "Length", offset: 15)) {
            var reader = WireReader(Self.message)
            try reader.skip(15)
            _ = try reader.u64("Length")
        }
    }

    @Test(
        "an offset and a length outside the message are refused",
        arguments: [(0, 1), (3, 17), (19, 1), (20, 1), (.max, 1), (4, .max), (.max, .max), (-1, 1), (4, -1)])
    func refusesPayloadsOutside(_ start: Int, _ count: Int) {
        #expect(throws: WireError.self) {
            var reader = WireReader(Self.message)
            try reader.skip(2)
            _ = try reader.payload("Buffer", at: start, count: count)
        }
    }

    @Test func aPayloadIsASliceOfAFrameThatDoesNotBeginAtZero() throws {
        var frame = ByteBuffer(hex: "ffff")
        frame.writeImmutableBuffer(Self.message)
        frame.moveReaderIndex(forwardBy: 2)
        let reader = WireReader(frame)
        #expect(try reader.payload("Buffer", at: 1, count: 2) == ByteBuffer(hex: "0203"))
        #expect(try reader.payload("Buffer", at: 99, count: 0) == ByteBuffer())
    }

    @Test("names that are no UTF-16 are refused", arguments: ["00d8", "00dc", "410000d8", "00d84100", "00dc00d8"])
    func refusesUnpairedSurrogates(_ hex: String) {
        #expect(throws: WireError.self) {
            let frame = ByteBuffer(hex: hex)
            var reader = WireReader(frame)
            _ = try reader.utf16("Name", byteCount: frame.readableBytes)
        }
    }

    @Test func refusesHalfACodeUnit() {
        #expect(throws: WireError.self) {
            var reader = WireReader(Self.message)
            _ = try reader.utf16("Name", byteCount: 3)
        }
    }

    @Test func refusesAnotherStructureSize() {
        #expect(throws: WireError(.structureSize, field: "StructureSize", offset: 0)) {
            var reader = WireReader(Self.message)
            try reader.structureSize(49)
        }
    }

    @Test func neverSeeksBackOrBeyond() throws {
        var reader = WireReader(Self.message)
        try reader.seek(to: 4, "Next")
        #expect(reader.offset == 4)
        #expect(throws: WireError.self) {
            var reader = WireReader(Self.message)
            try reader.skip(4)
            try reader.seek(to: 3, "Next")
        }
        #expect(throws: WireError.self) {
            var reader = WireReader(Self.message)
            try reader.seek(to: 20, "Next")
        }
    }
}
