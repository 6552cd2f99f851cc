// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("SMB2 SET_INFO") struct SetInfoTests {
    static let request = GoldenMessage(
        SMB2.SetInfoRequest.self, from: "linux-cifs 6.1, end of file",
        """
        fe534d42400001000000000011000a0000000000000000001c000000000000000100000024283d14dabb04f600000000000000000000000000000000
        000000002100011408000000600000000000000047c9232f0000000060270b1c000000000000000000000000
        """)
    static let response = GoldenMessage(
        SMB2.SetInfoResponse.self, from: "smbd 4.17",
        """
        fe534d42400001000000000011000a0001000000000000001c000000000000000100000024283d14dabb04f600000000000000000000000000000000
        000000000200
        """)

    static let goldens = [request, response]

    @Test func theRequestSaysWhatToSet() throws {
        let request = SMB2.SetInfoRequest(
            infoType: InfoType(rawValue: 1), fileInfoClass: 20, file: SMB2.FileID(persistent: 0x2F23_C947, volatile: 0x1C0B_2760),
            data: ByteBuffer(repeating: 0, count: 8))
        #expect(try Self.request.decoded() == request)
    }
}
