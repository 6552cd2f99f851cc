// SPDX-License-Identifier: Apache-2.0
import CLibcrypto

/// One running hash.
@safe struct DigestContext: ~Copyable {
    private let context: OpaquePointer

    init(_ algorithm: DigestAlgorithm) {
        guard let context = unsafe EVP_MD_CTX_new(), unsafe EVP_DigestInit_ex2(context, algorithm.pointer, nil) == 1
        else { preconditionFailure("libcrypto does not provide a digest that was checked for at start") }
        unsafe self.context = context
    }

    deinit { unsafe EVP_MD_CTX_free(self.context) }

    mutating func update(_ bytes: Span<UInt8>) {
        let done = unsafe bytes.withUnsafeBufferPointer { unsafe EVP_DigestUpdate(self.context, $0.baseAddress, $0.count) }
        precondition(done == 1, "EVP_DigestUpdate")
    }

    consuming func finish() -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { output, count in
            var length: CUnsignedInt = 0
            let done = unsafe EVP_DigestFinal_ex(self.context, output.baseAddress, &length)
            precondition(done == 1, "EVP_DigestFinal_ex")
            count = Int(length)
        }
    }
}
