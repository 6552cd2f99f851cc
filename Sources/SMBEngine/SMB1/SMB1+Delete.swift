// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension SMB1TreeContext {
    /// [MS-CIFS] 3.3.5.9
    func delete(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.DeleteRequest.init(decoding:text:))
        let pattern = try SMB1Pattern(request.name)
        let attributes = SearchAttributes(rawValue: request.searchAttributes)
        guard pattern.hasWildcards else {
            try self.delete(pattern.path, attributes)
            reply.body { _ in }
            return .replied
        }
        return try self.changeMatches(of: pattern, where: { attributes.finds($0) && !$0.isDirectory }) { (entry) throws(NTStatus) in
            try self.delete(pattern.path(of: entry.name), attributes)
        }
    }

    private func delete(_ name: String, _ attributes: SearchAttributes) throws(NTStatus) {
        // A file that anybody reads or writes is not deleted, even where they would let it be.
        try self.opening(OpenRequest(existing: name, .delete, options: .nonDirectoryFile, sharing: [])) { (result) throws(NTStatus) in
            guard attributes.finds(result.metadata) else { throw .noSuchFile }
            try self.files.setDisposition(
                true, ignoresReadOnly: false, result.open, try result.open.file(), try result.open.registration())
        }
    }
}
