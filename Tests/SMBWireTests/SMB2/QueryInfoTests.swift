// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("SMB2 QUERY_INFO") struct QueryInfoTests {
    static let request = GoldenMessage(
        SMB2.QueryInfoRequest.self, from: "smbclient 4.17, attributes of the filesystem", padding: 1,
        """
        fe534d424000010000000000100001001000000000000000080000000000000000000000fa12fc57810a9d7900000000000000000000000000000000
        0000000029000205ffff000000000000000000000000000000000000ea756f25000000009c9d0dbd0000000000
        """)
    static let response = GoldenMessage(
        SMB2.QueryInfoResponse.self, from: "smbd 4.17, attributes of the filesystem",
        """
        fe534d424000010000000000100001001100000000000000080000000000000000000000fa12fc57810a9d7900000000000000000000000000000000
        0000000009004800140000006f000100ff000000080000004e00540046005300
        """)

    static let goldens = [request, response]

    @Test func theRequestSaysWhatToKnow() throws {
        let request = SMB2.QueryInfoRequest(
            infoType: InfoType(rawValue: 2), fileInfoClass: 5, outputBufferLength: 65535,
            file: SMB2.FileID(persistent: 0x256F_75EA, volatile: 0xBD0D_9D9C))
        #expect(try Self.request.decoded() == request)
    }

    @Test func theResponseHoldsTheInformation() throws {
        #expect(try Self.response.decoded(as: SMB2.QueryInfoResponse.self).data.readableBytes == 20)
    }
}
