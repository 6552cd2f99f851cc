// SPDX-License-Identifier: Apache-2.0
import SMBEngine
import SMBServer
import SMBWire
import Support
import Testing

/// A client whose connection broke logs on anew and names the session that it lost. [MS-SMB2] 3.3.5.5.3
@Suite("PreviousSessionId across connections") struct PreviousSessionTests {
    @Test func theOldSessionEnds() async throws {
        try await LiveServer.serving { live in
            let old = try live.connectedClient()
            var options = TestClient.Options()
            options.previousSessionID = old.sessionID
            let new = try live.connectedClient(options)
            #expect(throws: NTStatus.userSessionDeleted) { try old.open("any.txt") }
            try new.echo()
            #expect(live.server.state.sessions.all.map(\.id) == [new.sessionID])
        }
    }

    /// What the lost session held must not be in the way of the first request of the new one.
    @Test func itsFilesAreFreeWhenTheLogonIsAnswered() async throws {
        try await LiveServer.serving { live in
            var options = TestClient.Options()
            for _ in 0..<20 {
                let old = try live.connectedClient()
                _ = try old.open("exclusive.txt", .genericWrite, share: [])
                options.previousSessionID = old.sessionID
                let new = try live.connectedClient(options)
                try new.close(try new.open("exclusive.txt", .genericWrite, share: []))
            }
        }
    }

    @Test func anotherUsersSessionStays() async throws {
        try await LiveServer.serving { live in
            let alice = try live.connectedClient()
            var options = TestClient.Options.user("bob", password: "Secret99")
            options.previousSessionID = alice.sessionID
            _ = try live.connectedClient(options)
            try alice.close(try alice.open("mine.txt"))
        }
    }
}
