// SPDX-License-Identifier: Apache-2.0

/// DES as NTLMv1 has it: a key of sixteen bytes makes three of DES. [MS-NLMP] 6 DESL
package enum DES {
    /// Twenty-four bytes for the eight of a challenge. Nil where the legacy provider has no DES.
    package static func long(key: SecretKey, _ block: [UInt8]) -> [UInt8]? {
        guard block.count == 8 else { return nil }
        let bytes = key.copyBytes() + [0, 0, 0, 0, 0]
        guard bytes.count == 21 else { return nil }
        var response: [UInt8] = []
        for start in [0, 7, 14] {
            let part = SecretKey(self.spread(bytes[start..<start + 7]))
            guard let encrypted = part.withBytes({ LibCrypto.encryptDES(block.span, key: $0) }) else { return nil }
            response += encrypted
        }
        return response
    }

    /// Fifty-six bits in eight bytes: the lowest bit of each is parity, which nobody looks at.
    private static func spread(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let bits = bytes.reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        return (0..<8).map { UInt8(truncatingIfNeeded: bits >> UInt64(49 - 7 * $0)) << 1 }
    }
}
