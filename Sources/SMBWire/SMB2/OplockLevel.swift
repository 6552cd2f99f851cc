// SPDX-License-Identifier: Apache-2.0

extension SMB2 {
    /// [MS-SMB2] 2.2.13 RequestedOplockLevel
    package struct OplockLevel: RawRepresentable, Hashable, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let none = OplockLevel(rawValue: 0x00)
        package static let levelII = OplockLevel(rawValue: 0x01)
        package static let exclusive = OplockLevel(rawValue: 0x08)
        package static let batch = OplockLevel(rawValue: 0x09)
        /// A lease, described in a create context.
        package static let lease = OplockLevel(rawValue: 0xFF)
    }
}
