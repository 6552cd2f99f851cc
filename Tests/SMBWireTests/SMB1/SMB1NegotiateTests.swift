// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("SMB1 NEGOTIATE") struct SMB1NegotiateTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var frame: ByteBuffer
        var dialects: [String]
    }

    static let samples = [
        Sample(
            testDescription: "smbclient 4.17",
            frame: ByteBuffer(
                hex: """
                    ff534d4272000000001843c80000000000000000000000000000feff00000000003100024e54204c414e4d414e20312e3000024e54204c4d20302e31
                    320002534d4220322e3030320002534d4220322e3f3f3f00
                    """),
            dialects: ["NT LANMAN 1.0", "NT LM 0.12", "SMB 2.002", "SMB 2.???"]),
        Sample(
            testDescription: "impacket",
            frame: ByteBuffer(
                hex: """
                    ff534d4272000000001801c8000000000000000000000000ffff000000000000002200024e54204c4d20302e31320002534d4220322e303032000253
                    4d4220322e3f3f3f00
                    """),
            dialects: ["NT LM 0.12", "SMB 2.002", "SMB 2.???"]),
        Sample(
            testDescription: "Authen::Smb",
            frame: ByteBuffer(
                hex: """
                    ff534d42720000000000000000000000000000000000000000007e7100007e71008100025043204e4554574f524b2050524f4752414d20312e300002
                    4d4943524f534f4654204e4554574f524b5320312e303300024d4943524f534f4654204e4554574f524b5320332e3000024c414e4d414e312e300002
                    4c4d312e3258303032000253616d626100024e54204c4d20302e313200024e54204c414e4d414e20312e3000
                    """),
            dialects: [
                "PC NETWORK PROGRAM 1.0", "MICROSOFT NETWORKS 1.03", "MICROSOFT NETWORKS 3.0", "LANMAN1.0", "LM1.2X002", "Samba",
                "NT LM 0.12",
                "NT LANMAN 1.0",
            ]),
        Sample(
            testDescription: "nmap, one name empty",
            frame: ByteBuffer(
                hex: "ff534d42720000000018456800000000000000000000000000008e4400000100000e00024e54204c4d20302e3132000200"),
            dialects: ["NT LM 0.12", ""]),
    ]

    private static func decode(_ frame: ByteBuffer) throws -> SMB1.NegotiateRequest {
        var reader = WireReader(frame)
        return try SMB1.NegotiateRequest(decoding: &reader)
    }

    @Test("lists its dialects, and is written as it was read", arguments: samples)
    func readsAndWrites(_ sample: Sample) throws {
        let request = try Self.decode(sample.frame)
        #expect(request.dialects == sample.dialects)
        var writer = WireWriter()
        request.encode(into: &writer)
        #expect(writer.buffer == sample.frame)
    }

    @Test func saysWhetherSMB2IsWanted() throws {
        let request = try Self.decode(Self.samples[0].frame)
        #expect(request.offersSMB2_0_2)
        #expect(request.offersSMB2Wildcard)
        #expect(request.flags2.isSuperset(of: [.unicode, .ntStatus, .extendedSecurity]))
        #expect(try !Self.decode(Self.samples[2].frame).offersSMB2_0_2)
    }

    @Test("refuses every prefix", arguments: samples)
    func refusesEveryPrefix(_ sample: Sample) throws {
        for length in 0..<sample.frame.readableBytes {
            let prefix = try #require(sample.frame.getSlice(at: 0, length: length))
            #expect(throws: WireError.self, "\(length) bytes") { try Self.decode(prefix) }
        }
    }

    @Test func moreDialectsThanAnyoneHasAreRefused() {
        var writer = WireWriter()
        SMB1.NegotiateRequest(dialects: Array(repeating: "NT LM 0.12", count: 65)).encode(into: &writer)
        #expect(throws: WireError.self) { try Self.decode(writer.buffer) }
    }

    @Test func theRefusalNamesNoDialect() throws {
        let request = try Self.decode(Self.samples[2].frame)
        let refusal = SMB1.NegotiateRefusal(refusing: request)
        var writer = WireWriter()
        refusal.encode(into: &writer)
        #expect(writer.count == SMB1.Header.size + 5)
        #expect(refusal.header.isResponse)
        #expect(refusal.header.multiplexID == request.header.multiplexID)
        var reader = WireReader(writer.buffer)
        #expect(try SMB1.NegotiateRefusal(decoding: &reader) == refusal)
    }
}
