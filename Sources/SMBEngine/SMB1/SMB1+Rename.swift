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
        case .moveFile: return try self.copy(request, into: &reply)
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
        return try self.matches(of: old) { (entries, reply) throws(NTStatus) in
            let found = entries.filter { attributes.finds($0.metadata) }
            guard !found.isEmpty else { throw .noSuchFile }
            for entry in found {
                try self.rename(old.path(of: entry.name), new.path(of: new.resolved(for: entry.name)), attributes)
            }
            reply.body { _ in }
            return .replied
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

    /// Copies on the pool. [MS-CIFS] 2.2.4.66.1
    private func copy(_ request: SMB1.RenameRequest, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let (old, new) = (try SMB1Path.relative(request.oldName), try SMB1Path.relative(request.newName))
        let source = try self.files.open(
            OpenRequest(existing: old, .fileGenericRead, options: .nonDirectoryFile), as: try self.nextFileID())
        let target: OpenResult
        do throws(NTStatus) {
            guard SearchAttributes(rawValue: request.searchAttributes).finds(source.metadata) else { throw .noSuchFile }
            var create = OpenRequest(existing: new, .fileGenericWrite, options: .nonDirectoryFile, sharing: [])
            create.disposition = .create
            create.attributes = source.metadata.attributes.intersection(.settable)
            target = try self.files.open(create, as: try self.nextFileID())
        } catch {
            self.connection.close(source.open, of: self.session)
            throw error
        }
        let work = Self.copyingWork(try source.open.file(), to: try target.open.file())
        return .blocking(work) { (value, _, reply) throws(NTStatus) in
            self.connection.close(source.open, of: self.session)
            self.connection.close(target.open, of: self.session)
            guard case .copied(_, _, let failure) = value else { throw .internalError }
            if let failure { throw failure }
            reply.body { _ in }
            return .replied
        }
    }

    /// Bytes that are in memory at a time.
    private static let copyingCount = 1 << 20

    private static func copyingWork(_ source: OpenFile, to target: OpenFile) -> BlockingWork {
        BlockingWork { () throws(NTStatus) in
            var written: UInt64 = 0
            do throws(NTStatus) {
                while true {
                    var buffer = ByteBuffer()
                    let offset = try FileOffset(validating: written)
                    let count = try source.handle.readBlocking(into: &buffer, at: offset, count: Self.copyingCount)
                    if count == 0 { return .copied(chunks: 0, bytes: written, failure: nil) }
                    try target.handle.write(buffer, at: offset)
                    written += UInt64(count)
                }
            } catch {
                return .copied(chunks: 0, bytes: written, failure: error)
            }
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
