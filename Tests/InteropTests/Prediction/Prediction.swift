// SPDX-License-Identifier: Apache-2.0

/// A client that was recorded in audit mode, what was foretold of it then, and what came of it.
struct Prediction: Sendable {
    struct Answer: Sendable {
        let foretold: Foretold
        /// What a trial made of a verdict that nothing on the wire could decide.
        var trial: Trial?
        /// Whether the client did its work once the setting was in force; nil where it never does.
        var works: Bool?
    }

    struct Trial: Sendable {
        let foretold: Foretold
        let works: Bool
        /// Whether it was let in as before at its next try.
        let worksAfterwards: Bool
    }

    let client: String
    /// Whether it does its work while nothing is required.
    let worksInAuditMode: Bool
    let answers: [Requirement: Answer]
}

extension Prediction {
    /// Records the client, asks, and tries: each time with a server of its own on the same state.
    static func made(of row: ClientCase) async throws -> Prediction {
        try await (row.hasTicket ? Site.preparedWithKDC : Site.prepared) { site in
            for setting in row.otherSettings { _ = try await site.signet("policy", "set", setting) }
            let works = { (settings: [String]) in
                try await site.serve(settings, shareOptions: row.shareOptions) { try await row.works(against: $0) }
            }
            let worksInAuditMode = try await works([])
            var answers: [Requirement: Answer] = [:]
            for requirement in Requirement.allCases { answers[requirement] = Answer(foretold: try await Foretold(requirement, on: site)) }
            if worksInAuditMode {
                for (requirement, answer) in answers where answer.foretold.verdict == .atRisk {
                    answers[requirement]?.trial = try await self.trial(of: row, requirement, on: site)
                }
                for requirement in Requirement.allCases {
                    answers[requirement]?.works = try await works([requirement.setting])
                }
            }
            return Prediction(client: row.name, worksInAuditMode: worksInAuditMode, answers: answers)
        }
    }

    private static func trial(of row: ClientCase, _ requirement: Requirement, on site: Site) async throws -> Trial {
        let (works, worksAfterwards) = try await site.serve(shareOptions: row.shareOptions) { server in
            _ = try await site.signet("trial", "allow", "127.0.0.1")
            return (try await row.works(against: server), try await row.works(against: server))
        }
        return Trial(foretold: try await Foretold(requirement, on: site), works: works, worksAfterwards: worksAfterwards)
    }
}

extension ClientCase {
    /// Every client and configuration, once: rows that differ in what the server requires are the same client.
    static let recorded: [ClientCase] = {
        let anywhere = SignetServer(site: Site(scratch: Scratch(folder: Checkout.folder)), port: 0)
        var seen: Set<[String]> = []
        return (ClientCase.all + ClientCase.tickets).filter { row in
            seen.insert(row.command(anywhere) + row.otherSettings + [row.shareOptions]).inserted
        }
    }()

    /// Whether it does its work while nothing is required; nil where the row tells only what becomes of it when something is.
    var worksInAuditMode: Bool? {
        guard self.requirements.isEmpty else { return nil }
        return if case .refused = self.proof { false } else { true }
    }

    private var requirements: [String] { self.settings.filter(Requirement.isAmong) }
    /// What neither requires anything nor audits.
    fileprivate var otherSettings: [String] { self.settings.filter { !Requirement.isAmong($0) && !$0.hasPrefix("Audit") } }
}

/// Each row is run once, whichever tests ask for it, and only a few at a time: each starts a server and a client.
actor Predictions {
    static let shared = Predictions()
    private static let atOnce = 3

    private var made: [String: Task<Prediction, any Error>] = [:]
    private var running = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func prediction(of row: ClientCase) async throws -> Prediction {
        let task = self.made[row.name] ?? Task { try await self.make(row) }
        self.made[row.name] = task
        return try await task.value
    }

    private func make(_ row: ClientCase) async throws -> Prediction {
        if self.running == Self.atOnce { await withCheckedContinuation { self.waiting.append($0) } } else { self.running += 1 }
        defer { if self.waiting.isEmpty { self.running -= 1 } else { self.waiting.removeFirst().resume() } }
        return try await Prediction.made(of: row)
    }
}
