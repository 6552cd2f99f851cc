// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension SMB1TreeContext {
    /// [MS-CIFS] 3.3.5.3
    func createDirectory(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let name = try self.path()
        try self.opening(
            OpenRequest(
                name: name, desiredAccess: .readAttributes, attributes: [], sharing: .all, disposition: .create, options: .directoryFile,
                allocationSize: nil)
        ) { (_) throws(NTStatus) in }
        reply.body { _ in }
        return .replied
    }

    /// [MS-CIFS] 3.3.5.4
    func deleteDirectory(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let name = try self.path()
        try self.opening(OpenRequest(existing: name, .delete, options: .directoryFile)) { (result) throws(NTStatus) in
            try self.files.setDisposition(
                true, ignoresReadOnly: false, result.open, try result.open.file(), try result.open.registration())
        }
        reply.body { _ in }
        return .replied
    }

    /// [MS-CIFS] 3.3.5.18
    func checkDirectory(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let name = try self.path()
        try self.opening(OpenRequest(existing: name, .readAttributes, options: .directoryFile)) { (_) throws(NTStatus) in }
        reply.body { _ in }
        return .replied
    }

    private func path() throws(NTStatus) -> String {
        try SMB1Path.relative(try self.command.decode(SMB1.PathRequest.init(decoding:text:)).name)
    }
}
