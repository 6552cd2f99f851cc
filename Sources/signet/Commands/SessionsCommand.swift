// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EventStore
import Foundation
import SMBAudit

struct SessionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions", abstract: "Who is connected to the running server.",
        subcommands: [SessionsListCommand.self, SessionsCloseCommand.self])
}

struct SessionsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the live sessions.")

    @OptionGroup var state: StateOption
    @Option(help: "text or json.") var format = ListFormat.text

    private struct Line: Encodable {
        let id: String
        let client: String
        let workstation: String
        let user: String
        let kind: String
        let dialect: String
        let signing: String
        let signingAlgorithm: String?
        let cipher: String?
        let encryption: String
        let mechanism: String
        let spn: String?
        let spnVerdict: String
        let protection: String?
        let evidence: String?
        let since: String
    }

    func run() async throws {
        let lines = try await LiveSessions.list(of: try self.state.open()).map(Self.line)
        switch self.format {
        case .json:
            try Output.json(lines)
        case .text:
            var table = Table("SESSION", "CLIENT", "USER", "DIALECT", "SIGNING", "ENCRYPTION", "MECHANISM", "SPN", "PROTECTION", "SINCE")
            for line in lines {
                table.add(
                    line.id, line.client, line.user.isEmpty ? "(\(line.kind))" : line.user, line.dialect, line.signing,
                    line.cipher.map { "\(line.encryption) (\($0))" } ?? line.encryption,
                    line.mechanism, line.spn.map { "\($0) (\(line.spnVerdict))" } ?? line.spnVerdict,
                    line.protection ?? "none", line.since)
            }
            Output.text(table.rendered())
        }
    }

    private static func line(_ session: LiveSession) -> Line {
        let signing = session.signingRequired ? "required" : session.signingAlgorithm == nil ? "none" : "supported"
        let encryption = session.encrypted ? "required" : session.cipher == nil ? "none" : "supported"
        return Line(
            id: session.id, client: session.client, workstation: session.workstation, user: session.user, kind: session.kind.rawValue,
            dialect: session.dialectName, signing: signing, signingAlgorithm: session.signingAlgorithm, cipher: session.cipher,
            encryption: encryption,
            mechanism: session.mechanism, spn: session.spn.spn, spnVerdict: session.spnVerdict,
            protection: session.protection, evidence: session.evidence,
            since: Date(timeIntervalSince1970: session.since).ISO8601Format())
    }
}

struct SessionsCloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "close", abstract: "Disconnect sessions.")

    @Argument(help: "The sessions as `list` names them.") var sessions: [String]
    @OptionGroup var state: StateOption

    func run() async throws {
        let what = "close \(self.sessions.joined(separator: " "))"
        guard case .closed(let count) = try await ControlClient(state: try self.state.open()).ask(.closeSessions(self.sessions)) else {
            throw CommandFailure(what, because: "no server runs on this state", remedy: "name the state of the server with --state")
        }
        guard count > 0 else {
            throw CommandFailure(what, because: "there is no such session", remedy: "`signet sessions list` names those there are")
        }
        Output.line("closed \(count) of \(self.sessions.count) sessions")
    }
}

enum LiveSessions {
    /// Without a server there are none.
    static func list(of state: StateDirectory) async throws -> [LiveSession] {
        guard case .sessions(let sessions) = try await ControlClient(state: state).ask(.sessions) else { return [] }
        return sessions.sorted { ($0.client, $0.since, $0.id) < ($1.client, $1.since, $1.id) }
    }
}
