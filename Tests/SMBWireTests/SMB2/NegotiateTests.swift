// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("SMB2 NEGOTIATE") struct NegotiateTests {
    static let request = GoldenMessage(
        SMB2.NegotiateRequest.self, from: "smbclient 4.17",
        """
        fe534d42400000000000000000001f000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
        0000000024000500010000007f000000700aac039ba7c845b27206dc7300b66770000000040000000202100200030203110300000100260000000000
        0100200001001587e3fa277dfd733a5336eacb88b63b91a8714de717c2c0e4b916bb5d78c49d000002000a0000000000040002000100040003000000
        000000000800080000000000030002000100000005001200000000003100320037002e0030002e0030002e003100
        """)
    static let response = GoldenMessage(
        SMB2.NegotiateResponse.self, from: "smbd 4.17 for 3.1.1",
        """
        fe534d424000000000000000000001000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000
        00000000410001001103030062656e636873727600000000000000000f000000000080000000800000008000b8c64a043e79dd010000000000000000
        80004a00d0000000604806062b0601050502a03e303ca00e300c060a2b06010401823702020aa32a3028a0261b246e6f745f646566696e65645f696e
        5f5246433431373840706c656173655f69676e6f72650000000000000100260000000000010020000100217336d8f95b61d4c4c025aea44605381978
        5683b4d6f28e07ffde97e095f94a000002000400000000000100020000000000080004000000000001000200
        """)
    static let oldRequest = GoldenMessage(
        SMB2.NegotiateRequest.self, from: "impacket, 2.0.2 only",
        """
        fe534d424000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
        00000000240001000100000040000000784677586f63616a717a4366534f684500000000000000000202
        """)
    static let oldResponse = GoldenMessage(
        SMB2.NegotiateResponse.self, from: "smbd 4.17 for 2.0.2",
        """
        fe534d424000010000000000000001000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000
        00000000410001000202000062656e636873727600000000000000000100000000000100000001000000010026d8dd0a3e79dd010000000000000000
        80004a0000000000604806062b0601050502a03e303ca00e300c060a2b06010401823702020aa32a3028a0261b246e6f745f646566696e65645f696e
        5f5246433431373840706c656173655f69676e6f7265
        """)
    static let filled = GoldenMessage(
        SMB2.NegotiateRequest.self, from: "impacket, 3.1.1 only", variation: "it pads with 0xFF",
        """
        fe534d424000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
        000000002400010001000000400000004a6e6e4a58734c6d6f715a424476464a68000000020000001103ffff01002600000000000100200001005249
        53777579706e736d794f58494c4a59436549704c536c7172794f6e416169ffff020004000000000001000100
        """)
    static let longPreauth = GoldenMessage(
        SMB2.NegotiateRequest.self, from: "jcifs-ng", variation: "it pads with salt and leaves some behind the context's fields",
        """
        fe534d424000000000000000000000020000000000000000010000000000000000000000000000000000000000000000000000000000000000000000
        0000000024000500030000000100000077992aaefb91a6f66f35ec52ec8d84ee700000000100000002021002000302031103dd010100280000000000
        010020000100967692adecb61d33a36d3dd17242066c8adc39ed5352979935b916311b489022a32a
        """)
    static let longEncryption = GoldenMessage(
        SMB2.NegotiateRequest.self, from: "libsmb2", variation: "its encryption context has four bytes behind the cipher",
        """
        fe534d4240000000000000000000000400000000000000000000000000000000fffe0000000000000000000000000000000000000000000000000000
        000000002400050001000000440000006c6962736d62322d313132363136390070000000020000000202100200030203110300000100260000000000
        010020000100a7dbf6a2b11672eeeb92da725d030aae1f1b34db982fc9d2e3c1696a17faaabe000002000800000000000100010000000000
        """)
    static let withPOSIX = GoldenMessage(
        SMB2.NegotiateRequest.self, from: "linux-cifs 6.1",
        """
        fe534d42400000000000000000000a000000000000000000000000000000000079000000000000000000000000000000000000000000000000000000
        0000000024000400010000007700000048a6c449f3c8470982d07ded17c39a6370000000040000001002000302031103000000000100260000000000
        0100200001001ed0d89c2139a138ff74df3db3590087b2a0b331d9a0ead19b06dc796ed869a600000200080000000000030002000400010005001000
        00000000310030002e0030002e0032002e003200000110000000000093ad25509cb411e7b42383de968bcd7c
        """)
    static let probe = GoldenMessage(
        SMB2.NegotiateRequest.self, from: "nmap", variation: "its preauth context has 34 bytes behind the fields",
        """
        fe534d424000000000000000000000000000000000000000000000000000000000000000000000000000000000000000313233343536373839303132
        333435362400050001000000000000003132333435363738393031323334353670000000020000000202100200030203110300000200060000000000
        020002000100000001002c00000000000200020001000100200001000000000000000000000000000000000001000000000000000000000000000000
        """)

    static let goldens = [
        request, response, oldRequest, oldResponse, filled, longPreauth, longEncryption, withPOSIX, probe,
    ]

    @Test func theRequestSaysWhatTheClientOffers() throws {
        let request = try Self.request.decoded(as: SMB2.NegotiateRequest.self)
        #expect(request.securityMode == .signingEnabled)
        #expect(request.capabilities == [.dfs, .leasing, .largeMTU, .multiChannel, .persistentHandles, .directoryLeasing, .encryption])
        #expect(request.dialects == SMB2.Dialect.all)
        #expect(request.contexts.map(\.type) == [1, 2, 8, 5])
        #expect(request.contexts[1] == .encryption([2, 1, 4, 3]))
        #expect(request.contexts[2] == .signing([2, 1, 0]))
        #expect(request.contexts[3] == .netname("127.0.0.1"))
        guard case .preauthIntegrity(let hashes, let salt) = request.contexts[0] else {
            Issue.record("no preauth context")
            return
        }
        #expect(hashes == [SMB2.HashAlgorithm.sha512])
        #expect(salt.readableBytes == 32)
    }

    @Test func theResponseSaysWhatTheServerChose() throws {
        let response = try Self.response.decoded(as: SMB2.NegotiateResponse.self)
        #expect(response.dialect == .smb3_1_1)
        #expect(response.securityMode.contains(.signingEnabled))
        #expect(response.maximumTransactSize == 8 << 20)
        #expect(response.maximumReadSize == 8 << 20)
        #expect(response.maximumWriteSize == 8 << 20)
        #expect(response.serverStartTime == .zero)
        #expect(response.securityBuffer.readableBytes == 74)
        #expect(response.contexts.map(\.type) == [1, 2, 8])
    }

    @Test func withoutTheDialectThereAreNoContexts() throws {
        let request = try Self.oldRequest.decoded(as: SMB2.NegotiateRequest.self)
        #expect(request.dialects == [.smb2_0_2])
        #expect(request.contexts.isEmpty)
        #expect(try Self.oldResponse.decoded(as: SMB2.NegotiateResponse.self).contexts.isEmpty)
    }

    @Test func unknownContextsSurvive() throws {
        let request = try Self.withPOSIX.decoded(as: SMB2.NegotiateRequest.self)
        #expect(request.contexts.map(\.type) == [1, 2, 5, SMB2.NegotiateContext.posixType])
        guard case .unknown(_, let data)? = request.contexts.last else {
            Issue.record("the context of the POSIX extensions is known here")
            return
        }
        #expect(data.readableBytes == 16)
    }

    @Test("a list of contexts off the 8-byte grid is refused")
    func refusesUnalignedContexts() {
        var frame = Self.request.frame
        frame.setInteger(UInt32(0x71), at: 64 + 28, endianness: .little)
        #expect(throws: WireError.self) { try Self.request.reencode(frame) }
    }

    @Test("a list of contexts that begins inside the fixed part is refused")
    func refusesContextsInTheFixedPart() {
        var frame = Self.request.frame
        frame.setInteger(UInt32(0x40), at: 64 + 28, endianness: .little)
        #expect(throws: WireError.self) { try Self.request.reencode(frame) }
    }

    @Test("a context whose data is shorter than its fields is refused", arguments: [UInt16(0), 1, 2, 5])
    func refusesShortContexts(_ length: UInt16) {
        // The encryption context begins at 160; its DataLength is its second field.
        var frame = Self.request.frame
        frame.setInteger(length, at: 160 + 2, endianness: .little)
        #expect(throws: WireError.self) { try Self.request.reencode(frame) }
    }

    @Test func aNetnameThatIsNotUTF16IsKeptAsBytes() throws {
        let bytes = ByteBuffer(bytes: [0x00, 0xD8])
        var request = try Self.request.decoded(as: SMB2.NegotiateRequest.self)
        request.contexts[3] = .unknown(type: SMB2.NegotiateContext.netnameType, data: bytes)
        var writer = WireWriter()
        request.encode(into: &writer, base: -SMB2.Header.size)
        var reader = WireReader(Self.behindHeader(writer.buffer))
        try reader.skip(SMB2.Header.size)
        #expect(try SMB2.NegotiateRequest(decoding: &reader) == request)
    }

    private static func behindHeader(_ body: ByteBuffer) -> ByteBuffer {
        var frame = ByteBuffer(repeating: 0, count: SMB2.Header.size)
        frame.writeImmutableBuffer(body)
        return frame
    }
}
