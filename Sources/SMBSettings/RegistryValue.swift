// SPDX-License-Identifier: Apache-2.0

/// A value as the registry holds it.
package enum RegistryValue: Hashable, Sendable {
    case dword(UInt32)
    case string(String)
    case multiString([String])

    /// The name of the type as registry tools print it.
    package var typeName: String {
        switch self {
        case .dword: "REG_DWORD"
        case .string: "REG_SZ"
        case .multiString: "REG_MULTI_SZ"
        }
    }
}

extension RegistryValue: CustomStringConvertible {
    /// The form that the command line takes: numbers in decimal, several strings with commas.
    package var description: String {
        switch self {
        case .dword(let number): String(number)
        case .string(let text): text
        case .multiString(let items): items.joined(separator: ",")
        }
    }
}
