// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension TreeContext {
    /// [MS-SMB2] 3.3.5.20.3
    func querySecurity(
        _ parts: SecurityInformation, of open: Open, limit: Int, into reply: inout WireWriter, base: Int
    ) throws(NTStatus) -> Outcome {
        let descriptor = try self.files.securityDescriptor(parts, of: open)

        let payload = SMB2.QueryInfoResponse.begin(in: &reply, base: base)
        let start = payload.start
        descriptor.encode(into: &reply)
        let size = payload.finish(in: &reply)
        guard size > limit else { return .replied }
        // "STATUS_BUFFER_TOO_SMALL … ErrorData … the number of bytes needed": clients ask for 0 bytes first.
        reply.truncate(to: min(start, base + SMB2.Header.size))
        SMB2.ErrorResponse(size: size, contexts: self.connection.agreement?.dialect == .smb3_1_1).encode(into: &reply, base: base)
        return .repliedWith(.bufferTooSmall)
    }
}

extension SMB2.ErrorResponse {
    /// [MS-SMB2] 2.2.2.2: in 3.1.1 the data is wrapped in an error context.
    fileprivate init(size: Int, contexts: Bool) {
        var writer = WireWriter()
        if contexts {
            writer.u32(4)
            writer.u32(0)
        }
        writer.u32(UInt32(clamping: size))
        self.init(errorContextCount: contexts ? 1 : 0, errorData: writer.buffer)
    }
}
