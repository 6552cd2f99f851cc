// SPDX-License-Identifier: Apache-2.0
package import NIOCore

/// Signs and verifies the messages of one session, in place. [MS-SMB2] 3.1.4.1, 3.1.5.1
///
/// Until its first use it holds nothing but the key: an idle session costs no context.
package final class Signer {
    package let algorithm: SigningAlgorithm
    private let key: SecretKey
    private lazy var hmac = self.key.withBytes { MACContext(LibCrypto.hmac, parameter: "digest", value: "SHA256", key: $0) }
    private lazy var cmac = self.key.withBytes { CMACContext(key: $0) }
    private lazy var gmac = self.key.withBytes { GMACContext(LibCrypto.aes128GCM, key: $0) }

    /// `key` has sixteen bytes.
    package init(algorithm: SigningAlgorithm, key: SecretKey) {
        self.algorithm = algorithm
        self.key = key
    }

    /// Writes the Signature field of the message that fills `length` bytes of `buffer` from index `base` on.
    package func sign(
        _ buffer: inout ByteBuffer, at base: Int, length: Int, messageID: UInt64, isServer: Bool, isCancel: Bool
    ) {
        precondition(Self.holds(buffer, base, length), "the message must lie within the buffer")
        let tag = self.tag(of: buffer, base, length, self.nonce(messageID, isServer, isCancel))
        buffer.setInteger(tag.low, at: base + Self.fieldOffset, endianness: .little)
        buffer.setInteger(tag.high, at: base + Self.fieldOffset + 8, endianness: .little)
    }

    /// Whether the Signature field of a received message is right. False for what is too short to have one.
    package func verify(
        _ buffer: ByteBuffer, at base: Int, length: Int, messageID: UInt64, isServer: Bool, isCancel: Bool
    ) -> Bool {
        guard
            Self.holds(buffer, base, length),
            let low: UInt64 = buffer.getInteger(at: base + Self.fieldOffset, endianness: .little),
            let high: UInt64 = buffer.getInteger(at: base + Self.fieldOffset + 8, endianness: .little)
        else { return false }
        let tag = self.tag(of: buffer, base, length, self.nonce(messageID, isServer, isCancel))
        return tag.matches(MessageTag(low: low, high: high))
    }

    // MARK: What is signed

    private static let headerSize = 64
    private static let fieldOffset = 48
    private static let zeros: InlineArray<16, UInt8> = .init(repeating: 0)

    private static func holds(_ buffer: ByteBuffer, _ base: Int, _ length: Int) -> Bool {
        length >= self.headerSize && base >= buffer.readerIndex && base <= buffer.writerIndex && length <= buffer.writerIndex - base
    }

    /// The message with zeros in its Signature field, whatever is there now: so a received frame need not be changed or copied.
    private func tag(of buffer: ByteBuffer, _ base: Int, _ length: Int, _ nonce: InlineArray<12, UInt8>) -> MessageTag {
        let start = base - buffer.readerIndex
        let bytes = buffer.readableBytesUInt8Span.extracting(start..<start + length)
        let head = bytes.extracting(0..<Self.fieldOffset)
        let body = bytes.extracting(Self.headerSize..<length)
        switch self.algorithm {
        case .hmacSHA256:
            self.hmac.restart()
            self.hmac.update(head)
            self.hmac.update(Self.zeros.span)
            self.hmac.update(body)
            return self.hmac.finishTag()
        case .aesCMAC:
            self.cmac.restart()
            self.cmac.update(head)
            self.cmac.update(Self.zeros.span)
            self.cmac.update(body)
            return self.cmac.finishTag()
        case .aesGMAC:
            self.gmac.restart(nonce: nonce.span)
            self.gmac.update(head)
            self.gmac.update(Self.zeros.span)
            self.gmac.update(body)
            return self.gmac.finishTag()
        }
    }

    /// MessageId, then bit 0 for what a server sent and bit 1 for a CANCEL. [MS-SMB2] 3.1.4.1
    private func nonce(_ messageID: UInt64, _ isServer: Bool, _ isCancel: Bool) -> InlineArray<12, UInt8> {
        var nonce: InlineArray<12, UInt8> = .init(repeating: 0)
        for index in 0..<8 {
            nonce[index] = UInt8(truncatingIfNeeded: messageID >> UInt64(8 * index))
        }
        nonce[8] = (isServer ? 1 : 0) | (isCancel ? 2 : 0)
        return nonce
    }
}
