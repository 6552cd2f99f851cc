// SPDX-License-Identifier: Apache-2.0

/// [MS-FSCC] 2.6
package struct FileAttributes: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let readOnly = FileAttributes(rawValue: 0x0000_0001)
    package static let hidden = FileAttributes(rawValue: 0x0000_0002)
    package static let system = FileAttributes(rawValue: 0x0000_0004)
    package static let directory = FileAttributes(rawValue: 0x0000_0010)
    package static let archive = FileAttributes(rawValue: 0x0000_0020)
    /// No other attribute; stands alone, and tells "none" from "leave as it is" (0) in SET_INFO.
    package static let normal = FileAttributes(rawValue: 0x0000_0080)
    package static let temporary = FileAttributes(rawValue: 0x0000_0100)
    package static let sparse = FileAttributes(rawValue: 0x0000_0200)
    package static let reparsePoint = FileAttributes(rawValue: 0x0000_0400)
    package static let compressed = FileAttributes(rawValue: 0x0000_0800)
    package static let offline = FileAttributes(rawValue: 0x0000_1000)
    package static let notContentIndexed = FileAttributes(rawValue: 0x0000_2000)
    package static let encrypted = FileAttributes(rawValue: 0x0000_4000)
}
