// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("SMB2 TRANSFORM_HEADER") struct TransformTests {
    private static func golden(_ name: String, _ frame: String) -> GoldenValue {
        GoldenValue(name, frame) { bytes in
            var writer = WireWriter()
            try SMB2.TransformHeader.decode(from: bytes).encode(into: &writer)
            return writer.buffer
        }
    }

    static let request = golden(
        "smbclient 4.17, AES-128-CCM",
        "fd534d42125c75d3dc939f160e14abbc67aad3f601000000000000005980bb00000000006800000000000100a16a7f7600000000")
    static let response = golden(
        "smbd 4.17, AES-128-GCM", "fd534d429f5107f7350b217efd234aa7b1b1f54f01000000000000002d3837830000000050000000000001000939029f00000000"
    )

    @Test("is written as it was read", arguments: [request, response]) func roundTrip(_ golden: GoldenValue) throws {
        #expect(try golden.reencode(golden.bytes) == golden.bytes)
        #expect(golden.bytes.readableBytes == SMB2.TransformHeader.size)
    }

    @Test func theFieldsAreWhereTheyBelong() throws {
        let header = try SMB2.TransformHeader.decode(from: Self.request.bytes)
        #expect(header.nonceLow == 1)
        #expect(header.originalMessageSize == 0x68)
        #expect(header.flags == SMB2.TransformHeader.encrypted)
        #expect(header.sessionID == 0x00000000767f6aa1)
    }

    @Test("refuses every prefix", arguments: [request, response]) func prefixes(_ golden: GoldenValue) {
        for prefix in golden.prefixes { #expect(throws: WireError.self) { try golden.reencode(prefix) } }
    }

    @Test("is read or refused, whatever bits flip", arguments: [request, response]) func damaged(_ golden: GoldenValue) {
        for damaged in golden.damaged(400) {
            do {
                _ = try golden.reencode(damaged)
            } catch {
                #expect(error is WireError)
            }
        }
    }

    @Test("is no other protocol's", arguments: [0x424D_53FE, 0x424D_53FC, 0] as [UInt32]) func otherProtocols(_ id: UInt32) {
        var bytes = Self.request.bytes
        bytes.setInteger(id, at: 0, endianness: .little)
        #expect(throws: WireError.self) { try SMB2.TransformHeader.decode(from: bytes) }
    }
}
