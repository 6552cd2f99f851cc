// SPDX-License-Identifier: Apache-2.0
import SMBEngine
import SMBWire
import Support
import Testing

@Suite("ECHO") struct EchoTests {
    @Test("is answered with or without a session", arguments: SMB2.Dialect.all) func echo(_ dialect: SMB2.Dialect) throws {
        let client = TestServer().client()
        client.options.dialects = [dialect]
        try client.negotiate()
        #expect(try client.echo().status == .success)
        try client.logOn()
        let reply = try client.echo(signed: true)
        #expect(reply.status == .success)
        #expect(client.isSigned(reply))
        #expect(reply.header.sessionID == client.sessionID)
    }
}
