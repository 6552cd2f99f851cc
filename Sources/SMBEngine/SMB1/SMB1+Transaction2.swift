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
        case .findFirst2, .findNext2: throw .notImplemented
        case .queryFilesystemInformation, .queryPathInformation, .queryFileInformation: throw .notImplemented
        case .setPathInformation, .setFileInformation, .open2, .createDirectory: throw .notImplemented
        // No namespace is spread over servers here.
        case .getDFSReferral: throw .fsDriverRequired
        // "STATUS_NOT_IMPLEMENTED": TRANS2_SET_FS_INFORMATION, FSCTL, IOCTL2, FIND_NOTIFY_*, SESSION_SETUP (EternalBlue's probe).
        case nil: throw .notImplemented
        }
    }

    func findClose2(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        throw .notImplemented
    }
}
