// SPDX-License-Identifier: Apache-2.0

/// The algorithms that only NTLM still needs. A system may lack them (no legacy provider installed, or forbidden): then NTLM is off and
/// everything else works.
package enum Legacy {
    package static let isAvailable = LibCrypto.md4.isAvailable && LibCrypto.md5.isAvailable && LibCrypto.rc4.isAvailable

    /// What to tell the administrator where `isAvailable` is false.
    package static let advice =
        "NTLM needs MD4 and RC4 from OpenSSL's legacy provider, which could not be loaded; install the package that holds ossl-modules/legacy.so"
}
