// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1TreeContext {
    /// NT_TRANSACT_IOCTL: what is asked stands in the setup words. [MS-CIFS] 2.2.7.2
    func ntTransactIOControl(
        _ request: SMB1.TransactionRequest, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        guard request.setup.count == 4 else { throw .invalidParameter }
        let code = SMB2.ControlCode(rawValue: UInt32(clamping: request.setup[0]) | UInt32(clamping: request.setup[1]) &<< 16)
        let open = try self.open(request.setup[2], chain)
        guard request.setup[3] & 0xFF != 0 else { throw .notSupported }
        var answer = TransactionAnswer()
        answer.data = try self.control(code, open, request)
        return try self.answer(request, with: answer, &chain, &reply)
    }

    private func control(_ code: SMB2.ControlCode, _ open: Open, _ request: SMB1.TransactionRequest) throws(NTStatus) -> ByteBuffer {
        var writer = WireWriter()
        switch code {
        // Links are followed by the server, so no client ever sees one.
        case .getReparsePoint:
            _ = try open.file()
            throw .notAReparsePoint
        case .createOrGetObjectID:
            let identity = try open.file().handle.identity
            guard request.maximumDataCount >= 64 else { throw .bufferTooSmall }
            GUID(low: identity.file, high: identity.volume).encode(into: &writer)
            GUID(low: identity.volume, high: 0).encode(into: &writer)
            GUID(low: identity.file, high: identity.volume).encode(into: &writer)
            writer.zeros(16)
        case .getCompression:
            _ = try open.file()
            writer.u16(0)  // COMPRESSION_FORMAT_NONE
        // Every file here may be sparse, so there is nothing to do to make one so.
        case .setSparse: _ = try open.file(withAnyOf: [.writeData, .appendData, .writeAttributes])
        // Whatever else exists on Windows needs rights and has effects of its own: nothing is passed on (CVE-2026-1933).
        default: throw .notSupported
        }
        return writer.buffer
    }
}
