// SPDX-License-Identifier: Apache-2.0
import SMBSettings

/// What the command line asks of the server that runs on its state: one JSON document a line, in each direction.
enum ControlRequest: Codable, Hashable, Sendable {
    /// Read users, shares, registry and policy again; answered when they are in force.
    case reload
    /// The settings in force, `--set` of the server included.
    case settings
    case sessions
    case closeSessions([String])
}

enum ControlResponse: Codable, Hashable, Sendable {
    case done
    case settings([SettingReport])
    case sessions([LiveSession])
    /// How many of those named were there to close.
    case closed(Int)
    case failed(String)
}

/// A session as `signet sessions list` shows it.
struct LiveSession: Codable, Hashable, Sendable {
    /// The identifier on the wire, in hexadecimal.
    var id: String
    var client: String
    var workstation: String
    var user: String
    var dialect: String
    /// `required`, `supported` or `unavailable` (a guest has no key).
    var signing: String
    var cipher: String?
    var mechanism: String
    var spn: String
    var spnVerdict: String
    /// Seconds since 1970.
    var since: Double
}
