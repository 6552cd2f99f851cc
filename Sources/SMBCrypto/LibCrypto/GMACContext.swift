// SPDX-License-Identifier: Apache-2.0
import CLibcrypto

/// One AES-128-GMAC key with its context; only the nonce is set anew for each message.
@safe final class GMACContext {
    private let context: OpaquePointer

    init(_ algorithm: CipherAlgorithm, key: Span<UInt8>) {
        precondition(key.count == 16, "an AES-128 key has 16 bytes")
        guard let context = unsafe EVP_CIPHER_CTX_new() else { preconditionFailure("out of memory") }
        let done = unsafe key.withUnsafeBufferPointer {
            unsafe EVP_EncryptInit_ex2(context, algorithm.pointer, $0.baseAddress, nil, nil)
        }
        precondition(done == 1, "EVP_EncryptInit_ex2")
        unsafe self.context = context
    }

    deinit { unsafe EVP_CIPHER_CTX_free(self.context) }

    /// `nonce` has twelve bytes, the length that GCM uses when nothing else is asked for.
    func restart(nonce: Span<UInt8>) {
        precondition(nonce.count == 12, "a GCM nonce has 12 bytes")
        let done = unsafe nonce.withUnsafeBufferPointer {
            unsafe EVP_EncryptInit_ex2(self.context, nil, nil, $0.baseAddress, nil)
        }
        precondition(done == 1, "EVP_EncryptInit_ex2")
    }

    /// The message is authenticated data of an empty plaintext.
    func update(_ bytes: Span<UInt8>) {
        var ignored: CInt = 0
        let done = unsafe bytes.withUnsafeBufferPointer {
            unsafe EVP_EncryptUpdate(
                self.context, nil, &ignored, $0.baseAddress, CInt($0.count))
        }
        precondition(done == 1, "EVP_EncryptUpdate")
    }

    func finishTag() -> MessageTag {
        var output: InlineArray<16, UInt8> = .init(repeating: 0)
        var span = output.mutableSpan
        let done = unsafe span.withUnsafeMutableBufferPointer { output in
            var ignored: CInt = 0
            guard unsafe EVP_EncryptFinal_ex(self.context, output.baseAddress, &ignored) == 1 else { return CInt(0) }
            return unsafe EVP_CIPHER_CTX_ctrl(self.context, EVP_CTRL_AEAD_GET_TAG, CInt(output.count), output.baseAddress)
        }
        precondition(done == 1, "GCM tag")
        return MessageTag(firstBytesOf: output.span)
    }
}
