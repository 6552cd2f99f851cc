// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("SMB2 compound") struct CompoundElementTests {
    /// CREATE, QUERY_DIRECTORY as jcifs-ng sends them.
    static let frame = ByteBuffer(
        hex: """
            fe534d4240000000000000000500010008000000800000000500000000000000000000004a7fd0fed6919304000000009d4f162b08a55235d69706bb
            f4f88b0e3900000002000000000000000000000000000000000000008100000000000000030000000100000001000000780000000000000000000000
            0000000000000000fe534d4240000000000000000e0000000c000000000000000600000000000000000000004a7fd0fed6919304000000001690f92f
            262aad015de4097ec6fe7c3f2100030000000000ffffffffffffffffffffffffffffffff6000020050ff00002a00000000000000
            """)

    private static func frame(lengths: [Int], next: [UInt32]) -> ByteBuffer {
        var writer = WireWriter()
        for (length, next) in zip(lengths, next) {
            SMB2.Header(command: .echo, nextCommand: next, messageID: 1).encode(into: &writer)
            writer.zeros(length - SMB2.Header.size)
        }
        return writer.buffer
    }

    private static func elements(of frame: ByteBuffer) throws -> [SMB2.CompoundElement] {
        var elements: [SMB2.CompoundElement] = []
        var next: Int? = 0
        while let offset = next {
            let element = try SMB2.CompoundElement(in: frame, at: offset)
            elements.append(element)
            next = element.nextOffset
        }
        return elements
    }

    @Test func aSingleMessageIsTheWholeFrame() throws {
        let element = try SMB2.CompoundElement(in: Self.frame(lengths: [68], next: [0]), at: 0)
        #expect(element.length == 68)
        #expect(element.isLast)
    }

    @Test func theElementsOfACapturedFrameAreItsMessages() throws {
        let elements = try Self.elements(of: Self.frame)
        #expect(elements.map(\.offset) == [0, 128])
        #expect(elements.reduce(0) { $0 + $1.length } == Self.frame.readableBytes)
        #expect(elements.map(\.header.command) == [.create, .queryDirectory])
        #expect(elements.map { $0.header.flags.contains(.related) } == [false, true])
    }

    @Test(
        "a distance that is short, off the grid, or leads out of the frame is refused", arguments: [UInt32(1), 8, 56, 68, 80, 0xFFFF_FFF8])
    func refusesBadDistances(_ next: UInt32) {
        #expect(throws: WireError.self) { try SMB2.CompoundElement(in: Self.frame(lengths: [72, 68], next: [next, 0]), at: 0) }
    }

    @Test("a frame shorter than a header is refused", arguments: [0, 1, 63])
    func refusesShortFrames(_ length: Int) {
        #expect(throws: WireError.self) { try SMB2.CompoundElement(in: ByteBuffer(repeating: 0, count: length), at: 0) }
    }
}
