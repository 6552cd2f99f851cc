// SPDX-License-Identifier: Apache-2.0

/// Where a value comes from; a later case wins over an earlier one.
package enum SettingsLayer: Int, Hashable, Sendable, Comparable, CaseIterable {
    case `default`
    case registry
    case policy
    case commandLine

    package static func < (left: SettingsLayer, right: SettingsLayer) -> Bool { left.rawValue < right.rawValue }
}

extension SettingsLayer: CustomStringConvertible {
    package var description: String {
        switch self {
        case .default: "default"
        case .registry: "registry"
        case .policy: "policy"
        case .commandLine: "command line"
        }
    }
}
