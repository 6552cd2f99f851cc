// SPDX-License-Identifier: Apache-2.0
package import NIOCore
package import SMBWire

/// One SMB2 message as a real peer sent it (or, where none was captured, as the specification draws it), from its header on.
package struct GoldenMessage: Sendable, CustomStringConvertible {
    package let description: String
    package let frame: ByteBuffer
    /// Shorter prefixes must be refused. What lies behind is padding that no decoder needs.
    package let neededCount: Int
    /// Why our own bytes for the same message differ, if they do: offsets and padding are the writer's choice.
    package let variation: String?
    private let readAndWrite: @Sendable (ByteBuffer) throws -> (written: ByteBuffer, isSameWhenReadAgain: Bool)

    /// `padding`: how many bytes at the end carry nothing.
    package init<Message: SMB2Message>(
        _ type: Message.Type, from source: String, padding: Int = 0, variation: String? = nil, _ hex: String
    ) {
        self.description = "\(type) from \(source)"
        self.frame = ByteBuffer(hex: hex)
        self.neededCount = self.frame.readableBytes - padding
        self.variation = variation
        self.readAndWrite = { frame in
            let (header, message) = try Self.decode(frame, as: Message.self)
            var writer = WireWriter()
            header.encode(into: &writer)
            message.encode(into: &writer, base: 0)
            return (writer.buffer, try Self.decode(writer.buffer, as: Message.self).1 == message)
        }
    }

    package func decoded<Message: SMB2Message>(as type: Message.Type = Message.self) throws -> Message {
        try Self.decode(self.frame, as: type).1
    }

    package func header() throws -> SMB2.Header { try SMB2.Header.decode(from: self.frame) }

    package func survivesWriting() throws -> Bool { try self.readAndWrite(self.frame).isSameWhenReadAgain }

    /// Reads `bytes` (the frame, or what a test made of it) and writes what was read.
    package func reencode(_ bytes: ByteBuffer) throws -> ByteBuffer {
        var written = try self.readAndWrite(bytes).written
        // Clients put a process id where the header has a reserved field. It is neither read nor written.
        if let reserved: UInt32 = bytes.getInteger(at: bytes.readerIndex + 32), try !SMB2.Header.decode(from: bytes).isAsync {
            written.setInteger(reserved, at: 32)
        }
        return written
    }

    /// Copies of the frame with one to four bits flipped, the same ones in each run.
    package func damaged(count: Int, seed: UInt64) -> [ByteBuffer] {
        var random = SplitMix64(state: seed)
        return (0..<count).map { _ in
            var copy = self.frame
            for _ in 0...(random.next() % 4) {
                let bit = Int(random.next() % UInt64(copy.readableBytes * 8))
                let byte = copy.getInteger(at: bit / 8, as: UInt8.self) ?? 0
                copy.setInteger(byte ^ (1 << (bit % 8)), at: bit / 8)
            }
            return copy
        }
    }

    private static func decode<Message: SMB2Message>(_ frame: ByteBuffer, as _: Message.Type) throws -> (SMB2.Header, Message) {
        var reader = WireReader(frame)
        let header = try SMB2.Header(decoding: &reader)
        return (header, try Message(decoding: &reader))
    }
}

/// A small generator with a seed: tests that use chance are the same in each run.
package struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(state: UInt64) { self.state = state }

    package mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var value = self.state
        value = (value ^ (value &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value &>> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value &>> 31)
    }
}
