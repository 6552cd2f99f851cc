// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBSettings
import SMBWire
import Support
import Testing

/// InvalidAuthenticationDelayTimeInMs holds one answer back, and nobody else.
@Suite("The delay after a failed logon") struct LogonDelayTests {
    @Test func doesNotHoldOthersOnTheSameEventLoop() async throws {
        var settings = Settings()
        settings.failedLogonDelayMilliseconds = 2000
        try await LiveServer.serving(settings, loops: 1) { live in
            let guesser = try live.client(.user(password: "wrong"))
            try guesser.negotiate()
            let start = ContinuousClock.now
            try guesser.sendLogon()
            try live.connectedClient().echo()
            #expect(ContinuousClock.now - start < .milliseconds(1900), "the other client waited too")
            #expect(try guesser.receive().status == .logonFailure)
            #expect(ContinuousClock.now - start >= .milliseconds(2000))
        }
    }

    @Test func doesNotHoldOtherSessionsOfTheSameConnection() async throws {
        var settings = Settings()
        settings.failedLogonDelayMilliseconds = 2000
        try await LiveServer.serving(settings, loops: 1) { live in
            let client = try live.connectedClient()
            let guesser = client.sibling("alice", "wrong")
            let start = ContinuousClock.now
            try guesser.sendLogon()
            client.messageID = guesser.messageID
            for _ in 0..<3 { try client.echo() }
            #expect(ContinuousClock.now - start < .milliseconds(1900), "the other session waited too")
            #expect(try guesser.receive().status == .logonFailure)
            #expect(ContinuousClock.now - start >= .milliseconds(2000))
        }
    }

    @Test func isAsLongForAUserThatDoesNotExist() async throws {
        var settings = Settings()
        settings.failedLogonDelayMilliseconds = 300
        try await LiveServer.serving(settings) { live in
            let client = try live.client(.user("nobody"))
            try client.negotiate()
            let start = ContinuousClock.now
            #expect(throws: NTStatus.logonFailure) { try client.logOn() }
            #expect(ContinuousClock.now - start >= .milliseconds(300))
        }
    }
}

extension TestClient {
    /// Sends the token that proves the password, and does not wait for what the server says to it.
    func sendLogon() throws {
        var tokens = self.options.logon
        var hash = self.preauth
        let challenge = try self.sessionSetup(tokens.begin(), &hash)
        var reader = WireReader(challenge.bytes)
        try reader.skip(SMB2.Header.size)
        let token = try SMB2.SessionSetupResponse(decoding: &reader).securityBuffer
        let proof = try tokens.answer(Array(token.readableBytesView))
        let request = SMB2.SessionSetupRequest(
            securityMode: self.options.setupMode, previousSessionID: 0, securityBuffer: .init(bytes: proof))
        try self.transport.send(self.encode(.sessionSetup) { request.encode(into: &$0, base: $1) })
    }
}
