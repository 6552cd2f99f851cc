// SPDX-License-Identifier: Apache-2.0
package import NIOCore

/// Encrypts the messages that one side sends in a session, in place, each with a nonce of its own. [MS-SMB2] 3.1.4.3
///
/// A counter is all that a nonce needs, as this object alone uses the key in its session. It starts at a random number, because two
/// sessions of one Kerberos ticket may have the same key.
/// Until its first use it holds nothing but the key.
package final class Sealer {
    /// "Nonce … MUST NOT be reused for all encrypted messages within a session", and this was the last one.
    package struct NoncesExhausted: Error, Hashable {}

    package let cipher: Cipher
    private let key: SecretKey
    private var nextNonce: UInt64
    private var messagesLeft: UInt64
    private lazy var context = self.key.withBytes { AEADContext(self.cipher, .seal, key: $0) }

    /// So far two counters are unlikely to meet, and a counter can't come round to where it began.
    package static let maximumMessages: UInt64 = 1 << 32

    /// `key` has `cipher.keyBytes` bytes; `firstNonce` is random. `maximumMessages` is for tests.
    package init(cipher: Cipher, key: SecretKey, firstNonce: UInt64, maximumMessages: UInt64 = Sealer.maximumMessages) {
        self.cipher = cipher
        self.key = key
        self.nextNonce = firstNonce
        self.messagesLeft = maximumMessages
    }

    /// Encrypts the message behind the transform header at index `base`, and fills in the header's nonce and signature.
    package func seal(_ buffer: inout ByteBuffer, at base: Int) throws(NoncesExhausted) {
        precondition(
            base >= buffer.readerIndex && buffer.writerIndex - base > TransformLayout.size, "a message must lie behind the transform header"
        )
        guard self.messagesLeft > 0 else { throw NoncesExhausted() }
        self.messagesLeft -= 1
        buffer.setInteger(self.nextNonce, at: base + TransformLayout.nonce, endianness: .little)
        buffer.setInteger(UInt64(0), at: base + TransformLayout.nonce + 8, endianness: .little)
        self.nextNonce &+= 1

        let start = base - buffer.readerIndex
        let associated = TransformLayout.associated(buffer, start)
        let tag = self.context.seal(
            &buffer, from: start + TransformLayout.size, nonce: associated.span.extracting(first: 16), associated: associated.span)
        buffer.setInteger(tag.low, at: base + TransformLayout.signature, endianness: .little)
        buffer.setInteger(tag.high, at: base + TransformLayout.signature + 8, endianness: .little)
    }
}

/// Where the parts of SMB2 TRANSFORM_HEADER lie that a cipher reads or writes. [MS-SMB2] 2.2.41
enum TransformLayout {
    static let size = 52
    static let signature = 4
    static let nonce = 20

    /// "The SMB2 TRANSFORM_HEADER, excluding the ProtocolId and Signature fields". The nonce comes first in it.
    static func associated(_ buffer: ByteBuffer, _ start: Int) -> InlineArray<32, UInt8> {
        let bytes = buffer.readableBytesUInt8Span
        return InlineArray { bytes[start + Self.nonce + $0] }
    }
}
