// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Support
import Testing

@Suite("SMB2 LOGOFF") struct LogoffTests {
    static let request = GoldenMessage(
        SMB2.LogoffRequest.self, from: "go-smb2",
        """
        fe534d424000010000000000020001000800000000000000270000000000000000000000000000006983cb7300000000108756b8d80dc14a67ec2e5e
        45c1d6d304000000
        """)
    static let response = GoldenMessage(
        SMB2.LogoffResponse.self, from: "smbd 4.17",
        """
        fe534d424000010000000000020001000900000000000000270000000000000000000000000000006983cb73000000001f04cd81251e46786825caf7
        b718d17a04000000
        """)

    static let goldens = [request, response]

    @Test func theHeaderNamesTheSession() throws {
        #expect(try Self.request.header().command == .logoff)
        #expect(try Self.request.header().sessionID == Self.response.header().sessionID)
        #expect(try Self.response.header().isResponse)
    }
}
