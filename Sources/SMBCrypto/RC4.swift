// SPDX-License-Identifier: Apache-2.0

/// An RC4 key stream with its position. Needs `Legacy.isAvailable`.
package final class RC4 {
    private let context: RC4Context

    /// `key` has sixteen bytes, as every RC4 key of NTLM with extended session security and 128-bit keys.
    package init(key: SecretKey) {
        self.context = key.withBytes { RC4Context(LibCrypto.rc4, key: $0) }
    }

    package func process(_ bytes: [UInt8]) -> [UInt8] { self.context.process(bytes.span) }
}
