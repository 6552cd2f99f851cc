// SPDX-License-Identifier: Apache-2.0
import CLibcrypto
import NIOCore

/// One key of an authenticated cipher in one direction. Only the nonce is set anew for each message; the key's schedule stays.
@safe final class AEADContext {
    enum Direction: CInt {
        case open = 0
        case seal = 1
    }

    private let context: OpaquePointer
    private let cipher: Cipher

    init(_ cipher: Cipher, _ direction: Direction, key: Span<UInt8>) {
        precondition(key.count == cipher.keyBytes, "a key of \(cipher) has \(cipher.keyBytes) bytes")
        guard let context = unsafe EVP_CIPHER_CTX_new() else { preconditionFailure("out of memory") }
        // CCM derives its counter's width from the nonce's length and its first block from the tag's, so both come before the key.
        let done = unsafe key.withUnsafeBufferPointer { key in
            unsafe EVP_CipherInit_ex2(context, cipher.algorithm.pointer, nil, nil, direction.rawValue, nil) == 1
                && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, CInt(cipher.nonceBytes), nil) == 1
                && (!cipher.isCCM || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, nil) == 1)
                && EVP_CipherInit_ex2(context, nil, key.baseAddress, nil, direction.rawValue, nil) == 1
        }
        precondition(done, "libcrypto does not provide \(cipher)")
        unsafe self.context = context
        self.cipher = cipher
    }

    deinit { unsafe EVP_CIPHER_CTX_free(self.context) }

    /// Encrypts, in place, everything from `start` bytes behind the reader index on. `nonce` may be longer than the cipher's.
    func seal(_ buffer: inout ByteBuffer, from start: Int, nonce: Span<UInt8>, associated: Span<UInt8>) -> MessageTag {
        self.begin(nonce)
        var tag: InlineArray<16, UInt8> = .init(repeating: 0)
        var span = tag.mutableSpan
        let done = unsafe span.withUnsafeMutableBufferPointer { tag in
            unsafe buffer.withUnsafeMutableReadableBytes { bytes in
                unsafe self.run(UnsafeMutableRawBufferPointer(rebasing: bytes[start...]), associated)
                    && EVP_CIPHER_CTX_ctrl(self.context, EVP_CTRL_AEAD_GET_TAG, 16, tag.baseAddress) == 1
            }
        }
        precondition(done, "EVP_EncryptUpdate")
        return MessageTag(firstBytesOf: tag.span)
    }

    /// Decrypts, in place, everything from `start` bytes behind the reader index on. False: the tag is wrong, and the bytes are zeros.
    func open(_ buffer: inout ByteBuffer, from start: Int, nonce: Span<UInt8>, associated: Span<UInt8>, tag: MessageTag) -> Bool {
        self.begin(nonce)
        var expected = tag.bytes
        var span = expected.mutableSpan
        let isSet = unsafe span.withUnsafeMutableBufferPointer {
            unsafe EVP_CIPHER_CTX_ctrl(self.context, EVP_CTRL_AEAD_SET_TAG, 16, $0.baseAddress)
        }
        precondition(isSet == 1, "EVP_CTRL_AEAD_SET_TAG")
        return unsafe buffer.withUnsafeMutableReadableBytes { bytes in
            let message = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[start...])
            if unsafe self.run(message, associated) { return true }
            // GCM deciphers before it knows; nobody may see what came of it.
            unsafe OPENSSL_cleanse(message.baseAddress, message.count)
            return false
        }
    }

    private func begin(_ nonce: Span<UInt8>) {
        precondition(nonce.count >= self.cipher.nonceBytes, "the nonce is too short")
        // -1 keeps the direction that the context has.
        let done = unsafe nonce.withUnsafeBufferPointer { unsafe EVP_CipherInit_ex2(self.context, nil, nil, $0.baseAddress, -1, nil) }
        precondition(done == 1, "EVP_CipherInit_ex2")
    }

    /// CCM must know the length before anything else and takes the message in one piece.
    @unsafe private func run(_ message: UnsafeMutableRawBufferPointer, _ associated: Span<UInt8>) -> Bool {
        var count: CInt = 0
        guard let start = unsafe message.assumingMemoryBound(to: UInt8.self).baseAddress else { return false }
        let length = CInt(message.count)
        if self.cipher.isCCM, unsafe EVP_CipherUpdate(self.context, nil, &count, nil, length) != 1 { return false }
        let isAssociated = unsafe associated.withUnsafeBufferPointer {
            unsafe EVP_CipherUpdate(self.context, nil, &count, $0.baseAddress, CInt($0.count))
        }
        guard isAssociated == 1, unsafe EVP_CipherUpdate(self.context, start, &count, start, length) == 1 else { return false }
        // CCM has compared the tag by now. GCM does it here, as both of libcrypto's do, in constant time.
        if self.cipher.isCCM { return true }
        return unsafe EVP_CipherFinal_ex(self.context, start, &count) == 1
    }
}
