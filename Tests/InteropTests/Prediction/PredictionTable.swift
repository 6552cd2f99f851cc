// SPDX-License-Identifier: Apache-2.0

/// Client × setting, as docs/interop.md shows it.
struct PredictionTable {
    private let predictions: [Prediction]

    init(_ predictions: [Prediction]) { self.predictions = predictions }

    var markdown: String {
        ([self.outcomes, self.atRisk, self.withoutOutcome].filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }).joined(
            separator: "\n\n")
    }

    private var outcomes: [String] {
        self.rows(["client"] + Requirement.allCases.map { "`\($0.setting)`" }) { prediction in
            guard prediction.worksInAuditMode else { return nil }
            return [prediction.client] + Requirement.allCases.map { prediction.answers[$0]?.cell ?? "" }
        }
    }

    private var atRisk: [String] {
        let lines = self.predictions.flatMap { prediction in
            Requirement.allCases.compactMap { requirement -> String? in
                guard prediction.worksInAuditMode, let answer = prediction.answers[requirement], let trial = answer.trial else {
                    return nil
                }
                return "* \(prediction.client): \(answer.foretold.reason) After the trial: \(trial.foretold.sentence)"
            }
        }
        return lines.isEmpty ? [] : ["At risk before a trial, and why:", ""] + lines
    }

    private var withoutOutcome: [String] {
        let table = self.rows(["client"] + Requirement.allCases.map { "`\($0.setting)`" }) { prediction in
            guard !prediction.worksInAuditMode else { return nil }
            return [prediction.client] + Requirement.allCases.map { prediction.answers[$0]?.foretold.verdict.rawValue ?? "" }
        }
        return ["Fails by itself, even while nothing is required, with what `assess` says of it:", ""] + table
    }

    private func rows(_ heading: [String], _ cells: (Prediction) -> [String]?) -> [String] {
        let line = { (cells: [String]) in "| \(cells.joined(separator: " | ")) |" }
        return [line(heading), line(heading.map { _ in "---" })] + self.predictions.compactMap(cells).map(line)
    }
}

extension Prediction.Answer {
    fileprivate var cell: String {
        let outcome = self.works == true ? "works" : "fails"
        guard let trial else { return "\(self.foretold.verdict.rawValue) → \(outcome)" }
        return "\(self.foretold.verdict.rawValue) → trial: \(trial.foretold.verdict.rawValue) → \(outcome)"
    }
}

extension Foretold {
    fileprivate var sentence: String { self.reason.isEmpty ? "\(self.verdict.rawValue)." : "\(self.verdict.rawValue): \(self.reason)" }
}
