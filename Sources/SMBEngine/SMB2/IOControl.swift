// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension TreeContext {
    /// [MS-SMB2] 3.3.5.15
    func ioControl(
        _ request: SMB2.IOControlRequest, wasEncrypted: Bool, into reply: inout WireWriter, base: Int
    ) throws(NTStatus) -> Outcome {
        guard request.isFsctl else { throw .notSupported }
        let limit = try self.count(request.maximumOutputResponse)
        switch request.ctlCode {
        case .validateNegotiateInfo:
            guard let answer = try self.validateNegotiate(request) else { return .disconnect(.negotiateValidationFailed) }
            return request.reply(into: &reply, base: base) { answer.encode(into: &$0) }
        // No namespace is spread over servers here. [MS-SMB2] 3.3.5.15.2
        case .dfsGetReferrals, .dfsGetReferralsEx: throw .fsDriverRequired
        case .queryNetworkInterfaceInfo: throw .notSupported
        case .pipeWait: return try self.waitForPipe(request, into: &reply, base: base)
        case .pipeTransceive: return try self.transceive(request, limit: limit, into: &reply, base: base)
        case .pipePeek: return try self.peek(request, limit: limit, into: &reply, base: base)
        case .srvRequestResumeKey: return try self.resumeKey(request, limit: limit, into: &reply, base: base)
        case .srvCopychunk, .srvCopychunkWrite:
            return try self.copychunk(request, limit: limit, wasEncrypted: wasEncrypted, into: &reply, base: base)
        case .getReparsePoint:
            // Links are followed by the server, so no client ever sees one.
            _ = try self.open(request.file).file()
            throw .notAReparsePoint
        case .createOrGetObjectID: return try self.objectID(request, limit: limit, into: &reply, base: base)
        case .getCompression: return try self.compression(request, limit: limit, into: &reply, base: base)
        case .setCompression:
            _ = try self.open(request.file)
            throw .notSupported
        default:
            // Whatever else exists on Windows needs rights and has effects of its own: nothing is passed on (CVE-2026-1933).
            _ = try self.open(request.file)
            throw .invalidDeviceRequest
        }
    }
}

extension TreeContext {
    /// FILE_OBJECTID_BUFFER. The id is made of what identifies the file, so that it is the same each time. [MS-FSCC] 2.1.3.1, 2.3.1
    private func objectID(_ request: SMB2.IOControlRequest, limit: Int, into reply: inout WireWriter, base: Int) throws(NTStatus) -> Outcome
    {
        let identity = try self.open(request.file).file().handle.identity
        guard limit >= 64 else { throw .bufferTooSmall }
        return request.reply(into: &reply, base: base) { output in
            // ObjectId, BirthVolumeId, BirthObjectId, DomainId.
            GUID(low: identity.file, high: identity.volume).encode(into: &output)
            GUID(low: identity.volume, high: 0).encode(into: &output)
            GUID(low: identity.file, high: identity.volume).encode(into: &output)
            output.zeros(16)
        }
    }

    /// COMPRESSION_FORMAT_NONE: nothing is stored compressed. [MS-FSCC] 2.3.9
    private func compression(
        _ request: SMB2.IOControlRequest, limit: Int, into reply: inout WireWriter, base: Int
    ) throws(NTStatus) -> Outcome {
        _ = try self.open(request.file).file()
        guard limit >= 2 else { throw .invalidParameter }
        return request.reply(into: &reply, base: base) { $0.u16(0) }
    }
}

extension SMB2.IOControlRequest {
    /// Answers with what `output` appends.
    func reply(
        _ status: NTStatus = .success, into reply: inout WireWriter, base: Int, _ output: (inout WireWriter) -> Void
    ) -> Outcome {
        let payload = SMB2.IOControlResponse.begin(ctlCode: self.ctlCode, file: self.file, in: &reply, base: base)
        output(&reply)
        payload.finish(in: &reply)
        return status == .success ? .replied : .repliedWith(status)
    }
}
