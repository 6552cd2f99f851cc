// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

/// How much one FSCTL_SRV_COPYCHUNK may copy: what Windows allows. [MS-SMB2] 3.3.3
private enum CopychunkLimits {
    static let chunks: UInt32 = 256
    static let chunkLength: UInt32 = 1 << 20
    static let total: UInt32 = 16 << 20

    static let answer = SMB2.CopychunkResponse(
        chunksWritten: chunks, chunkBytesWritten: chunkLength, totalBytesWritten: total)
}

extension TreeContext {
    /// FSCTL_SRV_REQUEST_RESUME_KEY. [MS-SMB2] 3.3.5.15.5
    func resumeKey(_ request: SMB2.IOControlRequest, limit: Int, into reply: inout WireWriter, base: Int) throws(NTStatus) -> Outcome {
        let open = try self.open(request.file)
        _ = try open.file()
        guard limit >= SMB2.ResumeKeyResponse.size else { throw .invalidParameter }
        open.hasResumeKey = true
        let key = SMB2.ResumeKey(first: open.id.persistent, second: open.id.volatile, third: self.session.id)
        return request.reply(into: &reply, base: base) { SMB2.ResumeKeyResponse(resumeKey: key).encode(into: &$0) }
    }

    /// FSCTL_SRV_COPYCHUNK and FSCTL_SRV_COPYCHUNK_WRITE. [MS-SMB2] 3.3.5.15.6
    func copychunk(
        _ request: SMB2.IOControlRequest, limit: Int, wasEncrypted: Bool, into reply: inout WireWriter, base: Int
    ) throws(NTStatus) -> Outcome {
        let target = try self.open(request.file)
        guard limit >= SMB2.CopychunkResponse.size else { throw .invalidParameter }
        let copy = try Self.decode(request.input)
        let source = try self.source(copy.sourceKey)
        try self.verifyEncryption(of: source, wasEncrypted)
        try self.verifyAccess(source, target, request.ctlCode)
        guard copy.isWithinLimits else {
            return request.reply(.invalidParameter, into: &reply, base: base) { CopychunkLimits.answer.encode(into: &$0) }
        }
        let work = try self.copyingWork(copy.chunks, from: source, to: target)
        return .blocking(work) { (value, reply, base) throws(NTStatus) in
            guard case .copied(let chunks, let total, let failure) = value else { throw .internalError }
            let answer = SMB2.CopychunkResponse(
                chunksWritten: UInt32(clamping: chunks), chunkBytesWritten: 0, totalBytesWritten: UInt32(clamping: total))
            // A copy that stopped on its way says how far it got.
            return request.reply(failure ?? .success, into: &reply, base: base) { answer.encode(into: &$0) }
        }
    }

    private static func decode(_ input: ByteBuffer) throws(NTStatus) -> SMB2.CopychunkRequest {
        var reader = WireReader(input)
        do {
            return try SMB2.CopychunkRequest(decoding: &reader)
        } catch {
            throw .invalidParameter
        }
    }

    /// "If there is no open with a matching ResumeKey … STATUS_OBJECT_NAME_NOT_FOUND". Another session's file is none of ours.
    private func source(_ key: SMB2.ResumeKey) throws(NTStatus) -> Open {
        guard let open = self.session.opens[key.second], open.id.persistent == key.first, key.third == self.session.id, open.hasResumeKey
        else { throw .objectNameNotFound }
        return open
    }

    /// The source may lie in another share than the request's tree, and that one may be closed to requests in the clear.
    private func verifyEncryption(of source: Open, _ wasEncrypted: Bool) throws(NTStatus) {
        guard !wasEncrypted, source.tree.encryptedShare != nil else { return }
        guard let agreement = self.connection.agreement, !self.connection.demandsEncryption(agreement) else { throw .accessDenied }
    }

    /// An FSCTL needs the rights that the same READ and WRITE would need (CVE-2026-52944).
    private func verifyAccess(_ source: Open, _ target: Open, _ code: SMB2.ControlCode) throws(NTStatus) {
        try source.require(anyOf: [.readData, .execute])
        try target.require(anyOf: [.writeData, .appendData])
        if code == .srvCopychunk { try target.require(anyOf: .readData) }
        guard try !source.file().handle.isDirectory, try !target.file().handle.isDirectory else { throw .invalidDeviceRequest }
    }

    private func copyingWork(_ chunks: [SMB2.Copychunk], from source: Open, to target: Open) throws(NTStatus) -> BlockingWork {
        let sourceFile = try source.file()
        let targetFile = try target.file()
        let readerID = try source.registration()
        let writerID = try target.registration()
        let opens = self.server.opens
        var runs: [CopyRun] = []
        for chunk in chunks { runs.append(try CopyRun(chunk)) }
        return BlockingWork { [runs] () throws(NTStatus) in
            var total: UInt64 = 0
            for (index, run) in runs.enumerated() {
                do throws(NTStatus) {
                    guard !opens.refusesRead(of: ByteRange(run.source, count: run.count), by: readerID),
                        !opens.refusesWrite(of: ByteRange(run.target, count: run.count), by: writerID)
                    else { throw .fileLockConflict }
                    try run.copy(from: sourceFile, to: targetFile)
                } catch {
                    return .copied(chunks: index, bytes: total, failure: error)
                }
                total += UInt64(run.count)
            }
            return .copied(chunks: runs.count, bytes: total, failure: nil)
        }
    }
}

/// A chunk whose offsets are known to be positions in a file.
private struct CopyRun: Sendable {
    let source: FileOffset
    let target: FileOffset
    let count: Int

    init(_ chunk: SMB2.Copychunk) throws(NTStatus) {
        self.source = try FileOffset(validating: chunk.sourceOffset)
        self.target = try FileOffset(validating: chunk.targetOffset)
        self.count = Int(chunk.length)
        _ = try self.source.advanced(by: self.count)
        _ = try self.target.advanced(by: self.count)
    }

    /// "STATUS_INVALID_VIEW_SIZE" where the source ends before the chunk.
    func copy(from source: OpenFile, to target: OpenFile) throws(NTStatus) {
        var buffer = ByteBuffer()
        guard try source.handle.readBlocking(into: &buffer, at: self.source, count: self.count) == self.count else {
            throw .invalidViewSize
        }
        try target.handle.write(buffer, at: self.target)
    }
}

extension SMB2.CopychunkRequest {
    fileprivate var isWithinLimits: Bool {
        guard !self.chunks.isEmpty, self.chunks.count <= Int(CopychunkLimits.chunks) else { return false }
        guard self.chunks.allSatisfy({ $0.length > 0 && $0.length <= CopychunkLimits.chunkLength }) else { return false }
        return self.chunks.reduce(UInt64(0)) { $0 + UInt64($1.length) } <= UInt64(CopychunkLimits.total)
    }
}

extension NTStatus {
    fileprivate static let invalidViewSize = NTStatus(rawValue: 0xC000_001F)
}
