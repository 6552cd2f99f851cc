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
            let information = try self.fileInformation(FileInformationClass(rawValue: request.fileInfoClass), of: open)
            return try information.write(limit: limit, into: &reply, base: base)
        case .filesystem:
            let information = try self.filesystemInformation(FilesystemInformationClass(rawValue: request.fileInfoClass), of: open)
            return try information.write(limit: limit, into: &reply, base: base)
        case .security:
            let parts = SecurityInformation(rawValue: request.additionalInformation)
            return try self.querySecurity(parts, of: open, limit: limit, into: &reply, base: base)
        case .quota: throw .notSupported
        default: throw .invalidParameter
        }
    }
}

/// An answer to QUERY_INFO: how it is written, and how much of it is the least that makes sense.
struct InformationAnswer {
    /// Bytes of the class's fixed part, as a C compiler lays it out: padding at its end and the first character of a name included.
    /// [MS-FSCC] 2.4, 2.5
    let fixedSize: Int
    let encode: (inout WireWriter) -> Void

    init(_ fixedSize: Int, _ encode: @escaping (inout WireWriter) -> Void) {
        self.fixedSize = fixedSize
        self.encode = encode
    }

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
