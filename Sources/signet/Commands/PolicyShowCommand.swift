// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EventStore

struct PolicyShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Every value in force, the layer that decided it, why, its range, and when a change takes effect.")

    @OptionGroup var state: StateOption
    @Option(help: "text or json.") var format = ListFormat.text

    func run() async throws {
        let reports = try await SettingReport.inForce(on: try self.state.open())
        switch self.format {
        case .json:
            try Output.json(reports)
        case .text:
            var table = Table("SETTING", "VALUE", "LAYER", "TAKES", "EFFECT", "WHY")
            for report in reports {
                table.add(report.name, report.value, report.layer, report.range, report.takesEffect, report.reason)
            }
            Output.text(table.rendered())
        }
    }
}

extension SettingReport {
    /// From the running server, whose command line counts too; from the state when none runs.
    static func inForce(on state: StateDirectory) async throws -> [SettingReport] {
        if case .settings(let reports) = try await ControlClient(state: state).ask(.settings) { return reports }
        let effective = try EffectiveSettings(state)
        for problem in effective.problems { Output.complain("read the policy: \(problem); mend it, the other values apply") }
        return effective.report
    }

    var shownValue: String { self.value.isEmpty ? "(none)" : self.value }
}
