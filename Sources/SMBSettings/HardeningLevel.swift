// SPDX-License-Identifier: Apache-2.0

/// How far a client must prove which server it meant to reach: the data of `SmbServerNameHardeningLevel`.
package enum HardeningLevel: UInt8, Hashable, Sendable, Comparable, CaseIterable {
    case off = 0
    /// A name that the client sends must be ours; sending none is allowed.
    case acceptIfProvided = 1
    /// The client must send a name, and it must be ours.
    case required = 2

    package static func < (left: HardeningLevel, right: HardeningLevel) -> Bool { left.rawValue < right.rawValue }
}

extension HardeningLevel: CustomStringConvertible {
    package var description: String {
        switch self {
        case .off: "off"
        case .acceptIfProvided: "accept if provided"
        case .required: "required"
        }
    }
}
