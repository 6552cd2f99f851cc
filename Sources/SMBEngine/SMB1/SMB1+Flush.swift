// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension SMB1TreeContext {
    /// [MS-CIFS] 3.3.5.8
    func flush(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.FlushRequest.init(decoding:text:))
        let opens = request.file == SMB1.FlushRequest.allFiles ? Array(self.session.opens.values) : [try self.open(request.file, chain)]
        let files = opens.compactMap(\.writtenFile)
        let work = BlockingWork { () throws(NTStatus) in
            for file in files { try file.handle.flushBlocking() }
            return .none
        }
        return .blocking(work) { (_, _, reply) throws(NTStatus) in
            reply.body { _ in }
            return .replied
        }
    }
}

extension Open {
    /// The file, where this open can have changed it.
    fileprivate var writtenFile: OpenFile? {
        guard case .file(let file, _) = self.object, !self.access.isDisjoint(with: [.writeData, .appendData]) else { return nil }
        return file
    }
}
