// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1TreeContext {
    /// "NT_TRANSACT_RENAME … reserved but not implemented": Windows takes it for an open file, and does nothing. [MS-CIFS] 2.2.7.5
    func ntTransactRename(
        _ request: SMB1.TransactionRequest, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        let file = try request.read(\.parameters) { (reader) throws(WireError) in try reader.u16("FID") }
        _ = try self.open(file, chain)
        return try self.answer(request, with: TransactionAnswer(), &chain, &reply)
    }
}
