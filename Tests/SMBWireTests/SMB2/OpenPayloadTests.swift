// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Testing

@Suite("Responses whose payload is appended in place") struct OpenPayloadTests {
    /// Writes one response both ways, as the second element of a compound.
    private func compare(
        _ begin: (inout WireWriter, Int) -> SMB2.OpenPayload, _ encode: (inout WireWriter, Int) -> Void, sourceLocation: SourceLocation
    ) {
        let base = 72
        var open = WireWriter(ByteBuffer(repeating: 0, count: base + SMB2.Header.size))
        var closed = open
        let payload = begin(&open, base)
        open.buffer.writeString("payload")
        payload.finish(in: &open)
        encode(&closed, base)
        #expect(open.buffer == closed.buffer, sourceLocation: sourceLocation)
    }

    @Test func areTheSameAsThoseWrittenAtOnce() {
        let data = ByteBuffer(string: "payload")
        let file = SMB2.FileID(persistent: 1, volatile: 2)
        self.compare(
            { SMB2.ReadResponse.begin(in: &$0, base: $1) }, { SMB2.ReadResponse(data: data).encode(into: &$0, base: $1) },
            sourceLocation: #_sourceLocation)
        self.compare(
            { SMB2.QueryDirectoryResponse.begin(in: &$0, base: $1) },
            { SMB2.QueryDirectoryResponse(data: data).encode(into: &$0, base: $1) }, sourceLocation: #_sourceLocation)
        self.compare(
            { SMB2.QueryInfoResponse.begin(in: &$0, base: $1) }, { SMB2.QueryInfoResponse(data: data).encode(into: &$0, base: $1) },
            sourceLocation: #_sourceLocation)
        self.compare(
            { SMB2.ChangeNotifyResponse.begin(in: &$0, base: $1) },
            { SMB2.ChangeNotifyResponse(data: data).encode(into: &$0, base: $1) }, sourceLocation: #_sourceLocation)
        self.compare(
            { SMB2.IOControlResponse.begin(ctlCode: .pipeTransceive, file: file, in: &$0, base: $1) },
            { SMB2.IOControlResponse(ctlCode: .pipeTransceive, file: file, output: data).encode(into: &$0, base: $1) },
            sourceLocation: #_sourceLocation)
    }

    @Test func anAbandonedOneLeavesNoTrace() {
        var writer = WireWriter(ByteBuffer(string: "before"))
        let base = writer.count
        _ = SMB2.ReadResponse.begin(in: &writer, base: base)
        writer.zeros(100)
        writer.truncate(to: base)
        #expect(writer.buffer == ByteBuffer(string: "before"))
    }
}
