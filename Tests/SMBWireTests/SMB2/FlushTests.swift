// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Support
import Testing

@Suite("SMB2 FLUSH") struct FlushTests {
    static let request = GoldenMessage(
        SMB2.FlushRequest.self, from: "linux-cifs 6.1",
        """
        fe534d42400001000000000007000a0000000000000000001b000000000000000100000024283d14dabb04f600000000000000000000000000000000
        00000000180000000000000047c9232f0000000060270b1c00000000
        """)
    static let response = GoldenMessage(
        SMB2.FlushResponse.self, from: "smbd 4.17",
        """
        fe534d42400001000000000007000a0001000000000000001b000000000000000100000024283d14dabb04f600000000000000000000000000000000
        0000000004000000
        """)

    static let goldens = [request, response]

    @Test func theRequestNamesTheOpen() throws {
        let file = SMB2.FileID(persistent: 0x2F23_C947, volatile: 0x1C0B_2760)
        #expect(try Self.request.decoded() == SMB2.FlushRequest(file: file))
    }
}
