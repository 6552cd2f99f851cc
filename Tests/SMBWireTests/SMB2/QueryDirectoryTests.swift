// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("SMB2 QUERY_DIRECTORY") struct QueryDirectoryTests {
    static let request = GoldenMessage(
        SMB2.QueryDirectoryRequest.self, from: "go-smb2",
        """
        fe534d4240001000000000000e00100008000000000000000500000000000000000000000f5e20236983cb73000000004b3cfc957f7ad5de8efc71a5
        6321bc142100010000000000b6e433e8000000001a5ef6970000000060000200000010002a00
        """)
    static let relatedRequest = GoldenMessage(
        SMB2.QueryDirectoryRequest.self, from: "jcifs-ng, in a compound", padding: 6, variation: "it pads to a multiple of eight",
        """
        fe534d4240000000000000000e0000000c000000000000000600000000000000000000004a7fd0fed6919304000000001690f92f262aad015de4097e
        c6fe7c3f2100030000000000ffffffffffffffffffffffffffffffff6000020050ff00002a00000000000000
        """)
    static let response = GoldenMessage(
        SMB2.QueryDirectoryResponse.self, from: "smbd 4.17",
        """
        fe534d4240000100000000000e00010009000000000000000500000000000000000000007e18e00b2ebc220900000000cf78e36d3e29645c8a4fea92
        52b2e9c509004800a40000001000000000000000020000002e0000001000000000000000040000002e002e0020000000000000001400000075006e00
        6c0069006e006b007400650073007400200000000000000012000000740065007300740039002e006400610074000000200000000000000012000000
        680065006c006c006f002e007400780074000000000000000000000018000000680075006e0064007200650064006b002e00620069006e00
        """)

    static let goldens = [request, relatedRequest, response]

    @Test func theRequestSaysWhatToList() throws {
        let request = SMB2.QueryDirectoryRequest(
            fileInformationClass: FileInformationClass(rawValue: 1), file: SMB2.FileID(persistent: 0xE833_E4B6, volatile: 0x97F6_5E1A),
            outputBufferLength: 1 << 20, pattern: "*")
        #expect(try Self.request.decoded() == request)
        #expect(try Self.relatedRequest.decoded(as: SMB2.QueryDirectoryRequest.self).file == .related)
    }

    @Test func theResponseHoldsTheEntries() throws {
        #expect(try Self.response.decoded(as: SMB2.QueryDirectoryResponse.self).data.readableBytes == 164)
    }
}
