// SPDX-License-Identifier: Apache-2.0

/// Hashes and keyed hashes in one call.
package enum Digests {
    /// Needs `Legacy.isAvailable`.
    package static func md4(_ bytes: [UInt8]) -> [UInt8] { self.hash(LibCrypto.md4, bytes) }
    package static func md5(_ bytes: [UInt8]) -> [UInt8] { self.hash(LibCrypto.md5, bytes) }
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] { self.hash(LibCrypto.sha256, bytes) }

    package static func sha512(_ first: [UInt8], _ second: [UInt8] = []) -> [UInt8] {
        var context = DigestContext(LibCrypto.sha512)
        context.update(first.span)
        context.update(second.span)
        return context.finish()
    }

    package static func hmacMD5(_ key: SecretKey, _ parts: [[UInt8]]) -> [UInt8] {
        self.hmac(LibCrypto.legacyHMAC, "MD5", key, parts)
    }

    package static func hmacSHA256(_ key: SecretKey, _ parts: [[UInt8]]) -> [UInt8] {
        self.hmac(LibCrypto.hmac, "SHA256", key, parts)
    }

    /// The only comparison that a MAC may meet.
    package static func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        LibCrypto.constantTimeEquals(left.span, right.span)
    }

    private static func hash(_ algorithm: DigestAlgorithm, _ bytes: [UInt8]) -> [UInt8] {
        var context = DigestContext(algorithm)
        context.update(bytes.span)
        return context.finish()
    }

    private static func hmac(_ algorithm: MACAlgorithm, _ digest: String, _ key: SecretKey, _ parts: [[UInt8]]) -> [UInt8] {
        let context = key.withBytes { MACContext(algorithm, parameter: "digest", value: digest, key: $0) }
        for part in parts { context.update(part.span) }
        return context.finish()
    }
}
