// SPDX-License-Identifier: Apache-2.0

/// The layers that settings come from: command line over policy over registry over built-in defaults.
///
/// Names are canonical in here; an unknown name or an impossible value (a file edited by hand) counts as not configured and is
/// listed in `problems`, so that one bad line does not switch the rest off.
package struct SettingsLayers: Hashable, Sendable {
    package private(set) var policy: [String: RegistryValue] = [:]
    package private(set) var registry: [String: RegistryValue] = [:]
    package private(set) var commandLine: [String: RegistryValue] = [:]
    /// Lets the command line weaken what policy demands.
    package var overridesPolicy: Bool
    /// What a layer held that could not be taken, in order of the names.
    package private(set) var problems: [SettingError] = []

    package init(
        policy: [String: RegistryValue] = [:], registry: [String: RegistryValue] = [:], commandLine: [String: RegistryValue] = [:],
        overridesPolicy: Bool = false
    ) {
        self.overridesPolicy = overridesPolicy
        self.policy = self.accepted(policy)
        self.registry = self.accepted(registry)
        self.commandLine = self.accepted(commandLine)
    }

    private mutating func accepted(_ values: [String: RegistryValue]) -> [String: RegistryValue] {
        var accepted: [String: RegistryValue] = [:]
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            do throws(SettingError) {
                let key = try SettingKey.required(name)
                try key.check(value)
                accepted[key.name] = value
            } catch {
                self.problems.append(error)
            }
        }
        return accepted
    }
}

extension SettingKey {
    /// The row of a name in any case, or the error that names it.
    package static func required(_ name: String) throws(SettingError) -> SettingKey {
        guard let key = self.named(name) else { throw .unknown(name: name) }
        return key
    }
}

extension SettingsLayers {
    /// Sets one value, or removes it with nil. The default layer cannot be written.
    package mutating func set(_ name: String, to value: RegistryValue?, in layer: SettingsLayer) throws(SettingError) {
        let key = try SettingKey.required(name)
        if let value { try key.check(value) }
        switch layer {
        case .default: break
        case .registry: self.registry[key.name] = value
        case .policy: self.policy[key.name] = value
        case .commandLine: self.commandLine[key.name] = value
        }
    }

    /// Reads `NAME=VALUE` as the command line gives it.
    package static func assignment(_ text: String) throws(SettingError) -> (name: String, value: RegistryValue) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let key = try SettingKey.required(String(parts.first ?? ""))
        guard parts.count == 2 else { throw .outOfRange(name: key.name, takes: key.range, given: "") }
        return (key.name, try key.parse(String(parts[1])))
    }

    /// The command line's values that policy forbids; empty with `overridesPolicy`.
    package var refusals: [SettingError] {
        SettingKey.all.compactMap { key in
            guard self.isRefused(key), let given = self.commandLine[key.name], let policy = self.policy[key.name] else { return nil }
            return .weakerThanPolicy(name: key.name, given: given.description, policy: policy.description)
        }
    }

    /// The values in force, and for each which layer decided.
    package func resolve() -> (settings: Settings, origins: [String: Origin]) {
        var settings = Settings()
        var origins: [String: Origin] = [:]
        for key in SettingKey.all {
            let (value, origin) = self.decide(key)
            key.write(&settings, value)
            origins[key.name] = origin
        }
        return (settings, origins)
    }

    func decide(_ key: SettingKey) -> (RegistryValue, Origin) {
        if let found = self.lookUp(key, in: [.commandLine, .policy, .registry]) { return (found.value, Origin(layer: found.layer)) }
        // The name clash of KB5066913: it prints AuditClientSpnSupport for the signing audit as well. A policy value never means both.
        if key.name == Self.signingAudit, let other = SettingKey.named(Self.spnAudit),
            let found = self.lookUp(other, in: [.commandLine, .registry])
        {
            return (found.value, Origin(layer: found.layer, decidedBy: other.name))
        }
        return (key.defaultValue, Origin(layer: .default))
    }

    private func lookUp(_ key: SettingKey, in layers: [SettingsLayer]) -> (value: RegistryValue, layer: SettingsLayer)? {
        for layer in layers {
            switch layer {
            case .commandLine:
                if let value = self.commandLine[key.name], !self.isRefused(key) { return (value, layer) }
            case .policy:
                if let value = self.policy[key.name] { return (value, layer) }
            case .registry:
                if let value = self.registry[key.name] { return (value, layer) }
            case .default:
                break
            }
        }
        return nil
    }

    func isRefused(_ key: SettingKey) -> Bool {
        guard !self.overridesPolicy, let given = self.commandLine[key.name], let policy = self.policy[key.name] else { return false }
        return key.isWeaker(given, than: policy)
    }

    private static let signingAudit = "AuditClientDoesNotSupportSigning"
    private static let spnAudit = "AuditClientSpnSupport"
}
