// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension TreeContext {
    /// [MS-SMB2] 3.3.5.11
    func flush(_ request: SMB2.FlushRequest, into reply: inout WireWriter, base: Int) throws(NTStatus) -> Outcome {
        let open = try self.open(request.file)
        guard case .file(let file, _) = open.object else {
            SMB2.FlushResponse().encode(into: &reply, base: base)
            return .replied
        }
        try open.require(anyOf: [.writeData, .appendData])
        return .blocking(.flushing(file)) { (_, reply, base) throws(NTStatus) in
            SMB2.FlushResponse().encode(into: &reply, base: base)
            return .replied
        }
    }
}

extension BlockingWork {
    static func flushing(_ file: OpenFile) -> BlockingWork {
        BlockingWork { () throws(NTStatus) in
            try file.handle.flushBlocking()
            return .none
        }
    }
}
