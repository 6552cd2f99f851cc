// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EventStore
import Foundation
import SMBAudit
import SMBSettings
import SMBWire

struct AssessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assess", abstract: "Who would break if these values were set, by what was recorded. Changes nothing.")

    @OptionGroup var state: StateOption
    @Option(name: .customLong("set"), help: "NAME=VALUE: what if. May be given again.") var assignments: [String] = []
    @OptionGroup var since: SinceOption
    @Option(help: "text, json or csv.") var format = ReportFormat.text

    func run() async throws {
        let question = try SettingAssignment.layer(self.assignments, for: "assess")
        let state = try self.state.open()
        let current = try await SettingReport.settings(in: SettingReport.inForce(on: state))
        let window = self.since.argument ?? SinceOption.standardWindow
        let assessment = try WhoBreaks.assess(state, question: question, current: current, since: NTTime(window.date(now: Date())))
        switch self.format {
        case .text: Output.text(assessment.text())
        case .json: Output.line(assessment.json())
        case .csv: Output.text(assessment.csv())
        }
    }
}
