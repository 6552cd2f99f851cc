// SPDX-License-Identifier: Apache-2.0
import EventStore
import SMBSettings

/// The layers as they lie on disk, with what a server's command line adds.
struct EffectiveSettings: Sendable {
    let layers: SettingsLayers
    /// What could not be taken, in words.
    let problems: [String]

    init(
        _ state: StateDirectory, commandLine: [String: RegistryValue] = [:], overridesPolicy: Bool = false
    ) throws(CommandFailure) {
        let registry = try CommandFailure.explaining("read the settings") { () throws(StateError) in
            try SettingsDatabase(in: state).registry()
        }
        let policy = PolicyFolder(reading: state.policyFolder)
        self.layers = SettingsLayers(
            policy: policy.values, registry: registry, commandLine: commandLine, overridesPolicy: overridesPolicy)
        self.problems = policy.problems + self.layers.problems.map(\.description)
    }

    var settings: Settings { self.layers.resolve().settings }

    var report: [SettingReport] { self.layers.explain().map(SettingReport.init) }
}
