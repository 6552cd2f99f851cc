// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EventStore
import SMBSettings

struct PolicyUnsetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unset", abstract: "Remove a value from the registry layer, so that the layers below decide again.")

    @Argument var name: String
    @OptionGroup var state: StateOption

    func run() async throws {
        let what = "unset \(self.name)"
        let key: SettingKey
        do throws(SettingError) { key = try SettingKey.required(self.name) } catch { throw CommandFailure(what, error) }
        let state = try self.state.open()
        let wasSet = try CommandFailure.explaining(what) { () throws(StateError) in
            try SettingsDatabase(in: state).unsetRegistry(key.name)
        }
        try await Applied.announce(wasSet ? "unset \(key.name)" : "\(key.name) was not set", to: state)
        try await SettingChange.explain(key.name, on: state)
    }
}
