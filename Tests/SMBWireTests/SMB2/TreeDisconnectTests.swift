// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Support
import Testing

@Suite("SMB2 TREE_DISCONNECT") struct TreeDisconnectTests {
    static let request = GoldenMessage(
        SMB2.TreeDisconnectRequest.self, from: "smbclient 4.17",
        """
        fe534d4240000100000000000400010010000000000000000500000000000000000000000aad0507411b104600000000000000000000000000000000
        0000000004000000
        """)
    static let paddedRequest = GoldenMessage(
        SMB2.TreeDisconnectRequest.self, from: "jcifs-ng", padding: 4, variation: "it pads to a multiple of eight",
        """
        fe534d4240000000000000000400010008000000000000000900000000000000000000004a7fd0fed691930400000000c6ffff823f93c208495c7601
        f6292f5d0400000000000000
        """)
    static let response = GoldenMessage(
        SMB2.TreeDisconnectResponse.self, from: "smbd 4.17",
        """
        fe534d4240000100000000000400010011000000000000000500000000000000000000000aad0507411b104600000000000000000000000000000000
        0000000004000000
        """)

    static let goldens = [request, paddedRequest, response]

    @Test func theHeaderNamesTheTree() throws {
        #expect(try Self.request.header().command == .treeDisconnect)
        #expect(try Self.request.header().treeID == Self.response.header().treeID)
    }
}
