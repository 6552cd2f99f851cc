// SPDX-License-Identifier: Apache-2.0

/// What the command line asks of the server that runs on its state: one JSON document a line, in each direction.
enum ControlRequest: Codable, Hashable, Sendable {
    /// Read users, shares, registry and policy again; answered when they are in force.
    case reload
    /// The settings in force, `--set` of the server included.
    case settings
    case sessions
    case closeSessions([String])
    case trials
    case allowTrial(String)
    case cancelTrial(String)
}

enum ControlResponse: Codable, Hashable, Sendable {
    case done
    case settings([SettingReport])
    case sessions([LiveSession])
    /// How many of those named were there to close.
    case closed(Int)
    case trials([WaitingTrial])
    /// Nil: as many wait as there may be.
    case trialAllowed(WaitingTrial?)
    /// Whether there was one.
    case trialCancelled(Bool)
    case failed(String)
}
