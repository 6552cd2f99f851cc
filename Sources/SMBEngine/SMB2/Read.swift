// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension TreeContext {
    /// [MS-SMB2] 3.3.5.12
    func read(_ request: SMB2.ReadRequest, into reply: inout WireWriter, base: Int) throws(NTStatus) -> Outcome {
        let open = try self.open(request.file)
        try open.require(anyOf: [.readData, .execute])
        switch open.object {
        case .pipe(let pipe): return try self.read(request, from: pipe, into: &reply, base: base)
        case .file(let file, let registration):
            return try self.read(request, from: file, registration, of: open, into: &reply, base: base)
        }
    }

    private func read(
        _ request: SMB2.ReadRequest, from file: OpenFile, _ registration: OpenRegistration, of open: Open, into reply: inout WireWriter,
        base: Int
    ) throws(NTStatus) -> Outcome {
        let count = try self.count(request.length)
        let offset = try self.files.reading(count, at: request.offset, of: file, registration)

        let payload = SMB2.ReadResponse.begin(in: &reply, base: base)
        if let read = try file.handle.read(into: &reply.buffer, at: offset, count: count) {
            try request.verify(read)
            open.position = offset.position(after: read)
            payload.finish(in: &reply)
            return .replied
        }
        reply.truncate(to: base + SMB2.Header.size)
        return .blocking(FileOperations.readingWork(file, at: offset, count: count)) { (value, reply, base) throws(NTStatus) in
            guard case .bytes(let data) = value else { throw .internalError }
            try request.verify(data.readableBytes)
            open.position = offset.position(after: data.readableBytes)
            SMB2.ReadResponse(data: data).encode(into: &reply, base: base)
            return .replied
        }
    }

    private func read(
        _ request: SMB2.ReadRequest, from pipe: Pipe, into reply: inout WireWriter, base: Int
    ) throws(NTStatus) -> Outcome {
        let (data, isComplete) = try pipe.read(try self.count(request.length))
        SMB2.ReadResponse(data: data).encode(into: &reply, base: base)
        return isComplete ? .replied : .repliedWith(.bufferOverflow)
    }

    /// A length of READ or WRITE, which never exceeds what NEGOTIATE allowed.
    func count(_ length: UInt32) throws(NTStatus) -> Int {
        guard let agreement = self.connection.agreement, length <= agreement.maximumPayload else { throw .invalidParameter }
        return Int(length)
    }
}

extension SMB2.ReadRequest {
    /// "If the read returned fewer bytes than specified by the MinimumCount field … STATUS_END_OF_FILE"
    fileprivate func verify(_ read: Int) throws(NTStatus) {
        if self.length > 0 && read == 0 || read < Int(self.minimumCount) { throw .endOfFile }
    }
}
