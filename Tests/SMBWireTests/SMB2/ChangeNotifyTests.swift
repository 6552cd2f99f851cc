// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("SMB2 CHANGE_NOTIFY") struct ChangeNotifyTests {
    static let request = GoldenMessage(
        SMB2.ChangeNotifyRequest.self, from: "[MS-SMB2] 2.2.35",
        """
        fe534d4240000100000000000f0001000000000000000000070000000000000000000000050000008877665544332211000000000000000000000000
        000000002000010000100000110000000000000022000000000000001700000000000000
        """)
    static let response = GoldenMessage(
        SMB2.ChangeNotifyResponse.self, from: "[MS-SMB2] 2.2.36",
        """
        fe534d4240000100000000000f0001000300000000000000070000000000000099000000000000008877665544332211000000000000000000000000
        00000000090048000e0000000000000001000000020000006100
        """)

    static let goldens = [request, response]

    @Test func theRequestSaysWhatToWatch() throws {
        let request = SMB2.ChangeNotifyRequest(
            flags: .watchTree, outputBufferLength: 4096, file: SMB2.FileID(persistent: 0x11, volatile: 0x22), completionFilter: 0x17)
        #expect(try Self.request.decoded() == request)
    }

    @Test func theResponseHoldsTheChanges() throws {
        #expect(try Self.response.decoded(as: SMB2.ChangeNotifyResponse.self).data.readableBytes == 14)
    }
}
