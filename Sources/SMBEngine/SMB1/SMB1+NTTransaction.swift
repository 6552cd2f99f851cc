// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1TreeContext {
    /// [MS-CIFS] 3.3.5.73
    func ntTransaction(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        try self.beginTransaction(.ntTransaction, &chain, into: &reply)
    }

    func ntTransactionSecondary(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        try self.proceedWithTransaction(.ntTransaction, &chain, into: &reply)
    }

    /// To the function's handler, each in a file of its own. It answers with `answer(_:with:_:_:)`, now or when what it waits for is over.
    func performNTTransaction(
        _ request: SMB1.TransactionRequest, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        switch SMB1.NTTransactionFunction(rawValue: request.function) {
        case .create: return try self.ntTransactCreate(request, &chain, into: &reply)
        case .ioctl: return try self.ntTransactIOControl(request, &chain, into: &reply)
        case .setSecurityDescriptor: return try self.ntTransactSetSecurity(request, &chain, into: &reply)
        case .notifyChange: return try self.ntTransactNotifyChange(request, &chain, into: &reply)
        case .rename: return try self.ntTransactRename(request, &chain, into: &reply)
        case .querySecurityDescriptor: return try self.ntTransactQuerySecurity(request, &chain, into: &reply)
        case .queryQuota, .setQuota: throw .notSupported
        case nil: throw .notImplemented
        }
    }
}
