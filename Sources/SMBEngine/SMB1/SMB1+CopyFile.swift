// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

/// A copy that NT_RENAME began.
private struct FileCopy {
    let source: Open
    let target: Open
    /// What the source held when the copy began: a file that grows meanwhile would never end.
    let size: UInt64
    let attributes: FileAttributes
}

extension SMB1TreeContext {
    /// Bytes that are copied at a time: others have their turn with the pool in between.
    private static let sliceSize = 1 << 20

    /// NT_RENAME with MoveFile copies. [MS-CIFS] 2.2.4.66.1
    func copyFile(_ request: SMB1.RenameRequest, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let (old, new) = (try SMB1Path.relative(request.oldName), try SMB1Path.relative(request.newName))
        let source = try self.files.open(
            OpenRequest(existing: old, .fileGenericRead, options: .nonDirectoryFile), as: try self.nextFileID())
        let attributes = source.metadata.attributes.intersection(.settable)
        let target: OpenResult
        do throws(NTStatus) {
            guard SearchAttributes(rawValue: request.searchAttributes).finds(source.metadata) else { throw .noSuchFile }
            var create = OpenRequest(existing: new, .fileGenericWrite, options: .nonDirectoryFile, sharing: [])
            create.disposition = .create
            create.attributes = attributes
            target = try self.files.open(create, as: try self.nextFileID())
        } catch {
            self.connection.close(source.open, of: self.session)
            throw error
        }
        let copy = FileCopy(
            source: source.open, target: target.open, size: source.metadata.endOfFile, attributes: attributes == [] ? .normal : attributes)
        return try self.goOn(with: copy, at: 0, into: &reply)
    }

    private func goOn(with copy: FileCopy, at offset: UInt64, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        do throws(NTStatus) {
            guard self.isOpen(copy.source), self.isOpen(copy.target) else { throw .fileClosed }
            guard offset < copy.size else { return try self.end(copy, into: &reply) }
            let count = Int(clamping: min(copy.size - offset, UInt64(Self.sliceSize)))
            let source = try copy.source.file()
            let start = try self.files.reading(count, at: offset, of: source, try copy.source.registration())
            let work = Self.copyingWork(source, to: try copy.target.file(), at: start, count: count)
            return .blocking(work) { (value, _, reply) throws(NTStatus) in
                try self.sliceCopied(value, of: copy, at: offset, into: &reply)
            }
        } catch {
            self.close(copy)
            throw error
        }
    }

    private func sliceCopied(
        _ value: WorkValue, of copy: FileCopy, at offset: UInt64, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        guard case .copied(_, let count, nil) = value else {
            self.close(copy)
            if case .copied(_, _, let failure?) = value { throw failure }
            throw .internalError
        }
        // Nothing more was there: the source was cut off meanwhile.
        return try self.goOn(with: copy, at: count == 0 ? copy.size : offset + count, into: &reply)
    }

    private func end(_ copy: FileCopy, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        // A file that is created is one to archive, whatever it was created with.
        try copy.target.file().handle.change(MetadataChange(attributes: copy.attributes))
        self.close(copy)
        reply.body { _ in }
        return .replied
    }

    private func isOpen(_ open: Open) -> Bool { self.session.opens[open.id.volatile] === open }

    /// Either may have been closed by its number, or with its tree.
    private func close(_ copy: FileCopy) {
        for open in [copy.source, copy.target] where self.isOpen(open) { self.connection.close(open, of: self.session) }
    }

    private static func copyingWork(_ source: OpenFile, to target: OpenFile, at offset: FileOffset, count: Int) -> BlockingWork {
        BlockingWork { () throws(NTStatus) in
            do throws(NTStatus) {
                var buffer = ByteBuffer()
                let read = try source.handle.readBlocking(into: &buffer, at: offset, count: count)
                if read > 0 { try target.handle.write(buffer, at: offset) }
                return .copied(chunks: 0, bytes: UInt64(clamping: read), failure: nil)
            } catch {
                return .copied(chunks: 0, bytes: 0, failure: error)
            }
        }
    }
}
