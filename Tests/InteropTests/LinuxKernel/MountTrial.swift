// SPDX-License-Identifier: Apache-2.0

/// A mount against a server of its own, so that its record is not another mount's.
struct MountTrial: Sendable {
    enum Purpose: Hashable, Sendable {
        /// Nothing is required; `assess` is asked afterwards.
        case record
        case require(Requirement)
        /// It is tried once, then mounts as before.
        case onTrial

        var settings: [String] {
            switch self {
            case .record, .onTrial: []
            case .require(let requirement): [requirement.setting]
            }
        }
    }

    let mount: Mount
    let purpose: Purpose
    let server: SignetServer

    /// What the guest is to mount for it, in this order.
    var guestCases: [String] { self.caseNames.map { self.mount.guestCase($0, self.server) } }

    var caseNames: [String] {
        switch self.purpose {
        case .record: ["\(self.mount.name)-record"]
        case .require(let requirement): ["\(self.mount.name)-\(requirement)"]
        case .onTrial: ["\(self.mount.name)-trial", "\(self.mount.name)-afterwards"]
        }
    }

    /// All servers at once: one boot of the guest has to meet them all. They have ended when the result is there; their states have not.
    static func prepared<Result>(_ body: ([MountTrial]) async throws -> Result) async throws -> Result {
        let purposes = [Purpose.record] + Requirement.allCases.map(Purpose.require)
        let plans = Mount.all.flatMap { mount in
            (purposes + (mount.canBeAtRisk ? [.onTrial] : [])).map { (mount, $0) }
        }
        return try await self.prepared(plans[...], [], body)
    }

    private static func prepared<Result>(
        _ plans: ArraySlice<(Mount, Purpose)>, _ trials: [MountTrial], _ body: ([MountTrial]) async throws -> Result
    ) async throws -> Result {
        guard let (mount, purpose) = plans.first else { return try await body(trials) }
        return try await Site.prepared { site in
            for setting in mount.settings { _ = try await site.signet("policy", "set", setting) }
            return try await site.serve(purpose.settings) { server in
                if purpose == .onTrial { _ = try await site.signet("trial", "allow", "127.0.0.1") }
                let trial = MountTrial(mount: mount, purpose: purpose, server: server)
                return try await self.prepared(plans.dropFirst(), trials + [trial], body)
            }
        }
    }
}

extension Mount {
    /// 3.x has a client sign something whatever is required, so its record decides.
    fileprivate var canBeAtRisk: Bool { ["NT LM 0.12", "2.0.2", "2.1"].contains(self.dialect) }
}

extension Prediction {
    static func made(of mount: Mount, _ trials: [MountTrial], _ reports: [String: Boot.Report]) async throws -> Prediction {
        let own = trials.filter { $0.mount.name == mount.name }
        func works(_ purpose: MountTrial.Purpose) -> [Bool] {
            own.filter { $0.purpose == purpose }.flatMap(\.caseNames).map { reports[$0]?.works == true }
        }
        func site(_ purpose: MountTrial.Purpose) -> Site? { own.first { $0.purpose == purpose }?.server.site }

        var answers: [Requirement: Answer] = [:]
        for requirement in Requirement.allCases {
            guard let record = site(.record) else { continue }
            var answer = Answer(foretold: try await Foretold(requirement, on: record), works: works(.require(requirement)).first)
            if answer.foretold.verdict == .atRisk, let tried = site(.onTrial) {
                let outcome = works(.onTrial)
                answer.trial = Trial(
                    foretold: try await Foretold(requirement, on: tried), works: outcome[0], worksAfterwards: outcome[1])
            }
            answers[requirement] = answer
        }
        return Prediction(client: mount.testDescription, worksInAuditMode: works(.record) == [true], answers: answers)
    }
}
