// SPDX-License-Identifier: Apache-2.0

extension SMB2 {
    /// What a side says of signing. Two bytes in NEGOTIATE, one in SESSION_SETUP. [MS-SMB2] 2.2.3, 2.2.5
    package struct SecurityMode: OptionSet, Hashable, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        package static let signingEnabled = SecurityMode(rawValue: 0x1)
        package static let signingRequired = SecurityMode(rawValue: 0x2)
    }
}
