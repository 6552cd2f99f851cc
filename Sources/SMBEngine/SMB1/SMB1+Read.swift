// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1TreeContext {
    /// [MS-CIFS] 3.3.5.36, [MS-SMB] 3.3.5.7
    func readAndX(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.ReadAndXRequest.init(decoding:text:))
        let open = try self.open(request.file, chain)
        try open.require(anyOf: self.readingRights)
        let count = min(Int(request.count), Self.room(behind: reply))
        switch open.object {
        case .pipe(let pipe):
            let (data, isComplete) = try pipe.read(count)
            let payload = SMB1.ReadAndXResponse.begin(in: &reply, header: AndXChain.base)
            reply.bytes(data)
            payload.finish(in: &reply)
            return isComplete ? .replied : .repliedWith(.bufferOverflow)
        case .file(let file, let registration):
            let offset = try self.files.reading(count, at: request.offset, of: file, registration)
            let start = reply.count
            let payload = SMB1.ReadAndXResponse.begin(in: &reply, header: AndXChain.base)
            if let read = try file.handle.read(into: &reply.buffer, at: offset, count: count) {
                open.moved(to: offset.position(after: read))
                payload.finish(in: &reply)
                return .replied
            }
            reply.truncate(to: start)
            return .blocking(FileOperations.readingWork(file, at: offset, count: count)) { (value, _, reply) throws(NTStatus) in
                guard case .bytes(let data) = value else { throw .internalError }
                open.moved(to: offset.position(after: data.readableBytes))
                let payload = SMB1.ReadAndXResponse.begin(in: &reply, header: AndXChain.base)
                reply.bytes(data)
                payload.finish(in: &reply)
                return .replied
            }
        }
    }

    /// Bytes of a file that may be executed may be read by whoever says that this is what they are for.
    private var readingRights: AccessMask {
        self.header.flags2.contains(.readIfExecute) ? [.readData, .execute] : .readData
    }

    /// How many bytes of data an answer can still take: its length has 17 bits.
    private static func room(behind reply: borrowing WireWriter) -> Int {
        max(0, ConnectionLimits.frameSMB1 - (reply.count - AndXChain.base) - 64)
    }

    /// [MS-CIFS] 3.3.5.13
    func read(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.ReadRequest.init(decoding:text:))
        return try self.read(request, of: try self.open(request.file, chain), into: &reply)
    }

    /// An old command's read: what it returns fits into a message of the size that was agreed on.
    private func read(_ request: SMB1.ReadRequest, of open: Open, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        try open.require(anyOf: self.readingRights)
        let count = min(Int(request.count), Int(SMB1Agreement.maximumBuffer) - 64)
        switch open.object {
        case .pipe(let pipe):
            let (data, isComplete) = try pipe.read(count)
            SMB1.ReadResponse(data: data).encode(into: &reply)
            return isComplete ? .replied : .repliedWith(.bufferOverflow)
        case .file(let file, let registration):
            let offset = try self.files.reading(count, at: UInt64(request.offset), of: file, registration)
            return .blocking(FileOperations.readingWork(file, at: offset, count: count)) { (value, _, reply) throws(NTStatus) in
                guard case .bytes(let data) = value else { throw .internalError }
                open.moved(to: offset.position(after: data.readableBytes))
                SMB1.ReadResponse(data: data).encode(into: &reply)
                return .replied
            }
        }
    }

    /// [MS-CIFS] 3.3.5.21
    func lockAndRead(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.ReadRequest.init(decoding:text:))
        let open = try self.open(request.file, chain)
        try open.require(anyOf: self.readingRights)
        try self.takeNow(try ByteRange(start: UInt64(request.offset), length: UInt64(request.count)), open)
        return try self.read(request, of: open, into: &reply)
    }

    /// CAP_RAW_MODE is not announced: what READ_RAW answers cannot say that something went wrong. [MS-CIFS] 3.3.5.22
    func readRaw(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        throw .smbUseStandard
    }
}
