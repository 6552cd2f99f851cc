// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension TreeContext {
    /// [MS-SMB2] 3.3.5.13
    func write(_ request: SMB2.WriteRequest, into reply: inout WireWriter, base: Int) throws(NTStatus) -> Outcome {
        let open = try self.open(request.file)
        let count = UInt32(clamping: request.data.readableBytes)
        _ = try self.count(count)
        switch open.object {
        case .pipe(let pipe):
            try open.require(anyOf: .writeData)
            try pipe.write(request.data, to: self.serverService)
        case .file(let file, let registration):
            try self.write(request, to: file, registration, of: open)
            if request.flags.contains(.writeThrough) || open.writesThrough {
                return .blocking(.flushing(file)) { (_, reply, base) throws(NTStatus) in
                    SMB2.WriteResponse(count: count).encode(into: &reply, base: base)
                    return .replied
                }
            }
        }
        SMB2.WriteResponse(count: count).encode(into: &reply, base: base)
        return .replied
    }

    private func write(
        _ request: SMB2.WriteRequest, to file: OpenFile, _ registration: OpenRegistration, of open: Open
    ) throws(NTStatus) {
        try open.require(anyOf: [.writeData, .appendData])
        guard !file.handle.isDirectory else { throw .invalidDeviceRequest }
        let count = request.data.readableBytes
        if count == 0 { return }
        let offset = try self.offset(of: request, file, open)
        _ = try offset.advanced(by: count)
        if self.server.opens.refusesWrite(of: ByteRange(offset, count: count), by: registration) { throw .fileLockConflict }
        try file.handle.write(request.data, at: offset)
    }

    /// Every offset means the end of the file where the open may only append. [MS-FSA] 2.1.5.4. All ones mean it to local callers,
    /// but Windows takes no such offset over the network.
    private func offset(of request: SMB2.WriteRequest, _ file: OpenFile, _ open: Open) throws(NTStatus) -> FileOffset {
        if !open.access.contains(.writeData) {
            return try FileOffset(validating: try file.handle.metadata().endOfFile)
        }
        return try FileOffset(validating: request.offset)
    }
}
