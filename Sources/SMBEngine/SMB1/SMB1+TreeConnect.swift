// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension SMB1SessionContext {
    func treeConnectAndX(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        throw .notImplemented
    }

    func treeConnect(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        throw .notImplemented
    }
}
