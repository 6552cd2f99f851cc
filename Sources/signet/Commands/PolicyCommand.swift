// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "What is in force, and why; set and unset write the registry layer.",
        subcommands: [PolicyShowCommand.self, PolicyGetCommand.self, PolicySetCommand.self, PolicyUnsetCommand.self])
}
