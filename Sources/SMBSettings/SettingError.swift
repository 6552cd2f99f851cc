// SPDX-License-Identifier: Apache-2.0

/// Why a setting was not taken. The text names the value and what it may be.
package enum SettingError: Error, Hashable, Sendable {
    case unknown(name: String)
    case outOfRange(name: String, takes: String, given: String)
    case wrongType(name: String, takes: String, given: String)
    /// The command line asked for less than an administrator's policy demands.
    case weakerThanPolicy(name: String, given: String, policy: String)
    /// Two values that are each allowed, and together leave nothing.
    case contradiction(lower: String, upper: String)
}

extension SettingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknown(let name):
            "\(Self.printable(name)) is not a setting"
        case .outOfRange(let name, let takes, let given), .wrongType(let name, let takes, let given):
            "\(name) takes \(takes), not \(Self.printable(given))"
        case .weakerThanPolicy(let name, let given, let policy):
            "\(name)=\(Self.printable(given)) is weaker than the policy's \(Self.printable(policy)); --override-policy takes it all the same"
        case .contradiction(let lower, let upper):
            "\(lower) is above \(upper), which leaves nothing between them"
        }
    }

    /// What was given may come from a file or a shell; a terminal must not obey it, nor scroll for it.
    private static func printable(_ text: String) -> String {
        if text.isEmpty { return "nothing" }
        let limit = 80
        var shown = ""
        for scalar in text.unicodeScalars.prefix(limit) {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            shown.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
        }
        return text.unicodeScalars.count > limit ? shown + "…" : shown
    }
}
