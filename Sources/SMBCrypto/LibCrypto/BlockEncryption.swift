// SPDX-License-Identifier: Apache-2.0
import CLibcrypto

extension LibCrypto {
    /// One block of DES, without padding. Nil where the legacy provider has no DES.
    static func encryptDES(_ block: Span<UInt8>, key: Span<UInt8>) -> [UInt8]? {
        precondition(block.count == 8 && key.count == 8, "DES has blocks and keys of 8 bytes")
        guard self.des.isAvailable, let context = unsafe EVP_CIPHER_CTX_new() else { return nil }
        defer { unsafe EVP_CIPHER_CTX_free(context) }
        let begun = unsafe key.withUnsafeBufferPointer {
            unsafe EVP_EncryptInit_ex2(context, self.des.pointer, $0.baseAddress, nil, nil)
        }
        guard begun == 1, unsafe EVP_CIPHER_CTX_set_padding(context, 0) == 1 else { return nil }
        var isDone = false
        let output = unsafe [UInt8](unsafeUninitializedCapacity: 16) { output, count in
            var length: CInt = 0
            let done = unsafe block.withUnsafeBufferPointer {
                unsafe EVP_EncryptUpdate(context, output.baseAddress, &length, $0.baseAddress, CInt($0.count))
            }
            isDone = done == 1 && length == 8
            count = isDone ? 8 : 0
        }
        return isDone ? output : nil
    }
}
