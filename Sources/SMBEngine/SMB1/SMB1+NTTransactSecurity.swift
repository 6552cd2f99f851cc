// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1TreeContext {
    /// [MS-CIFS] 2.2.7.6: FID and the parts that are asked for; the answer says how long the descriptor is, even when it doesn't fit.
    func ntTransactQuerySecurity(
        _ request: SMB1.TransactionRequest, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        let (file, parts) = try request.read(\.parameters) { (reader) throws(WireError) in
            let file = try reader.u16("FID")
            try reader.skip(2)
            return (file, SecurityInformation(rawValue: try reader.u32("SecurityInfoFields")))
        }
        let descriptor = try self.files.securityDescriptor(parts, of: try self.open(file, chain))
        var writer = WireWriter()
        descriptor.encode(into: &writer)
        let size = writer.count
        var answer = TransactionAnswer(parameters: { $0.u32(UInt32(clamping: size)) })
        // "STATUS_BUFFER_TOO_SMALL": clients ask with no room first.
        if size > request.maximumDataCount { answer.status = .bufferTooSmall } else { answer.data = writer.buffer }
        return try self.answer(request, with: answer, &chain, &reply)
    }

    /// [MS-CIFS] 2.2.7.3
    func ntTransactSetSecurity(
        _ request: SMB1.TransactionRequest, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        let (file, parts) = try request.read(\.parameters) { (reader) throws(WireError) in
            let file = try reader.u16("FID")
            try reader.skip(2)
            return (file, SecurityInformation(rawValue: try reader.u32("SecurityInformation")))
        }
        try self.files.setSecurity(parts, request.data, of: try self.open(file, chain))
        return try self.answer(request, with: TransactionAnswer(), &chain, &reply)
    }
}
