// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1TreeContext {
    /// TRANSACTION: pipes, and the Remote Administration Protocol of LAN Manager. Mailslots are none of a file server's.
    func performTransaction(
        _ request: SMB1.TransactionRequest, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        guard case .pipes = self.tree.target else { throw .notSupported }
        throw .notSupported
    }
}
