// SPDX-License-Identifier: Apache-2.0
package import SMBSettings
package import SMBWire

/// The answer to "who would break if …?".
package struct Assessment: Hashable, Sendable {
    /// A client that is not simply ready.
    package struct Client: Hashable, Sendable {
        package let client: String
        package let workstation: String
        package let users: [String]
        package let reason: String
        package let advice: String
        package let lastSeen: NTTime
    }

    /// The values that the question was about.
    package let question: [String: RegistryValue]
    /// All clients; the four groups add up to it.
    package let clients: Int
    package let breaks: [Client]
    package let atRisk: [Client]
    package let unknown: [Client]
    package let ready: Int
}

/// Judges what was recorded under settings that may come. A client's verdict is that of its worst kind of session.
///
/// - Parameters:
///   - trials: What the trials of the window came to.
///   - question: The values that `--set` named; empty asks about the settings in force.
///   - current: The settings in force, whose name list the recorded SPN verdicts were made with.
///   - proposed: `current` with the question's values.
package func assess(
    _ kinds: [SessionKind], trials: [TrialResult] = [], question: [String: RegistryValue], current: Settings, proposed: Settings
) -> Assessment {
    let whatIf = WhatIf(signing: SigningReadiness(kinds, trials: trials), current: current, proposed: proposed)
    var groups: [Verdict: [Assessment.Client]] = [:]
    let clients = ClientReport.clients(kinds)
    for kinds in clients {
        guard let latest = kinds.max(by: { $0.lastSeen < $1.lastSeen }), let worst = Finding.worst(of: kinds, whatIf.judge) else {
            continue
        }
        groups[worst.finding.verdict, default: []].append(
            Assessment.Client(
                client: latest.client.address, workstation: latest.client.workstation,
                users: ClientReport.unique(kinds.map { $0.logon.user }), reason: worst.finding.naming(worst.kind).reason,
                advice: worst.finding.advice, lastSeen: latest.lastSeen))
    }
    return Assessment(
        question: question, clients: clients.count, breaks: groups[.breaks] ?? [], atRisk: groups[.atRisk] ?? [],
        unknown: groups[.unknown] ?? [], ready: groups[.ready]?.count ?? 0)
}
