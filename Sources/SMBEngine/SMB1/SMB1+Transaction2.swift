// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1TreeContext {
    /// [MS-CIFS] 3.3.5.57
    func transaction2(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        try self.beginTransaction(.transaction2, &chain, into: &reply)
    }

    func transaction2Secondary(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        try self.proceedWithTransaction(.transaction2, &chain, into: &reply)
    }

    func performTransaction2(
        _ request: SMB1.TransactionRequest, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        guard request.setup.count == 1 else { throw .invalidSMB }
        switch SMB1.Transaction2Function(rawValue: request.function) {
        case .findFirst2: return try self.findFirst2(request, &chain, into: &reply)
        case .findNext2: return try self.findNext2(request, &chain, into: &reply)
        case .queryFilesystemInformation: return try self.queryFilesystemInformation(request, &chain, into: &reply)
        case .queryPathInformation: return try self.queryPathInformation(request, &chain, into: &reply)
        case .queryFileInformation: return try self.queryFileInformation(request, &chain, into: &reply)
        case .setPathInformation: return try self.setPathInformation(request, &chain, into: &reply)
        case .setFileInformation: return try self.setFileInformation(request, &chain, into: &reply)
        case .createDirectory: return try self.createDirectory2(request, &chain, into: &reply)
        case .open2: return try self.open2(request, &chain, into: &reply)
        // No namespace is spread over servers here.
        case .getDFSReferral: throw .notFound
        // "STATUS_NOT_IMPLEMENTED": TRANS2_SET_FS_INFORMATION, FSCTL, IOCTL2, FIND_NOTIFY_*, SESSION_SETUP (EternalBlue's probe).
        case nil: throw .notImplemented
        }
    }
}
