// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("SMB2 READ") struct ReadTests {
    static let request = GoldenMessage(
        SMB2.ReadRequest.self, from: "linux-cifs 6.1", padding: 1, variation: "it asks for no padding",
        """
        fe534d42400001000000000008000900000000000000000019000000000000009100000024283d14dabb04f600000000000000000000000000000000
        00000000310000000010000000000000000000002cf6fbd5000000004e3b053d000000000000000000000000000000000000000000
        """)
    static let paddedRequest = GoldenMessage(
        SMB2.ReadRequest.self, from: "libsmb2", padding: 8, variation: "it pads to a multiple of eight",
        """
        fe534d4240008000000000000800010000000000000000000500000000000000fffe0000ca607e91fbd7b72000000000000000000000000000000000
        00000000310000000000800000000000000000002ccccc2c00000000af7c942400000000000000000000000000000000000000000000000000000000
        """)
    static let response = GoldenMessage(
        SMB2.ReadResponse.self, from: "smbd 4.17",
        """
        fe534d42400001000000000008000900010000000000000019000000000000009100000024283d14dabb04f600000000000000000000000000000000
        000000001100500006000000000000000000000068656c6c6f0a
        """)

    static let goldens = [request, paddedRequest, response]

    @Test func theRequestSaysWhatToRead() throws {
        let request = SMB2.ReadRequest(
            padding: 0, length: 4096, offset: 0, file: SMB2.FileID(persistent: 0xD5FB_F62C, volatile: 0x3D05_3B4E))
        #expect(try Self.request.decoded() == request)
    }

    @Test func theResponseIsTheData() throws {
        #expect(try Self.response.decoded() == SMB2.ReadResponse(data: ByteBuffer(string: "hello\n")))
    }

    @Test func theDataCanBeAppendedInPlace() throws {
        var writer = WireWriter()
        try Self.response.header().encode(into: &writer)
        let payload = SMB2.ReadResponse.begin(in: &writer, base: 0)
        #expect(payload.start == 80)
        writer.buffer.writeString("hello\n")
        #expect(payload.finish(in: &writer) == 6)
        let body = try #require(writer.buffer.getSlice(at: SMB2.Header.size, length: 16 + 6))
        #expect(body == Self.response.frame.getSlice(at: SMB2.Header.size, length: 16 + 6))
    }

    @Test("offsets count from the message's own header, wherever in the compound it is")
    func offsetsAreRelativeToTheElement() {
        var writer = WireWriter(ByteBuffer(repeating: 0, count: 88 + SMB2.Header.size))
        SMB2.ReadResponse(data: ByteBuffer(string: "x")).encode(into: &writer, base: 88)
        #expect(writer.buffer.getInteger(at: 88 + SMB2.Header.size + 2, as: UInt8.self) == 80)
    }
}
