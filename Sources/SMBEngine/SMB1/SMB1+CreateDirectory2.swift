// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1TreeContext {
    /// TRANS2_CREATE_DIRECTORY: its data are extended attributes. [MS-CIFS] 2.2.6.14, 3.3.5.57.11
    func createDirectory2(
        _ request: SMB1.TransactionRequest, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        let text = self.command.text
        let name = try request.read(\.parameters) { (reader) throws(WireError) in
            try reader.skip(4)
            return try reader.text("DirectoryName", text, end: reader.count)
        }
        var opening = OpenRequest(
            name: try SMB1Path.relative(name), desiredAccess: .readAttributes, attributes: [], sharing: .all, disposition: .create,
            options: .directoryFile, allocationSize: nil)
        opening.extendedAttributes = try self.feaList(request)
        let result = try self.files.open(opening, as: try self.nextFileID())
        self.connection.close(result.open, of: self.session)
        return try self.answer(request, with: Self.withoutError(), &chain, &reply)
    }
}
