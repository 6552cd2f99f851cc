// SPDX-License-Identifier: Apache-2.0

/// One line of `policy show`: what is in force, who decided, and why in a sentence.
package struct SettingExplanation: Sendable {
    package let key: SettingKey
    package let value: RegistryValue
    package let origin: Origin
    package let reason: String
}

extension SettingsLayers {
    package func explain() -> [SettingExplanation] { SettingKey.all.map(self.explain) }

    package func explain(_ key: SettingKey) -> SettingExplanation {
        let (value, origin) = self.decide(key)
        let reason = [self.reason(key, origin), self.caution(key)].compactMap { $0 }.joined(separator: " ")
        return SettingExplanation(key: key, value: value, origin: origin, reason: reason)
    }

    /// What the value does to others, where nobody would look for it.
    private func caution(_ key: SettingKey) -> String? {
        let settings = self.resolve().settings
        guard ["EnableSecuritySignature", "AuditClientDoesNotSupportSigning"].contains(key.name), settings.missesSMB1Signing else {
            return nil
        }
        return "The signing audit is blind to clients of SMB1: EnableSecuritySignature is 0, so signing is not offered to them."
    }

    private func reason(_ key: SettingKey, _ origin: Origin) -> String {
        if let other = origin.decidedBy {
            return "Set in no layer; \(other) of the \(origin.layer) switches both audits, as KB5066913 prints it."
        }
        switch origin.layer {
        case .default:
            return "Set in no layer."
        case .registry:
            return "Set in the registry; no policy sets it."
        case .policy:
            if self.isRefused(key), let given = self.commandLine[key.name] {
                return "Set by policy; the command line's \(given) is weaker and was refused."
            }
            if let shadowed = self.registry[key.name] { return "Set by policy, which wins over the registry's \(shadowed)." }
            return "Set by policy."
        case .commandLine:
            if let policy = self.policy[key.name] { return "Set on the command line, which wins over the policy's \(policy)." }
            return "Set on the command line."
        }
    }
}
