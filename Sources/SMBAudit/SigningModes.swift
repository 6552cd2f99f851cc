// SPDX-License-Identifier: Apache-2.0

/// The signing bits of NEGOTIATE and SESSION_SETUP together. Clients differ between the two, and some send no NEGOTIATE.
package struct SigningModes: OptionSet, Hashable, Sendable {
    package let rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let enabled = SigningModes(rawValue: 0x0001)
    package static let required = SigningModes(rawValue: 0x0002)

    package init(negotiate: UInt16?, sessionSetup: UInt8) {
        self.init(rawValue: ((negotiate ?? 0) | UInt16(sessionSetup)) & 0x0003)
    }
}
