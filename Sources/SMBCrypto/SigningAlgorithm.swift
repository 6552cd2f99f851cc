// SPDX-License-Identifier: Apache-2.0

/// The identifiers of SMB2_SIGNING_CAPABILITIES. [MS-SMB2] 2.2.3.1.7
package enum SigningAlgorithm: UInt16, Hashable, Sendable, CaseIterable {
    case hmacSHA256 = 0
    case aesCMAC = 1
    case aesGMAC = 2
}
