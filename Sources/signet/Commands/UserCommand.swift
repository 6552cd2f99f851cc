// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EventStore
import SMBAuth

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Who may log on.",
        subcommands: [UserAddCommand.self, UserPasswordCommand.self, UserRemoveCommand.self, UserListCommand.self])
}

struct UserAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Add a user; the password comes from standard input.")

    @Argument(help: "The name, unique whatever its case.")
    var name: String
    @OptionGroup var state: StateOption
    @OptionGroup var password: PasswordOption
    @Flag(name: .customLong("admin"), help: "Make the user an administrator of the server.")
    var isAdministrator = false

    func run() async throws {
        let state = try self.state.open()
        let hash = NTHash.of(password: try self.password.read())
        try CommandFailure.explaining("add the user \(self.name)") { () throws(StateError) in
            try SettingsDatabase(in: state).addUser(self.name, ntHash: hash, isAdministrator: self.isAdministrator)
        }
        try await Applied.announce("added \(self.isAdministrator ? "administrator" : "user") \(self.name)", to: state)
    }
}

struct UserPasswordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "password", abstract: "Change a user's password.")

    @Argument var name: String
    @OptionGroup var state: StateOption
    @OptionGroup var password: PasswordOption

    func run() async throws {
        let state = try self.state.open()
        let hash = NTHash.of(password: try self.password.read())
        try CommandFailure.explaining("change the password of \(self.name)") { () throws(StateError) in
            try SettingsDatabase(in: state).setPassword(of: self.name, ntHash: hash)
        }
        try await Applied.announce("changed the password of \(self.name)", to: state)
    }
}

struct UserRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "remove", abstract: "Remove a user.")

    @Argument var name: String
    @OptionGroup var state: StateOption

    func run() async throws {
        let state = try self.state.open()
        try CommandFailure.explaining("remove the user \(self.name)") { () throws(StateError) in
            try SettingsDatabase(in: state).removeUser(self.name)
        }
        try await Applied.announce("removed user \(self.name)", to: state)
    }
}

struct UserListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the users.")

    @OptionGroup var state: StateOption
    @Option(help: "text or json.") var format = ListFormat.text

    private struct Line: Encodable {
        let name: String
        let rid: UInt32
        let administrator: Bool
        let enabled: Bool
    }

    func run() throws {
        let state = try self.state.open()
        let users = try CommandFailure.explaining("list the users") { () throws(StateError) in
            try SettingsDatabase(in: state).users()
        }
        switch self.format {
        case .json:
            try Output.json(users.map { Line(name: $0.name, rid: $0.rid, administrator: $0.isAdministrator, enabled: $0.isEnabled) })
        case .text:
            var table = Table("USER", "RID", "ROLE", "STATE")
            for user in users {
                table.add(
                    user.name, "\(user.rid)", user.isAdministrator ? "administrator" : "user", user.isEnabled ? "enabled" : "disabled")
            }
            Output.text(table.rendered())
        }
    }
}
