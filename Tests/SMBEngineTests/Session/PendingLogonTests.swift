// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBCrypto
import SMBWire
import Support
import Testing

@testable import SMBEngine

@Suite("Logons in progress") struct PendingLogonTests {
    private let server = TestServer()

    private func client(password: String = "Passw0rd!") throws -> (TestClient, InMemoryConnection) {
        let connection = self.server.connection()
        var options = TestClient.Options()
        options.logon.ntlm.password = password
        let client = TestClient(connection, options)
        try client.negotiate()
        return (client, connection)
    }

    @Test func guessesSideBySideAreNoFasterThanInTurn() throws {
        let (client, connection) = try self.client(password: "wrong")
        connection.holdsDelays = true
        for _ in 0..<ConnectionLimits.pendingLogons {
            client.sessionID = 0
            #expect(throws: TransportError.nothingReceived) { try client.logOn() }
        }
        client.sessionID = 0
        #expect(throws: NTStatus.insufficientResources) { try client.logOn() }
        connection.releaseAll()
        let answers = try (0..<ConnectionLimits.pendingLogons).map { _ in try client.receive().status }
        #expect(answers.allSatisfy { $0 == .logonFailure })
        client.sessionID = 0
        client.options.logon.ntlm.password = "Passw0rd!"
        #expect(throws: Never.self) { try client.logOn() }
    }

    @Test("CVE-2023-32247: logons that clients give up make room for others")
    func abandonedLogons() throws {
        let (client, connection) = try self.client()
        for _ in 0..<ConnectionLimits.pendingLogons * 3 {
            client.sessionID = 0
            var tokens = client.options.logon
            var hash: PreauthHash?
            #expect(try client.sessionSetup(tokens.begin(), &hash).status == .moreProcessingRequired)
        }
        #expect(connection.machine.logons.count == ConnectionLimits.pendingLogons)
        client.sessionID = 0
        #expect(throws: Never.self) { try client.logOn() }
    }

    @Test func whatAClientCallsTheServerIsKeptInPart() throws {
        var options = TestClient.Options()
        options.netname = String(repeating: "n", count: 5000)
        options.ciphers = Array(repeating: 2, count: 1000)
        try self.server.connectedClient(options).logOff()
        let logon = try #require(self.server.sink.logons.first)
        #expect(logon.netname?.unicodeScalars.count == ConnectionLimits.netnameLength)
        #expect(logon.ciphers.count == ConnectionLimits.offeredAlgorithms)
    }
}
