// SPDX-License-Identifier: Apache-2.0
import CLibcrypto

/// One HMAC key with its context, which is used for message after message.
@safe final class MACContext {
    private let context: OpaquePointer

    /// `parameter` and `value` name the primitive inside: digest SHA256, cipher AES-128-CBC.
    init(_ algorithm: MACAlgorithm, parameter: String, value: String, key: Span<UInt8>) {
        guard let context = unsafe EVP_MAC_CTX_new(algorithm.pointer)
        else { preconditionFailure("libcrypto does not provide a MAC that was checked for at start") }
        var text = value.utf8CString
        let done = unsafe parameter.withCString { name in
            unsafe text.withUnsafeMutableBufferPointer { text in
                let parameters = unsafe [OSSL_PARAM_construct_utf8_string(name, text.baseAddress, 0), OSSL_PARAM_construct_end()]
                return unsafe key.withUnsafeBufferPointer { key in
                    // A null key would mean "the key already set"; an empty one is still a key.
                    var none: UInt8 = 0
                    return unsafe withUnsafePointer(to: &none) { empty in
                        let start = unsafe key.baseAddress ?? empty
                        return unsafe EVP_MAC_init(context, start, key.count, parameters)
                    }
                }
            }
        }
        precondition(done == 1, "EVP_MAC_init")
        unsafe self.context = context
    }

    deinit { unsafe EVP_MAC_CTX_free(self.context) }

    /// Begins another message under the same key.
    func restart() {
        let done = unsafe EVP_MAC_init(self.context, nil, 0, nil)
        precondition(done == 1, "EVP_MAC_init")
    }

    func update(_ bytes: Span<UInt8>) {
        let done = unsafe bytes.withUnsafeBufferPointer {
            unsafe EVP_MAC_update(self.context, $0.baseAddress, $0.count)
        }
        precondition(done == 1, "EVP_MAC_update")
    }

    func finish() -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { output, count in
            let done = unsafe EVP_MAC_final(self.context, output.baseAddress, &count, output.count)
            precondition(done == 1, "EVP_MAC_final")
        }
    }

    /// The first sixteen bytes of the MAC, without an array for them.
    func finishTag() -> MessageTag {
        var output: InlineArray<64, UInt8> = .init(repeating: 0)
        var span = output.mutableSpan
        let done = unsafe span.withUnsafeMutableBufferPointer { output in
            var count = 0
            return unsafe EVP_MAC_final(self.context, output.baseAddress, &count, output.count)
        }
        precondition(done == 1, "EVP_MAC_final")
        return MessageTag(firstBytesOf: output.span)
    }
}
