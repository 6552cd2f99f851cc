// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("SMB2 SESSION_SETUP") struct SessionSetupTests {
    static let request = GoldenMessage(
        SMB2.SessionSetupRequest.self, from: "smbclient 4.17",
        """
        fe534d424000010000000000010000201000000000000000010000000000000000000000000000000000000000000000000000000000000000000000
        0000000019000001010000000000000058004a000000000000000000604806062b0601050502a03e303ca00e300c060a2b06010401823702020aa22a
        04284e544c4d53535000010000001582086200000000280000000000000028000000060100000000000f
        """)
    static let rawRequest = GoldenMessage(
        SMB2.SessionSetupRequest.self, from: "libsmb2, NTLM without SPNEGO",
        """
        fe534d4240000100000000000100ff0300000000000000000100000000000000fffe0000000000000000000000000000000000000000000000000000
        000000001900000100000000000000005800200000000000000000004e544c4d53535000010000002702082000000000000000000000000000000000
        """)
    static let response = GoldenMessage(
        SMB2.SessionSetupResponse.self, from: "smbd 4.17, more processing required",
        """
        fe534d4240000100160000c001000100110000000000000001000000000000000000000000000000411b104600000000000000000000000000000000
        00000000090000004800ab00a181a83081a5a0030a0101a10c060a2b06010401823702020aa2818f04818c4e544c4d53535000020000001000100038
        00000015828a626d5a0a470298aa1d00000000000000004400440048000000060100000000000f420045004e00430048005300520056000200100042
        0045004e004300480053005200560001001000420045004e0043004800530052005600040000000300040076006d0007000800ba194b043e79dd0100
        000000
        """)
    static let emptyResponse = GoldenMessage(
        SMB2.SessionSetupResponse.self, from: "smbd 4.17, done, no token",
        """
        fe534d4240000100000000000100ff0309000000000000000200000000000000fffe000000000000fbd7b72000000000ed5cff8ab5b35602d9e2348c
        7d63cfcd0900000048000000
        """)

    static let goldens = [request, rawRequest, response, emptyResponse]

    @Test func theRequestCarriesModeAndToken() throws {
        let request = try Self.request.decoded(as: SMB2.SessionSetupRequest.self)
        #expect(request.flags == [])
        #expect(request.securityMode == .signingEnabled)
        #expect(request.capabilities == .dfs)
        #expect(request.previousSessionID == 0)
        #expect(request.securityBuffer.readableBytes == 74)
        #expect(request.securityBuffer.getInteger(at: request.securityBuffer.readerIndex, as: UInt8.self) == 0x60)
    }

    @Test func theResponseCarriesFlagsAndToken() throws {
        #expect(try Self.response.header().status == .moreProcessingRequired)
        let response = try Self.response.decoded(as: SMB2.SessionSetupResponse.self)
        #expect(response.sessionFlags == [])
        #expect(response.securityBuffer.readableBytes == 171)
        #expect(try Self.emptyResponse.decoded(as: SMB2.SessionSetupResponse.self).securityBuffer.readableBytes == 0)
    }
}
