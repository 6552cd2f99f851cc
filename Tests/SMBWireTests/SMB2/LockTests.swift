// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("SMB2 LOCK") struct LockTests {
    static let request = GoldenMessage(
        SMB2.LockRequest.self, from: "[MS-SMB2] 2.2.26",
        """
        fe534d4240000100000000000a0001000000000000000000070000000000000000000000050000008877665544332211000000000000000000000000
        0000000030000200120000001100000000000000220000000000000000000000000000000a0000000000000012000000000000006400000000000000
        00000000000000800400000000000000
        """)
    static let response = GoldenMessage(
        SMB2.LockResponse.self, from: "[MS-SMB2] 2.2.27",
        """
        fe534d4240000100000000000a0001000100000000000000070000000000000000000000050000008877665544332211000000000000000000000000
        0000000004000000
        """)

    static let goldens = [request, response]

    @Test func theRequestListsRanges() throws {
        let request = try Self.request.decoded(as: SMB2.LockRequest.self)
        #expect(request.lockSequenceNumber == 2)
        #expect(request.lockSequenceIndex == 1)
        #expect(request.file == SMB2.FileID(persistent: 0x11, volatile: 0x22))
        #expect(
            request.elements == [
                SMB2.LockElement(offset: 0, length: 10, flags: [.exclusive, .failImmediately]),
                SMB2.LockElement(offset: 100, length: 1 << 63, flags: .unlock),
            ])
    }

    @Test func moreRangesThanTheFrameHoldsAreRefused() {
        var frame = Self.request.frame
        frame.setInteger(UInt16.max, at: SMB2.Header.size + 2, endianness: .little)
        #expect(throws: WireError.self) { try Self.request.reencode(frame) }
    }
}
