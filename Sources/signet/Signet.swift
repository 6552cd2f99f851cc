// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation

/// The command line.
@main struct Signet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signet",
        abstract: "An SMB server that shows which clients relay protection would break, and then requires it.",
        subcommands: [
            ServeCommand.self, UserCommand.self, ShareCommand.self, PolicyCommand.self, EventsCommand.self, ClientsCommand.self,
            AssessCommand.self, SessionsCommand.self, TrialCommand.self,
        ])

    static func main() async {
        do {
            var command = try self.parseAsRoot()
            if var waiting = command as? any AsyncParsableCommand {
                try await waiting.run()
            } else {
                try command.run()
            }
        } catch {
            self.finish(after: error)
        }
    }

    /// Exit 0 for what was asked for (help), 64 for usage, 1 otherwise.
    private static func finish(after error: any Error) -> Never {
        if let failure = error as? CommandFailure {
            Output.complain(failure.description)
            Foundation.exit(1)
        }
        let code = self.exitCode(for: error)
        let message = self.fullMessage(for: error)
        if code.isSuccess {
            Output.line(message)
        } else {
            let prefix = "Error: "
            Output.complain(message.hasPrefix(prefix) ? String(message.dropFirst(prefix.count)) : message)
        }
        Foundation.exit(code.rawValue)
    }
}
