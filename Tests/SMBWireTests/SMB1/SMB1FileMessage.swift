// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support

/// A captured request of SMB1, what it means, and how it is read and written.
struct SMB1FileMessage: Sendable, CustomStringConvertible {
    let description: String
    let frame: ByteBuffer
    /// Whether a body reads as what is expected of the capture.
    let means: @Sendable (ByteBuffer) throws -> Bool
    let reencode: @Sendable (ByteBuffer) throws -> ByteBuffer

    init<Request: Hashable & Sendable>(
        _ description: String, _ hex: String, _ expected: Request,
        _ decode: @escaping @Sendable (SMB1.Body, SMB1.TextForm) throws(WireError) -> Request,
        _ encode: @escaping @Sendable (Request, inout WireWriter) -> Void
    ) {
        let read = { @Sendable (frame: ByteBuffer) throws(WireError) -> Request in
            try decode(try SMB1.Body(in: frame, at: SMB1.Header.size), .unicode)
        }
        self.description = description
        self.frame = ByteBuffer(hex: hex)
        self.means = { try read($0) == expected }
        self.reencode = { frame in
            var writer = WireWriter(frame.getSlice(at: frame.readerIndex, length: SMB1.Header.size) ?? ByteBuffer())
            encode(try read(frame), &writer)
            return writer.buffer
        }
    }

    /// Copies with a few bits behind the header flipped, the same ones in each run.
    func damaged(_ count: Int) -> [ByteBuffer] {
        var state: UInt64 = 0x51B1
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        return (0..<count).map { _ in
            var copy = self.frame
            for _ in 0...next(4) {
                let index = SMB1.Header.size + next(copy.readableBytes - SMB1.Header.size)
                let byte = copy.getInteger(at: index, as: UInt8.self) ?? 0
                copy.setInteger(byte ^ (1 << UInt8(next(8))), at: index)
            }
            return copy
        }
    }
}
