// SPDX-License-Identifier: Apache-2.0
import SMBCrypto

/// NTOWFv1: what the server keeps of a password. [MS-NLMP] 3.3.1
package enum NTHash {
    /// Sixteen bytes. Needs `Legacy.isAvailable`.
    package static func of(password: String) -> [UInt8] { Digests.md4(NTLMText.bytes(password)) }
}
