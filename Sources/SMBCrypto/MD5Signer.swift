// SPDX-License-Identifier: Apache-2.0
package import NIOCore

/// Signs and verifies the messages of one SMB1 connection, in place: eight bytes of MD5 over key and message. [MS-CIFS] 3.1.4.1, 3.1.5.1
///
/// What it proves is worth what MD5 is worth. It is the only signature that SMB1 has.
package final class MD5Signer {
    /// SigningSessionKey, and behind it SigningChallengeResponse where the logon was not an extended one.
    private let key: SecretKey

    /// `challengeResponse` is the answer to NEGOTIATE's challenge; nil where extended security carried the logon. [MS-SMB] 3.3.5.3
    package init(sessionKey: SecretKey, challengeResponse: [UInt8]?) {
        guard let challengeResponse else {
            self.key = sessionKey
            return
        }
        self.key = SecretKey(sessionKey.copyBytes() + challengeResponse)
    }

    /// A system may forbid MD5 altogether. Then there is no SMB1 either.
    package static let isAvailable = LibCrypto.md5.isAvailable

    /// Writes SecuritySignature of the message that fills `length` bytes of `buffer` from index `base` on.
    package func sign(_ buffer: inout ByteBuffer, at base: Int, length: Int, sequence: UInt32) {
        precondition(Self.holds(buffer, base, length), "the message must lie within the buffer")
        buffer.setBytes(self.tag(of: buffer, base, length, sequence), at: base + Self.fieldOffset)
    }

    /// Whether SecuritySignature of a received message is right. False for what is too short to have one.
    package func verify(_ buffer: ByteBuffer, at base: Int, length: Int, sequence: UInt32) -> Bool {
        guard Self.holds(buffer, base, length), let signature = buffer.getBytes(at: base + Self.fieldOffset, length: Self.fieldSize)
        else { return false }
        return Digests.constantTimeEquals(self.tag(of: buffer, base, length, sequence), signature)
    }

    // MARK: What is signed

    private static let headerSize = 32
    private static let fieldOffset = 14
    private static let fieldSize = 8

    private static func holds(_ buffer: ByteBuffer, _ base: Int, _ length: Int) -> Bool {
        length >= self.headerSize && base >= buffer.readerIndex && base <= buffer.writerIndex && length <= buffer.writerIndex - base
    }

    /// The message with its number in the field, whatever is there now: so a received frame need not be changed or copied.
    private func tag(of buffer: ByteBuffer, _ base: Int, _ length: Int, _ sequence: UInt32) -> [UInt8] {
        let start = base - buffer.readerIndex
        let bytes = buffer.readableBytesUInt8Span.extracting(start..<start + length)
        var context = DigestContext(LibCrypto.md5)
        self.key.withBytes { context.update($0) }
        context.update(bytes.extracting(0..<Self.fieldOffset))
        context.update(Self.field(sequence).span)
        context.update(bytes.extracting(Self.fieldOffset + Self.fieldSize..<length))
        return [UInt8](context.finish().prefix(Self.fieldSize))
    }

    private static func field(_ sequence: UInt32) -> InlineArray<8, UInt8> {
        var field: InlineArray<8, UInt8> = .init(repeating: 0)
        for index in 0..<4 { field[index] = UInt8(truncatingIfNeeded: sequence &>> UInt32(8 * index)) }
        return field
    }
}
