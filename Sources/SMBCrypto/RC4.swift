// SPDX-License-Identifier: Apache-2.0

/// An RC4 key stream with its position. Needs `Legacy.isAvailable`.
package final class RC4 {
    private let context: RC4Context

    /// `key` has sixteen bytes, as every RC4 key of NTLM with extended session security and 128-bit keys.
    package init(key: SecretKey) {
        self.context = key.withBytes { RC4Context(LibCrypto.rc4, key: $0) }
    }

    private init(copying other: RC4) {
        self.context = RC4Context(copying: other.context)
    }

    /// A stream of its own that goes on where this one stands: how the state is saved around a mechListMIC. [MS-SPNG] 3.2.5.1
    package func copy() -> RC4 { RC4(copying: self) }

    package func process(_ bytes: [UInt8]) -> [UInt8] { self.context.process(bytes.span) }
}
