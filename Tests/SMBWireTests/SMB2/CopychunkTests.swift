// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("SRV_COPYCHUNK") struct CopychunkTests {
    static let key = SMB2.ResumeKey(first: 1, second: 2, third: 3)
    static let request = SMB2.CopychunkRequest(
        sourceKey: key, chunks: [SMB2.Copychunk(sourceOffset: 0, targetOffset: 4096, length: 65536)])

    private static func written(_ request: SMB2.CopychunkRequest) -> ByteBuffer {
        var writer = WireWriter()
        request.encode(into: &writer)
        return writer.buffer
    }

    @Test func theRequestIsDrawnAsInTheSpecification() throws {
        let hex =
            "010000000000000002000000000000000300000000000000" + "0100000000000000" + "0000000000000000001000000000000000000100"
            + "00000000"
        #expect(Self.written(Self.request) == ByteBuffer(hex: hex))
        let frame = ByteBuffer(hex: hex)
        var reader = WireReader(frame)
        #expect(try SMB2.CopychunkRequest(decoding: &reader) == Self.request)
    }

    @Test("every prefix is refused", arguments: 0..<56)
    func refusesEveryPrefix(_ length: Int) throws {
        let prefix = try #require(Self.written(Self.request).getSlice(at: 0, length: length))
        #expect(throws: WireError.self) {
            var reader = WireReader(prefix)
            _ = try SMB2.CopychunkRequest(decoding: &reader)
        }
    }

    @Test func moreChunksThanTheInputHoldsAreRefused() {
        var frame = Self.written(Self.request)
        frame.setInteger(UInt32.max, at: 24, endianness: .little)
        #expect(throws: WireError.self) {
            var reader = WireReader(frame)
            _ = try SMB2.CopychunkRequest(decoding: &reader)
        }
    }

    @Test func theResponsesHaveTheirSizes() throws {
        var writer = WireWriter()
        let response = SMB2.CopychunkResponse(chunksWritten: 1, chunkBytesWritten: 0, totalBytesWritten: 65536)
        response.encode(into: &writer)
        #expect(writer.count == SMB2.CopychunkResponse.size)
        var reader = WireReader(writer.buffer)
        #expect(try SMB2.CopychunkResponse(decoding: &reader) == response)

        var keyWriter = WireWriter()
        SMB2.ResumeKeyResponse(resumeKey: Self.key).encode(into: &keyWriter)
        #expect(keyWriter.count == SMB2.ResumeKeyResponse.size)
        var keyReader = WireReader(keyWriter.buffer)
        #expect(try SMB2.ResumeKeyResponse(decoding: &keyReader).resumeKey == Self.key)
    }
}
