// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

@Suite("NEGOTIATE of NT LM 0.12") struct SMB1NegotiateTests {
    @Test("is refused by default: 1001, and 3000 where SMB1 is audited") func refused() throws {
        var settings = Settings()
        settings.auditsSMB1 = true
        let server = TestServer(settings)
        let connection = server.connection()
        #expect(throws: (any Error).self) { try SMB1Client(connection).negotiate() }
        #expect(connection.isClosed)
        #expect(server.sink.eventIDs == [EventID.smb1Refused, EventID.smb1Access])
    }

    @Test("is taken where an administrator allows it, and 3000 says so where SMB1 is audited", arguments: [true, false])
    func taken(_ isAudited: Bool) throws {
        var settings = Settings.speakingSMB1
        settings.auditsSMB1 = isAudited
        let server = TestServer(settings)
        try server.smb1Client().negotiate()
        #expect(server.sink.eventIDs == (isAudited ? [EventID.smb1Access] : []))
    }

    @Test("answers with the place that the dialect has in the client's list") func index() throws {
        let client = TestServer(.speakingSMB1).smb1Client()
        client.options.dialects = ["PC NETWORK PROGRAM 1.0", "LANMAN1.0", "NT LM 0.12"]
        #expect(try client.negotiate().dialectIndex == 2)
    }

    @Test("announces signing as required where sessions have to sign", arguments: [(true, false), (false, true)])
    func signing(_ requires: (signing: Bool, protection: Bool)) throws {
        var settings = Settings.speakingSMB1
        settings.requiresSigning = requires.signing
        settings.requiresRelayProtection = requires.protection
        let response = try TestServer(settings).smb1Client().negotiate()
        #expect(response.securityMode.isSuperset(of: [.signaturesEnabled, .signaturesRequired]))
    }

    @Test("gives every connection a challenge of its own") func challenges() throws {
        let server = TestServer(.speakingSMB1)
        let securities = try (0..<2).map { _ in try server.smb1Client(.plain).negotiate().security }
        #expect(securities[0] != securities[1])
    }

    @Test("is not repeated") func twice() throws {
        let connection = TestServer(.speakingSMB1).connection()
        let client = SMB1Client(connection)
        try client.negotiate()
        #expect(throws: (any Error).self) { try client.negotiate() }
        #expect(connection.disconnectReason == .secondNegotiate)
    }

    @Test("gives way to SMB2 where the client speaks that as well") func newer() throws {
        let connection = TestServer(.speakingSMB1).connection()
        let client = SMB1Client(connection)
        client.options.dialects = ["NT LM 0.12", "SMB 2.???"]
        #expect(throws: (any Error).self) { try client.negotiate() }
        #expect(ProtocolID(of: try #require(connection.framesReceived.last)) == .smb2)
    }
}
