// SPDX-License-Identifier: Apache-2.0

/// An address whose next connection is a trial.
struct WaitingTrial: Codable, Hashable, Sendable {
    var address: String
    /// Seconds since 1970.
    var expires: Double
}
