// SPDX-License-Identifier: Apache-2.0
import CLibcrypto

/// A running RC4 key stream.
@safe final class RC4Context {
    private let context: OpaquePointer

    init(_ algorithm: CipherAlgorithm, key: Span<UInt8>) {
        precondition(key.count == 16, "NTLM's RC4 keys have 16 bytes")
        guard let context = unsafe EVP_CIPHER_CTX_new() else { preconditionFailure("out of memory") }
        let done = unsafe key.withUnsafeBufferPointer {
            unsafe EVP_EncryptInit_ex2(context, algorithm.pointer, $0.baseAddress, nil, nil)
        }
        precondition(done == 1, "libcrypto does not provide RC4; Legacy.isAvailable says so")
        unsafe self.context = context
    }

    deinit { unsafe EVP_CIPHER_CTX_free(self.context) }

    func process(_ bytes: Span<UInt8>) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: bytes.count) { output, count in
            var length: CInt = 0
            let done = unsafe bytes.withUnsafeBufferPointer {
                unsafe EVP_EncryptUpdate(
                    self.context, output.baseAddress, &length, $0.baseAddress, CInt($0.count))
            }
            precondition(done == 1, "EVP_EncryptUpdate")
            count = Int(length)
        }
    }
}
