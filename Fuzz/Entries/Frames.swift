// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support

func fuzzFrames(_ bytes: [UInt8]) {
    var session = NetBIOSSession()
    _ = session.receive(ByteBuffer(bytes: bytes.prefix(bytes.count / 2)))
    _ = session.receive(ByteBuffer(bytes: bytes.dropFirst(bytes.count / 2)))
    var splitter = FrameSplitter()
    // Two pieces, so that frames lie across the seam.
    splitter.append(ByteBuffer(bytes: bytes.prefix(bytes.count / 2)))
    splitter.append(ByteBuffer(bytes: bytes.dropFirst(bytes.count / 2)))
    while let frame = try? splitter.next(maximumLength: 1 << 17) {
        var reader = WireReader(frame)
        _ = try? SMB1.NegotiateRequest(decoding: &reader)
        decode(frame)
        var offset = 0
        while let element = try? SMB2.CompoundElement(in: frame, at: offset), let next = element.nextOffset {
            guard let message = frame.getSlice(at: frame.readerIndex + next, length: frame.readableBytes - next) else { break }
            decode(message)
            offset = next
        }
    }
}

private func decode(_ message: ByteBuffer) {
    let types: [any SMB2Message.Type] = [
        SMB2.NegotiateRequest.self, SMB2.NegotiateResponse.self, SMB2.SessionSetupRequest.self, SMB2.SessionSetupResponse.self,
        SMB2.LogoffRequest.self, SMB2.TreeConnectRequest.self, SMB2.TreeConnectResponse.self, SMB2.TreeDisconnectRequest.self,
        SMB2.CreateRequest.self, SMB2.CreateResponse.self, SMB2.CloseRequest.self, SMB2.CloseResponse.self, SMB2.FlushRequest.self,
        SMB2.ReadRequest.self, SMB2.ReadResponse.self, SMB2.WriteRequest.self, SMB2.WriteResponse.self, SMB2.LockRequest.self,
        SMB2.IOControlRequest.self, SMB2.IOControlResponse.self, SMB2.CancelRequest.self, SMB2.EchoRequest.self,
        SMB2.QueryDirectoryRequest.self, SMB2.QueryDirectoryResponse.self, SMB2.ChangeNotifyRequest.self, SMB2.QueryInfoRequest.self,
        SMB2.QueryInfoResponse.self, SMB2.SetInfoRequest.self, SMB2.ErrorResponse.self,
    ]
    for type in types { decode(message, as: type) }
}

private func decode<Message: SMB2Message>(_ bytes: ByteBuffer, as type: Message.Type) {
    var reader = WireReader(bytes)
    guard (try? reader.skip(SMB2.Header.size)) != nil, let message = try? Message(decoding: &reader) else { return }
    var writer = WireWriter()
    writer.zeros(SMB2.Header.size)
    message.encode(into: &writer, base: 0)
}
