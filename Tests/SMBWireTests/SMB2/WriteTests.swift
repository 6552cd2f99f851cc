// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("SMB2 WRITE") struct WriteTests {
    static let request = GoldenMessage(
        SMB2.WriteRequest.self, from: "linux-cifs 6.1",
        """
        fe534d4240000100000000000900090000000000000000001e000000000000000100000024283d14dabb04f600000000000000000000000000000000
        000000003100700002000000000000000000000047c9232f0000000060270b1c0000000000000000000000000000000000000000770a
        """)
    static let response = GoldenMessage(
        SMB2.WriteResponse.self, from: "smbd 4.17",
        """
        fe534d4240000100000000000900090001000000000000001e000000000000000100000024283d14dabb04f600000000000000000000000000000000
        0000000011000000020000000000000000000000
        """)

    static let goldens = [request, response]

    @Test func theRequestSaysWhatToWriteWhere() throws {
        let file = SMB2.FileID(persistent: 0x2F23_C947, volatile: 0x1C0B_2760)
        #expect(try Self.request.decoded() == SMB2.WriteRequest(file: file, offset: 0, data: ByteBuffer(string: "w\n")))
    }

    @Test func theResponseCounts() throws {
        #expect(try Self.response.decoded() == SMB2.WriteResponse(count: 2))
    }

    @Test("data before the fixed part's end, beyond 0x100 or beyond the frame is refused", arguments: [UInt16(0), 64, 111, 113, 0x101])
    func refusesBadDataOffsets(_ offset: UInt16) {
        var frame = Self.request.frame
        frame.setInteger(offset, at: SMB2.Header.size + 2, endianness: .little)
        #expect(throws: WireError.self) { try Self.request.reencode(frame) }
    }

    @Test("a length beyond the frame is refused", arguments: [UInt32(3), 0x7FFF_FFFF, 0xFFFF_FFFF])
    func refusesLengthsBeyondTheFrame(_ length: UInt32) {
        var frame = Self.request.frame
        frame.setInteger(length, at: SMB2.Header.size + 4, endianness: .little)
        #expect(throws: WireError.self) { try Self.request.reencode(frame) }
    }
}
