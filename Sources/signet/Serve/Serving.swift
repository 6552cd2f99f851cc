// SPDX-License-Identifier: Apache-2.0

/// Runs a server from start to drain.
enum Serving {
    static func run(_ plan: ServePlan) async throws {
        _ = try plan.startSettings()
    }
}
