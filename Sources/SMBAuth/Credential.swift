// SPDX-License-Identifier: Apache-2.0
package import SMBCrypto

/// What the server knows about a user.
package struct Credential: Equatable, Sendable {
    /// As stored.
    package var userName: String
    /// Sixteen bytes.
    package var ntHash: SecretKey
    package var relativeIdentifier: UInt32
    package var isEnabled: Bool
    package var isAdministrator: Bool

    package init(userName: String, ntHash: SecretKey, relativeIdentifier: UInt32, isEnabled: Bool = true, isAdministrator: Bool = false) {
        self.userName = userName
        self.ntHash = ntHash
        self.relativeIdentifier = relativeIdentifier
        self.isEnabled = isEnabled
        self.isAdministrator = isAdministrator
    }
}
