// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1TreeContext {
    /// [MS-CIFS] 3.3.5.10
    func rename(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        try self.rename(try self.command.decode(SMB1.RenameRequest.init(decoding:text:)), into: &reply)
    }

    /// [MS-CIFS] 3.3.5.50
    func ntRename(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.RenameRequest.init(decoding:text:))
        switch request.level {
        case .renameFile, .setLinkInformation:
            guard try !SMB1Pattern(request.oldName).hasWildcards, try !SMB1Pattern(request.newName).hasWildcards else {
                throw .objectPathSyntaxBad
            }
        // Nothing here moves clusters.
        case .moveClusterInformation: throw .invalidParameter
        case .moveFile: return try self.copyFile(request, into: &reply)
        case nil: throw .accessDenied
        }
        return try self.rename(request, into: &reply)
    }

    private func rename(_ request: SMB1.RenameRequest, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let (old, new) = (try SMB1Pattern(request.oldName), try SMB1Pattern(request.newName))
        let attributes = SearchAttributes(rawValue: request.searchAttributes)
        guard old.hasWildcards else {
            // A directory that is named needs no mention among the attributes.
            let attributes = SearchAttributes(rawValue: request.searchAttributes | 0x10)
            let target = new.path(of: new.resolved(for: old.name))
            if request.level == .setLinkInformation {
                try self.link(old.path, target, attributes)
            } else {
                try self.rename(old.path, target, attributes)
            }
            reply.body { _ in }
            return .replied
        }
        return try self.changeMatches(of: old, where: attributes.finds) { (entry) throws(NTStatus) in
            try self.rename(old.path(of: entry.name), new.path(of: new.resolved(for: entry.name)), attributes)
        }
    }

    private func rename(_ old: String, _ new: String, _ attributes: SearchAttributes) throws(NTStatus) {
        // A stream stays with its file: its new name begins with the colon.
        if case .named = try FileName(parsing: old).stream, !new.hasPrefix(":") { throw .invalidParameter }
        try self.opening(OpenRequest(existing: old, [.delete, .readAttributes], sharing: [.read, .write])) { (result) throws(NTStatus) in
            guard attributes.finds(result.metadata) else { throw .noSuchFile }
            let information = FileRenameInformation(replaceIfExists: false, fileName: new)
            try self.files.rename(information, result.open, try result.open.file())
        }
    }

    private func link(_ old: String, _ new: String, _ attributes: SearchAttributes) throws(NTStatus) {
        try self.opening(OpenRequest(existing: old, .readAttributes)) { (result) throws(NTStatus) in
            guard attributes.finds(result.metadata) else { throw .noSuchFile }
            let information = FileLinkInformation(replaceIfExists: false, fileName: new)
            try self.files.link(information, result.open, try result.open.file())
        }
    }
}
