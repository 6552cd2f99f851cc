// SPDX-License-Identifier: Apache-2.0
import EventStore

/// A change is written first, then a running server is told; the command returns when the server has it in force.
enum Applied {
    static func announce(_ what: String, to state: StateDirectory) async throws {
        Output.line(try await self.tellServer(of: state) ? "\(what); the running server has it in force" : what)
    }

    /// Whether a server runs on the state and has read it again.
    static func tellServer(of state: StateDirectory) async throws -> Bool {
        try await ControlClient(state: state).ask(.reload) != nil
    }
}
