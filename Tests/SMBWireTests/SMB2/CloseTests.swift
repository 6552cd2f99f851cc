// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Support
import Testing

@Suite("SMB2 CLOSE") struct CloseTests {
    static let request = GoldenMessage(
        SMB2.CloseRequest.self, from: "libsmb2",
        """
        fe534d4240000100000000000600010000000000000000000501000000000000fffe0000ca607e91fbd7b72000000000000000000000000000000000
        0000000018000100000000002ccccc2c00000000af7c942400000000
        """)
    static let response = GoldenMessage(
        SMB2.CloseResponse.self, from: "smbd 4.17",
        """
        fe534d4240000100000000000600010001000000000000000501000000000000fffe0000ca607e91fbd7b72000000000000000000000000000000000
        000000003c00010000000000992719b63c79dd0112d92ab63c79dd01992719b63c79dd01992719b63c79dd0100100000000000000600000000000000
        80000000
        """)

    static let goldens = [request, response]

    @Test func theRequestNamesTheOpen() throws {
        let file = SMB2.FileID(persistent: 0x2CCC_CC2C, volatile: 0x2494_7CAF)
        #expect(try Self.request.decoded() == SMB2.CloseRequest(flags: .postqueryAttributes, file: file))
    }

    @Test func theResponseHasTheAttributesAskedFor() throws {
        let response = try Self.response.decoded(as: SMB2.CloseResponse.self)
        #expect(response.flags == .postqueryAttributes)
        #expect(response.endOfFile == 6)
        #expect(response.allocationSize == 4096)
        #expect(response.fileAttributes == .normal)
    }
}
