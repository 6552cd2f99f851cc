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
            try pipe.write(request.data, to: self.files.serverService)
        case .file(let file, let registration):
            try self.files.write(request.data, at: request.offset, to: file, registration, of: open)
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
}
