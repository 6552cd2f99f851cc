// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

@Suite("A logon") struct LogonTests {
    @Test("succeeds in every dialect, and its final answer is signed", arguments: SMB2.Dialect.all)
    func succeeds(_ dialect: SMB2.Dialect) throws {
        let server = TestServer()
        var options = TestClient.Options()
        options.dialects = [dialect]
        options.logon.ntlm.targetName = "cifs/server.example"
        let client = try server.connectedClient(options)
        #expect(client.dialect == dialect)
        let reply = try #require(client.lastLogonReply)
        #expect(client.isSigned(reply))
        let fact = try #require(server.sink.logons.first)
        #expect(fact.user == "alice")
        #expect(fact.dialect == dialect.rawValue)
        #expect(fact.spn.isAccepted)
        try client.logOff()
        #expect(server.state.sessions.count == 0)
    }
}
