// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What `signet assess --set …` says of the only client of a state.
struct Foretold: Sendable, Equatable {
    enum Verdict: String, Sendable {
        case ready
        case breaks
        case atRisk = "at-risk"
        case unknown
        /// No logon of it was ever proven, so it is no client.
        case unseen = "not seen"
    }

    let verdict: Verdict
    /// Without what differs from run to run.
    let reason: String

    init(_ requirement: Requirement, on site: Site) async throws {
        let printed = try await site.signet("assess", "--set", requirement.setting, "--format", "json")
        let assessment = try JSONDecoder().decode(Assessment.self, from: Data(printed.utf8))
        guard assessment.clients <= 1 else { throw Subprocess.Failure(description: "one client, not \(printed)") }
        let groups: [(Verdict, [Assessment.Client])] = [
            (.breaks, assessment.breaks), (.atRisk, assessment.atRisk), (.unknown, assessment.unknown),
        ]
        if let (verdict, clients) = groups.first(where: { !$0.1.isEmpty }) {
            self.verdict = verdict
            self.reason = clients.map { Self.lasting($0.reason) }.joined(separator: " ")
        } else {
            self.verdict = assessment.ready == 1 ? .ready : .unseen
            self.reason = ""
        }
    }

    private struct Assessment: Decodable {
        struct Client: Decodable { let reason: String }
        let clients: Int
        let breaks: [Client]
        let atRisk: [Client]
        let unknown: [Client]
        let ready: Int
    }

    /// How many requests a client sends is its version's affair, and the kind of session in brackets ends with a time.
    private static func lasting(_ reason: String) -> String {
        reason.replacing(/\ \([^()]*, last [^()]*\)/, with: "").replacing(/\b\d+ (?=requests|times|unsigned|signed)/, with: "N ")
    }
}
