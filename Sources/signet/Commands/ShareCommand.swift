// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EventStore
import Foundation

struct ShareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "share", abstract: "Which folders clients see.",
        subcommands: [ShareAddCommand.self, ShareRemoveCommand.self, ShareListCommand.self])
}

struct ShareAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Share a folder.",
        discussion: "Without --read and --write every user of the server may use it; with either, nobody else may.")

    @Argument(help: "The name that clients see.")
    var name: String
    @Argument(help: "The folder.")
    var path: String
    @OptionGroup var state: StateOption
    @Option(help: "What listings say about it.") var comment = ""
    @Option(name: .customLong("read"), help: "A user who may read; may be given again.") var readers: [String] = []
    @Option(name: .customLong("write"), help: "A user who may read and write; may be given again.") var writers: [String] = []
    @Flag(name: .customLong("read-only"), help: "Nobody may write.") var isReadOnly = false
    @Flag(name: .customLong("guest"), help: "Guests may use it, where AllowGuest is set.") var allowsGuest = false
    @Flag(name: .customLong("encrypt"), help: "Clients must encrypt what they do here.") var encryptsData = false

    @Flag(name: .customLong("no-smb1"), help: "Clients of SMB1 don't get here, where SMB1 is set.") var refusesSMB1 = false

    func run() async throws {
        let state = try self.state.open()
        let what = "share \(self.path) as \(self.name)"
        let path = try SharedFolder.resolve(self.path, for: what)
        let share = ShareRecord(
            name: self.name, path: path, comment: self.comment, isReadOnly: self.isReadOnly, allowsGuest: self.allowsGuest,
            encryptsData: self.encryptsData, speaksSMB1: !self.refusesSMB1, readers: self.readers, writers: self.writers)
        try CommandFailure.explaining(what) { () throws(StateError) in
            let database = try SettingsDatabase(in: state)
            let known = Set(try database.users().map { $0.name.lowercased() })
            if let stranger = (self.readers + self.writers).first(where: { !known.contains($0.lowercased()) }) {
                throw .noSuchUser(stranger)
            }
            try database.addShare(share)
        }
        try await Applied.announce("shared \(path) as \(self.name)", to: state)
    }
}

struct ShareRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "remove", abstract: "Stop sharing a folder; its files stay.")

    @Argument var name: String
    @OptionGroup var state: StateOption

    func run() async throws {
        let state = try self.state.open()
        try CommandFailure.explaining("remove the share \(self.name)") { () throws(StateError) in
            try SettingsDatabase(in: state).removeShare(self.name)
        }
        try await Applied.announce("removed share \(self.name)", to: state)
    }
}

struct ShareListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the shares.")

    @OptionGroup var state: StateOption
    @Option(help: "text or json.") var format = ListFormat.text

    private struct Line: Encodable {
        let name: String
        let path: String
        let comment: String
        let readOnly: Bool
        let guest: Bool
        let encrypt: Bool
        let smb1: Bool
        let read: [String]
        let write: [String]
    }

    func run() throws {
        let state = try self.state.open()
        let shares = try CommandFailure.explaining("list the shares") { () throws(StateError) in
            try SettingsDatabase(in: state).shares()
        }
        switch self.format {
        case .json:
            try Output.json(
                shares.map {
                    Line(
                        name: $0.name, path: $0.path, comment: $0.comment, readOnly: $0.isReadOnly, guest: $0.allowsGuest,
                        encrypt: $0.encryptsData, smb1: $0.speaksSMB1, read: $0.readers, write: $0.writers)
                })
        case .text:
            var table = Table("SHARE", "PATH", "ACCESS", "COMMENT")
            for share in shares { table.add(share.name, share.path, Self.access(to: share), share.comment) }
            Output.text(table.rendered())
        }
    }

    private static func access(to share: ShareRecord) -> String {
        var parts: [String] = []
        if share.readers.isEmpty, share.writers.isEmpty { parts.append("all users") }
        if !share.readers.isEmpty { parts.append("read: \(share.readers.joined(separator: " "))") }
        if !share.writers.isEmpty { parts.append("write: \(share.writers.joined(separator: " "))") }
        if share.isReadOnly { parts.append("read-only") }
        if share.allowsGuest { parts.append("guests") }
        if share.encryptsData { parts.append("encrypted") }
        if !share.speaksSMB1 { parts.append("no SMB1") }
        return parts.joined(separator: ", ")
    }
}
