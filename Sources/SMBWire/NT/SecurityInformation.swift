// SPDX-License-Identifier: Apache-2.0

/// Which parts of a security descriptor are asked for or set. [MS-DTYP] 2.4.7
package struct SecurityInformation: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }
    package static let owner = SecurityInformation(rawValue: 0x1)
    package static let group = SecurityInformation(rawValue: 0x2)
    package static let dacl = SecurityInformation(rawValue: 0x4)
    package static let sacl = SecurityInformation(rawValue: 0x8)
    package static let label = SecurityInformation(rawValue: 0x10)
}
