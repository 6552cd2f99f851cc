// SPDX-License-Identifier: Apache-2.0

/// The identifiers of SMB2_ENCRYPTION_CAPABILITIES. [MS-SMB2] 2.2.3.1.2
package enum Cipher: UInt16, Hashable, Sendable, CaseIterable {
    case aes128CCM = 1
    case aes128GCM = 2
    case aes256CCM = 3
    case aes256GCM = 4
}

extension Cipher {
    package var keyBytes: Int {
        switch self {
        case .aes128CCM, .aes128GCM: 16
        case .aes256CCM, .aes256GCM: 32
        }
    }

    /// How much of the transform header's Nonce field counts. [MS-SMB2] 2.2.41
    var nonceBytes: Int {
        switch self {
        case .aes128CCM, .aes256CCM: 11
        case .aes128GCM, .aes256GCM: 12
        }
    }

    var algorithm: CipherAlgorithm {
        switch self {
        case .aes128CCM: LibCrypto.aes128CCM
        case .aes128GCM: LibCrypto.aes128GCM
        case .aes256CCM: LibCrypto.aes256CCM
        case .aes256GCM: LibCrypto.aes256GCM
        }
    }

    var isCCM: Bool { self.nonceBytes == 11 }
}

extension Cipher: CustomStringConvertible {
    package var description: String {
        switch self {
        case .aes128CCM: "AES-128-CCM"
        case .aes128GCM: "AES-128-GCM"
        case .aes256CCM: "AES-256-CCM"
        case .aes256GCM: "AES-256-GCM"
        }
    }

    /// The name in `CipherSuiteOrder`.
    package var settingName: String {
        switch self {
        case .aes128CCM: "AES_128_CCM"
        case .aes128GCM: "AES_128_GCM"
        case .aes256CCM: "AES_256_CCM"
        case .aes256GCM: "AES_256_GCM"
        }
    }

    package init?(settingName: String) {
        guard let cipher = Self.allCases.first(where: { $0.settingName == settingName.uppercased() }) else { return nil }
        self = cipher
    }
}
