// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Support
import Testing

@Suite("SMB2 ECHO") struct EchoTests {
    static let request = GoldenMessage(
        SMB2.EchoRequest.self, from: "smbtorture 4.17",
        """
        fe534d4240000100000000000d00010010000000000000001b0000000000000000000000000000000000000000000000000000000000000000000000
        0000000004000000
        """)
    static let response = GoldenMessage(
        SMB2.EchoResponse.self, from: "smbd 4.17",
        """
        fe534d4240000100000000000d00010011000000000000001b0000000000000000000000000000000000000000000000000000000000000000000000
        0000000004000000
        """)

    static let goldens = [request, response]

    @Test func theHeaderIsAllThereIs() throws {
        #expect(try Self.request.header().command == .echo)
        #expect(try Self.response.header().messageID == Self.request.header().messageID)
    }
}
