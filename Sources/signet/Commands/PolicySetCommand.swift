// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EventStore
import Foundation
import SMBSettings
import SMBWire

struct PolicySetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set values of the registry layer: NAME VALUE, or NAME=VALUE as often as needed.",
        discussion: "A stricter value is preceded by who would break by what was recorded.")

    @Argument(help: "NAME VALUE, or NAME=VALUE…") var words: [String]
    @OptionGroup var state: StateOption
    @Flag(help: "Disconnect the sessions that the new values do not cover.") var now = false

    func validate() throws {
        let isPair = self.words.count == 2 && !self.words[0].contains("=")
        guard isPair || (!self.words.isEmpty && self.words.allSatisfy { $0.contains("=") }) else {
            throw ValidationError("say NAME VALUE, or NAME=VALUE as often as needed")
        }
    }

    func run() async throws {
        let assignments = self.words[0].contains("=") ? self.words : [self.words.joined(separator: "=")]
        let what = "set \(assignments.joined(separator: " "))"
        let values = try SettingAssignment.layer(assignments, for: what)
        let state = try self.state.open()
        let change = try await SettingChange(state, setting: values, for: what)
        change.announce()
        try CommandFailure.explaining(what) { () throws(StateError) in
            let database = try SettingsDatabase(in: state)
            for (name, value) in values { try database.setRegistry(name, to: value) }
        }
        let shown = values.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
        try await Applied.announce("set \(shown)", to: state)
        for name in values.keys.sorted() { try await SettingChange.explain(name, on: state) }
        if self.now { try await change.disconnectUncovered() }
    }
}
