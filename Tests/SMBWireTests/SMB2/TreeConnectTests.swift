// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Support
import Testing

@Suite("SMB2 TREE_CONNECT") struct TreeConnectTests {
    static let request = GoldenMessage(
        SMB2.TreeConnectRequest.self, from: "go-smb2",
        """
        fe534d424000010000000000030001000800000000000000030000000000000000000000000000006983cb73000000001f581dcfaab9182a97abf2bc
        5792289e09000000480028005c005c003100320037002e0030002e0030002e0031003a0034003400340035005c0074006d007000
        """)
    static let paddedRequest = GoldenMessage(
        SMB2.TreeConnectRequest.self, from: "jcifs-ng", padding: 2, variation: "it pads to a multiple of eight",
        """
        fe534d42400000000000000003000100080000000000000004000000000000000000000000000000d69193040000000038ca59a06a6fce18b1f06697
        f78e97f80900000048001e005c005c003100320037002e0030002e0030002e0031005c0054004d0050000000
        """)
    static let response = GoldenMessage(
        SMB2.TreeConnectResponse.self, from: "smbd 4.17, a disk",
        """
        fe534d4240000100000000000300010009000000000000000300000000000000000000000f5e20236983cb7300000000e9eceb073e02a725588b9c71
        3a353e87100001000000000000000000ff011f00
        """)
    static let pipeResponse = GoldenMessage(
        SMB2.TreeConnectResponse.self, from: "smbd 4.17, IPC$",
        """
        fe534d42400001000000000003004000090000000000000003000000000000007900000056dd9d7cdabb04f6000000000f1d6e0f147e5fcbe54edbcb
        c0b0e6d1100002000000000000000000a9001f00
        """)

    static let goldens = [request, paddedRequest, response, pipeResponse]

    @Test func theRequestNamesTheShare() throws {
        #expect(try Self.request.decoded(as: SMB2.TreeConnectRequest.self).path == #"\\127.0.0.1:4445\tmp"#)
        #expect(try Self.paddedRequest.decoded(as: SMB2.TreeConnectRequest.self).path == #"\\127.0.0.1\TMP"#)
    }

    @Test func theResponseDescribesTheShare() throws {
        let disk = SMB2.TreeConnectResponse(shareType: .disk, maximalAccess: AccessMask(rawValue: 0x001F_01FF))
        #expect(try Self.response.decoded() == disk)
        #expect(try Self.pipeResponse.decoded(as: SMB2.TreeConnectResponse.self).shareType == .pipe)
    }
}
