// SPDX-License-Identifier: Apache-2.0
package import NIOCore

/// Decrypts the messages that the other side of a session sent, in place. [MS-SMB2] 3.3.5.2.1.1
package final class Opener {
    package let cipher: Cipher
    private let key: SecretKey
    private lazy var context = self.key.withBytes { AEADContext(self.cipher, .open, key: $0) }

    /// `key` has `cipher.keyBytes` bytes.
    package init(cipher: Cipher, key: SecretKey) {
        self.cipher = cipher
        self.key = key
    }

    /// Turns the readable bytes of `frame`, a transform header and what it protects, into the message. False: this is not what the
    /// holder of the key sent, and `frame` is empty. Nobody sees a byte before the tag is verified.
    ///
    /// Works without a copy where `frame` is the only owner of its bytes.
    package func open(_ frame: inout ByteBuffer) -> Bool {
        guard
            frame.readableBytes > TransformLayout.size,
            let low: UInt64 = frame.getInteger(at: frame.readerIndex + TransformLayout.signature, endianness: .little),
            let high: UInt64 = frame.getInteger(at: frame.readerIndex + TransformLayout.signature + 8, endianness: .little)
        else {
            frame = ByteBuffer()
            return false
        }
        let associated = TransformLayout.associated(frame, 0)
        let isGenuine = self.context.open(
            &frame, from: TransformLayout.size, nonce: associated.span.extracting(first: 16), associated: associated.span,
            tag: MessageTag(low: low, high: high))
        guard isGenuine else {
            frame = ByteBuffer()
            return false
        }
        frame.moveReaderIndex(forwardBy: TransformLayout.size)
        return true
    }
}
