// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support

/// Bytes of one structure and how to read and write it, so that all can be put to the same tests.
struct GoldenValue: Sendable, CustomStringConvertible {
    let description: String
    let bytes: ByteBuffer
    /// Prefixes from here on, up to the whole, are refused. Not 0 where nothing at all is an empty list.
    let leastPrefix: Int
    let reencode: @Sendable (ByteBuffer) throws -> ByteBuffer

    init(_ description: String, _ hex: String, leastPrefix: Int = 0, _ reencode: @escaping @Sendable (ByteBuffer) throws -> ByteBuffer) {
        self.description = description
        self.bytes = ByteBuffer(hex: hex)
        self.leastPrefix = leastPrefix
        self.reencode = reencode
    }

    var prefixes: [ByteBuffer] {
        (self.leastPrefix..<self.bytes.readableBytes).compactMap { self.bytes.getSlice(at: 0, length: $0) }
    }

    /// Copies with one to four bits flipped, the same ones in each run.
    func damaged(_ count: Int) -> [ByteBuffer] {
        var state: UInt64 = 0x5EED
        func next() -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33)
        }
        return (0..<count).map { _ in
            var copy = self.bytes
            for _ in 0...(next() % 4) {
                let bit = next() % (copy.readableBytes * 8)
                let byte = copy.getInteger(at: bit / 8, as: UInt8.self) ?? 0
                copy.setInteger(byte ^ (1 << (bit % 8)), at: bit / 8)
            }
            return copy
        }
    }
}
