// SPDX-License-Identifier: Apache-2.0

/// Which family of classes a QUERY_INFO or SET_INFO speaks of. [MS-SMB2] 2.2.37
package struct InfoType: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let file = InfoType(rawValue: 1)
    package static let filesystem = InfoType(rawValue: 2)
    package static let security = InfoType(rawValue: 3)
    package static let quota = InfoType(rawValue: 4)
}
