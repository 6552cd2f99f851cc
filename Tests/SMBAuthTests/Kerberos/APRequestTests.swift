// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAuth
import Support
import Testing

@Suite("AP-REQ's readable part") struct APRequestTests {
    @Test func aCapturedRequestIsRead() throws {
        let request = try #require(APRequest(CapturedTicket.apRequest))
        #expect(request.service.description == "cifs/benchsrv.test.local@TEST.LOCAL")
        #expect(request.ticketEncryption == 18)
        #expect(request.keyVersion == 2)
        #expect(request.authenticatorEncryption == 18)
    }

    @Test func aServiceThatLooksLikeAnotherIsTold() throws {
        let request = try #require(APRequest(TicketClient.request(["cifs/server.example"], realm: "EX@MPLE")))
        #expect(request.service.description == #"cifs\/server.example@EX\@MPLE"#)
    }

    @Test("every prefix is refused", arguments: [CapturedTicket.apRequest, TicketClient.request()])
    func refusesEveryPrefix(_ message: [UInt8]) {
        #expect((0..<message.count).filter { APRequest(Array(message.prefix($0))) != nil } == [])
    }

    @Test("a changed byte never traps") func flipsNeverTrap() {
        for index in CapturedTicket.apRequest.indices {
            var message = CapturedTicket.apRequest
            message[index] ^= 0x41
            _ = APRequest(message)
        }
    }

    @Test("a service of too many or no parts is refused", arguments: [[], [String](repeating: "a", count: 9)])
    func refusesOddServices(_ service: [String]) {
        #expect(APRequest(TicketClient.request(service)) == nil)
    }

    @Test("a name longer than any is refused") func refusesLongNames() {
        #expect(APRequest(TicketClient.request(["cifs", String(repeating: "a", count: 1025)])) == nil)
    }
}

@Suite("Kerberos' own token") struct KerberosTokenTests {
    @Test(
        "is told from SPNEGO's",
        arguments: [
            (TicketClient.request(), true), (TicketClient.framed(.apRequest, TicketClient.request()), true),
            (TicketClient.framed(.apRequest, [1]), true), (TicketClient.offer(), false), (CapturedTicket.negTokenInit, false), ([], false),
            ([0x60], false), ([0x60, 0xFF, 6], false), (Array("NTLMSSP\0".utf8), false),
        ] as [([UInt8], Bool)])
    func isTold(_ token: [UInt8], _ expected: Bool) {
        #expect(KerberosToken.isOne(ByteBuffer(bytes: token)) == expected)
    }
}

@Suite("The checksum 0x8003") struct GSSChecksumTests {
    @Test(
        "says whether the channel is bound",
        arguments: [
            ([16, 0, 0, 0] + [UInt8](repeating: 0, count: 20), ChannelBindings?.some(.zero)),
            ([16, 0, 0, 0] + [UInt8](repeating: 1, count: 16) + [0x3E, 0, 0, 0], .present),
            ([17, 0, 0, 0] + [UInt8](repeating: 0, count: 20), nil),
            ([16, 0, 0, 0], nil), ([], nil),
        ] as [([UInt8], ChannelBindings?)])
    func reads(_ bytes: [UInt8], _ expected: ChannelBindings?) {
        #expect(GSSChecksum(bytes)?.channelBindings == expected)
    }
}
