// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EventStore
import SMBAudit

struct ClientsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clients", abstract: "Which clients there are, and how ready each is for signing, SPN validation and encryption.")

    @OptionGroup var state: StateOption
    @OptionGroup var since: SinceOption
    @Option(help: "text, json or csv.") var format = ReportFormat.text

    func run() async throws {
        let state = try self.state.open()
        let reports = try CommandFailure.explaining("read the clients") { () throws(StateError) in
            let reader = try AuditReader(in: state)
            return ClientReport.reports(try reader.sessionKinds(since: self.since.time), trials: try reader.trials(since: self.since.time))
        }
        switch self.format {
        case .text: Output.text(ClientReport.text(reports))
        case .json: Output.line(ClientReport.json(reports))
        case .csv: Output.text(ClientReport.csv(reports))
        }
    }
}

enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv
}
