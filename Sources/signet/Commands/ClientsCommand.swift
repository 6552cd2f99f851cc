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
        let kinds = try CommandFailure.explaining("read the clients") { () throws(StateError) in
            try AuditReader(in: state).sessionKinds(since: self.since.time)
        }
        let reports = ClientReport.reports(kinds)
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
