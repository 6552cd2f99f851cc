// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Support
import Testing

@Suite("SMB2 CANCEL") struct CancelTests {
    static let request = GoldenMessage(
        SMB2.CancelRequest.self, from: "[MS-SMB2] 2.2.30, of a pending request",
        """
        fe534d4240000100000000000c0001000200000000000000070000000000000099000000000000008877665544332211000000000000000000000000
        0000000004000000
        """)

    static let goldens = [request]

    @Test func theHeaderNamesThePendingRequest() throws {
        let header = try Self.request.header()
        #expect(header.command == .cancel)
        #expect(header.isAsync)
        #expect(header.asyncID == 0x99)
        #expect(header.treeID == 0)
    }
}
