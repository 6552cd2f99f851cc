// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension TreeContext {
    /// [MS-SMB2] 3.3.5.20
    func queryInfo(_ request: SMB2.QueryInfoRequest, into reply: inout WireWriter, base: Int) throws(NTStatus) -> Outcome {
        let open = try self.open(request.file)
        let limit = try self.count(request.outputBufferLength)
        switch request.infoType {
        case .file:
            let information = try self.files.fileInformation(FileInformationClass(rawValue: request.fileInfoClass), of: open)
            return try information.write(limit: limit, into: &reply, base: base)
        case .filesystem:
            let information = try self.files.filesystemInformation(FilesystemInformationClass(rawValue: request.fileInfoClass))
            return try information.write(limit: limit, into: &reply, base: base)
        case .security:
            let parts = SecurityInformation(rawValue: request.additionalInformation)
            return try self.querySecurity(parts, of: open, limit: limit, into: &reply, base: base)
        case .quota: throw .notSupported
        default: throw .invalidParameter
        }
    }
}

extension InformationAnswer {
    /// "If OutputBufferLength is smaller than the fixed part: STATUS_INFO_LENGTH_MISMATCH"; a variable part that does not fit is cut
    /// off, with STATUS_BUFFER_OVERFLOW. [MS-SMB2] 3.3.5.20.1
    func write(limit: Int, into reply: inout WireWriter, base: Int) throws(NTStatus) -> Outcome {
        guard limit >= self.fixedSize else { throw .infoLengthMismatch }
        let payload = SMB2.QueryInfoResponse.begin(in: &reply, base: base)
        self.encode(&reply)
        let overflows = reply.count - payload.start > limit
        if overflows { reply.truncate(to: payload.start + limit) }
        payload.finish(in: &reply)
        return overflows ? .repliedWith(.bufferOverflow) : .replied
    }
}
