// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EventStore
import Foundation
import SMBEngine

struct TrialCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trial", abstract: "Find out whether a client can sign, on one connection of it.",
        discussion: """
            The next connection that comes from the address is told that signing is required, and it is: a request without a right
            signature is refused. A client that cannot sign fails there, visibly to its user; at its next try it is let in as before. How
            the trial ended is event 60010, and `signet clients` and `signet assess` go by it.

            The running server keeps the trials: they are gone when it ends, and after a day. Where many clients share an address, the
            first that connects takes the trial. A connection whose logon fails leaves it for the next one.
            """,
        subcommands: [TrialAllowCommand.self, TrialListCommand.self, TrialCancelCommand.self])
}

struct TrialAllowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "allow", abstract: "Put the next connection from an address on trial.")

    @Argument(help: "The client's IPv4 or IPv6 address, as `signet clients` lists it.") var address: String
    @OptionGroup var state: StateOption
    @Option(help: "text or json.") var format = ListFormat.text

    func run() async throws {
        let what = "put \(self.address) on trial"
        let address = try TrialAddress.canonical(self.address, for: what)
        guard case .trialAllowed(let trial) = try await TrialAddress.ask(.allowTrial(address), of: self.state, for: what) else {
            throw TrialAddress.notUnderstood(what)
        }
        guard let trial else {
            throw CommandFailure(
                what, because: "\(TrialTable.maximumCount) clients are waiting for theirs already",
                remedy: "cancel some; `signet trial list` names them")
        }
        switch self.format {
        case .json: try Output.json(trial.line)
        case .text: Output.line("the next connection from \(trial.address) has to sign, if it comes before \(trial.line.expires)")
        }
    }
}

struct TrialListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the addresses whose next connection is a trial.")

    @OptionGroup var state: StateOption
    @Option(help: "text or json.") var format = ListFormat.text

    func run() async throws {
        // Without a server there are none.
        var trials: [WaitingTrial] = []
        if case .trials(let waiting) = try await ControlClient(state: try self.state.open()).ask(.trials) { trials = waiting }
        switch self.format {
        case .json:
            try Output.json(trials.map(\.line))
        case .text:
            var table = Table("ADDRESS", "UNTIL")
            for trial in trials { table.add(trial.address, trial.line.expires) }
            Output.text(table.rendered())
        }
    }
}

struct TrialCancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Let the next connection from an address be an ordinary one.")

    @Argument(help: "The address.") var address: String
    @OptionGroup var state: StateOption
    @Option(help: "text or json.") var format = ListFormat.text

    private struct Line: Encodable {
        let address: String
        let cancelled: Bool
    }

    func run() async throws {
        let what = "cancel the trial of \(self.address)"
        let address = try TrialAddress.canonical(self.address, for: what)
        guard case .trialCancelled(let wasThere) = try await TrialAddress.ask(.cancelTrial(address), of: self.state, for: what) else {
            throw TrialAddress.notUnderstood(what)
        }
        guard wasThere else {
            throw CommandFailure(
                what, because: "no trial waits for it: a connection may have taken it",
                remedy: "`signet events --id 60010` shows how it ended")
        }
        switch self.format {
        case .json: try Output.json(Line(address: address, cancelled: true))
        case .text: Output.line("the next connection from \(address) is an ordinary one")
        }
    }
}

private enum TrialAddress {
    static func canonical(_ text: String, for what: String) throws(CommandFailure) -> String {
        do throws(TrialTable.Refusal) {
            return try TrialTable.canonical(text)
        } catch {
            throw CommandFailure(what, because: "that is no IPv4 or IPv6 address", remedy: "`signet clients` lists those of the clients")
        }
    }

    static func ask(_ request: ControlRequest, of state: StateOption, for what: String) async throws -> ControlResponse {
        guard let response = try await ControlClient(state: try state.open()).ask(request) else {
            throw CommandFailure(what, because: "no server runs on this state", remedy: "name the state of the server with --state")
        }
        return response
    }

    static func notUnderstood(_ what: String) -> CommandFailure {
        CommandFailure(what, because: "the server answered something else", remedy: "use the signet of the same version as the server")
    }
}

extension WaitingTrial {
    struct Line: Encodable {
        let address: String
        let expires: String
    }

    fileprivate var line: Line {
        Line(address: self.address, expires: Date(timeIntervalSince1970: self.expires).ISO8601Format())
    }
}
