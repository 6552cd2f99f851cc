// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBAuth
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

@Suite("A failed logon") struct FailedLogonTests {
    struct Attempt: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var status: NTStatus
        var reason: String
        var change: @Sendable (inout SPNEGOClient) -> Void
    }

    static let attempts: [Attempt] = [
        Attempt(testDescription: "a wrong password", status: .logonFailure, reason: "wrongPassword") { $0.ntlm.password = "wrong" },
        Attempt(testDescription: "an unknown user", status: .logonFailure, reason: "unknownUser") { $0.ntlm.user = "mallory" },
        Attempt(testDescription: "NTLMv1", status: .logonFailure, reason: "ntlmv1Refused") { $0.ntlm.response = .ntlmv1 },
        Attempt(testDescription: "LM", status: .logonFailure, reason: "lmRefused") { $0.ntlm.response = .lm },
        Attempt(testDescription: "a corrupted MIC", status: .logonFailure, reason: "badMIC") { $0.ntlm.mic = .corrupted },
        Attempt(testDescription: "a MIC taken out", status: .logonFailure, reason: "micMissing") { $0.ntlm.mic = .stripped },
        Attempt(testDescription: "a corrupted mechListMIC", status: .logonFailure, reason: "badMIC") { $0.mechListMIC = .corrupted },
    ]

    private static func client(_ attempt: Attempt, _ settings: Settings = Settings()) throws -> (TestClient, TestServer) {
        let server = TestServer(settings)
        let client = server.client()
        attempt.change(&client.options.logon)
        try client.negotiate()
        return (client, server)
    }

    @Test("is answered after a pause, and recorded without proof: 551, and 60003 for an old answer", arguments: attempts)
    func fails(_ attempt: Attempt) throws {
        var settings = Settings()
        settings.auditsSigning = true
        settings.auditsSPN = true
        settings.hardeningLevel = .required
        settings.failedLogonDelayMilliseconds = 1234
        let (client, server) = try Self.client(attempt, settings)
        #expect(throws: attempt.status) { try client.logOn() }
        #expect(client.connection?.delays == [1234])
        let isOld = ["ntlmv1Refused", "lmRefused"].contains(attempt.reason)
        #expect(server.sink.eventIDs == [EventID.sessionAuthFailure] + (isOld ? [EventID.legacyAnswerRefused] : []))
        let event = try #require(server.sink.events.first)
        #expect(event["Status"] == .hexInt32(attempt.status.rawValue))
        #expect(event["UserName"] == .unicode(client.options.logon.ntlm.user))
        #expect(event["SPN"] == .unicode(""))
        #expect(event["ReasonCode"] == .uint32(0))
        #expect(event["reason"] == .unicode(attempt.reason))
        #expect(server.sink.logons.isEmpty)
        let user = client.options.logon.ntlm.user
        let facts = server.sink.observations.compactMap { if case .logonFailed(let fact) = $0.fact { fact } else { nil } }
        #expect(event["SessionId"] == .hexInt64(client.sessionID))
        #expect(
            facts == [
                FailedLogonFact(
                    sessionID: client.sessionID, status: attempt.status, reason: attempt.reason, claimedUser: user,
                    claimedDomain: "WORKGROUP")
            ])
        #expect(server.state.sessions.count == 0)
        #expect(try client.echo { $0.sessionID = 0 }.status == .success)
    }

    @Test("leaves nothing behind: the same connection can log on", arguments: attempts) func nothingStays(_ attempt: Attempt) throws {
        let (client, server) = try Self.client(attempt)
        for _ in 0..<10 {
            client.sessionID = 0
            #expect(throws: attempt.status) { try client.logOn() }
        }
        #expect(try client.tryOpening { $0.sessionID = client.sessionID }.status == .userSessionDeleted)
        client.options.logon = TestClient.Options().logon
        client.sessionID = 0
        try client.logOn()
        #expect(server.state.sessions.count == 1)
    }

    @Test("of an unknown user looks like a wrong password in every byte") func sameBytes() throws {
        func answers(_ index: Int) throws -> ([[UInt8]], [Int]) {
            let (client, _) = try Self.client(Self.attempts[index])
            _ = try? client.logOn()
            let connection = try #require(client.connection)
            return (connection.framesReceived.map { Array($0.readableBytesView) }, connection.delays)
        }
        let wrongPassword = try answers(0)
        let unknownUser = try answers(1)
        #expect(wrongPassword.0 == unknownUser.0)
        #expect(wrongPassword.1 == unknownUser.1)
    }

    @Test("holds nothing up while its answer waits") func servesMeanwhile() throws {
        let server = TestServer()
        let client = try server.connectedClient()
        let stranger = client.sibling("alice", "wrong")
        client.connection?.holdsDelays = true
        try stranger.transport.send(try stranger.lastFrameOfLogon())
        #expect(stranger.hearsNothing)
        client.messageID = stranger.messageID
        #expect(try client.tryOpening().status == .success)
        client.connection?.releaseAll()
        #expect(try stranger.receive().status == .logonFailure)
    }

    @Test("counts among the logons in progress until it is answered") func boundedPauses() throws {
        let (client, _) = try Self.client(Self.attempts[0])
        client.connection?.holdsDelays = true
        for _ in 0..<8 {
            client.sessionID = 0
            try client.transport.send(try client.lastFrameOfLogon())
        }
        #expect(client.hearsNothing)
        client.sessionID = 0
        #expect(throws: NTStatus.insufficientResources) { try client.lastFrameOfLogon() }
        client.connection?.releaseAll()
        for _ in 0..<8 { #expect(try client.receive().status == .logonFailure) }
        client.sessionID = 0
        client.options.logon = TestClient.Options().logon
        try client.logOn()
    }

    @Test("is answered at once where the limit is off", arguments: [(false, 2000), (true, 0)]) func noPause(_ limits: Bool, _ delay: Int)
        throws
    {
        var settings = Settings()
        settings.limitsFailedLogons = limits
        settings.failedLogonDelayMilliseconds = delay
        let (client, _) = try Self.client(Self.attempts[0], settings)
        #expect(throws: NTStatus.logonFailure) { try client.logOn() }
        #expect(client.connection?.delays == [])
    }

    @Test(
        "with a token that is none is a malformed request",
        arguments: [[], [0], [0x60, 0x80], Array("NTLMSSP\0".utf8), [UInt8](repeating: 0x60, count: 60_000)] as [[UInt8]])
    func badToken(_ token: [UInt8]) throws {
        let (client, server) = try Self.client(Self.attempts[0])
        #expect(try client.exchange(client.setupFrame(token)).status == .invalidParameter)
        #expect(server.sink.eventIDs == [EventID.sessionAuthFailure])
    }
}
