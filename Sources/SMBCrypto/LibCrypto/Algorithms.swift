// SPDX-License-Identifier: Apache-2.0
import CLibcrypto

// Every call into libcrypto is in this folder, and every `unsafe` of the module with it. What leaves it takes and gives spans, arrays
// and values.

/// The algorithms that the server uses, fetched once: a fetch takes locks and a string comparison per provider, which a message must not pay.
enum LibCrypto {
    static let md4 = DigestAlgorithm(named: "MD4", in: .legacy)
    static let md5 = DigestAlgorithm(named: "MD5", in: .legacy)
    static let sha256 = DigestAlgorithm(named: "SHA256", in: .system)
    static let sha512 = DigestAlgorithm(named: "SHA512", in: .system)
    static let hmac = MACAlgorithm(named: "HMAC", in: .system)
    static let legacyHMAC = MACAlgorithm(named: "HMAC", in: .legacy)
    static let aes128CBC = CipherAlgorithm(named: "AES-128-CBC", in: .system)
    static let aes128GCM = CipherAlgorithm(named: "AES-128-GCM", in: .system)
    static let aes256GCM = CipherAlgorithm(named: "AES-256-GCM", in: .system)
    static let aes128CCM = CipherAlgorithm(named: "AES-128-CCM", in: .system)
    static let aes256CCM = CipherAlgorithm(named: "AES-256-CCM", in: .system)
    static let des = CipherAlgorithm(named: "DES-ECB", in: .legacy)
    static let rc4 = CipherAlgorithm(named: "RC4", in: .legacy)

    /// Compares in a time that depends on the length alone. The only comparison that a MAC or a key may meet.
    static func constantTimeEquals(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        if left.count == 0 { return true }
        return unsafe left.withUnsafeBufferPointer { first in
            unsafe right.withUnsafeBufferPointer { second in
                unsafe CRYPTO_memcmp(first.baseAddress, second.baseAddress, first.count) == 0
            }
        }
    }
}

/// Where algorithms come from: the system's providers as its administrator configured them (FIPS or not), or a private context with
/// the old algorithms that NTLM is made of.
struct CryptoLibrary: Sendable {
    /// An `OSSL_LIB_CTX *` as a number: the object is never changed after it was made, and libcrypto allows its use from every thread.
    /// Zero stands for the process-wide default context.
    private let address: UInt

    static let system = CryptoLibrary(address: 0)
    static let legacy = CryptoLibrary(loading: ["default", "legacy"])

    private init(address: UInt) { self.address = address }

    private init(loading providers: [String]) {
        let context = unsafe OSSL_LIB_CTX_new()
        for provider in providers {
            // A provider that is missing shows when its algorithms are fetched: that is where it matters.
            _ = unsafe OSSL_PROVIDER_load(context, provider)
        }
        self.address = UInt(bitPattern: context)
    }

    @unsafe var pointer: OpaquePointer? { unsafe OpaquePointer(bitPattern: self.address) }
}

/// A fetched `EVP_MD`.
struct DigestAlgorithm: Sendable {
    private let address: UInt

    init(named name: String, in library: CryptoLibrary) {
        unsafe self.address = UInt(bitPattern: EVP_MD_fetch(library.pointer, name, nil))
    }

    var isAvailable: Bool { self.address != 0 }
    @unsafe var pointer: OpaquePointer? { unsafe OpaquePointer(bitPattern: self.address) }
}

/// A fetched `EVP_MAC`.
struct MACAlgorithm: Sendable {
    private let address: UInt

    init(named name: String, in library: CryptoLibrary) {
        unsafe self.address = UInt(bitPattern: EVP_MAC_fetch(library.pointer, name, nil))
    }

    var isAvailable: Bool { self.address != 0 }
    @unsafe var pointer: OpaquePointer? { unsafe OpaquePointer(bitPattern: self.address) }
}

/// A fetched `EVP_CIPHER`.
struct CipherAlgorithm: Sendable {
    private let address: UInt

    init(named name: String, in library: CryptoLibrary) {
        unsafe self.address = UInt(bitPattern: EVP_CIPHER_fetch(library.pointer, name, nil))
    }

    var isAvailable: Bool { self.address != 0 }
    @unsafe var pointer: OpaquePointer? { unsafe OpaquePointer(bitPattern: self.address) }
}
