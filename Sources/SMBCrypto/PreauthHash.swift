// SPDX-License-Identifier: Apache-2.0
package import NIOCore

/// The chain of SHA-512 over what both sides said before there was a key. [MS-SMB2] 3.1.4.4.1
package struct PreauthHash: Hashable, Sendable {
    /// Sixty-four bytes; zeros before the first message.
    package private(set) var value: [UInt8]

    package init() {
        self.value = [UInt8](repeating: 0, count: 64)
    }

    /// A chain that goes on from a value known from elsewhere: a capture, a test vector. Nil unless it has 64 bytes.
    package init?(value: [UInt8]) {
        guard value.count == 64 else { return nil }
        self.value = value
    }

    /// Takes in one whole message, from its SMB2 header on: the readable bytes of `message`.
    package mutating func update(_ message: ByteBuffer) {
        var context = DigestContext(LibCrypto.sha512)
        context.update(self.value.span)
        context.update(message.readableBytesUInt8Span)
        self.value = context.finish()
    }
}
