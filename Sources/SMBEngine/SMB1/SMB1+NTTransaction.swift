// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension SMB1TreeContext {
    func ntTransaction(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        throw .notImplemented
    }

    func ntTransactionSecondary(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        throw .notImplemented
    }
}
