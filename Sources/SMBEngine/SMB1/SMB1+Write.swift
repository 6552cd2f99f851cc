// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1TreeContext {
    /// [MS-CIFS] 3.3.5.37, [MS-SMB] 3.3.5.8
    func writeAndX(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request: SMB1.WriteAndXRequest
        do {
            request = try self.command.decode(SMB1.WriteAndXRequest.init(decoding:text:))
        } catch {
            // Data that is not there has a status of its own.
            throw .invalidParameter
        }
        let open = try self.open(request.file, chain)
        let response = SMB1.WriteAndXResponse(count: UInt32(clamping: request.data.readableBytes))
        switch open.object {
        case .pipe(let pipe):
            try open.require(anyOf: .writeData)
            try pipe.write(request.message, to: self.files.serverService)
        case .file(let file, let registration):
            try self.files.write(request.data, at: request.offset, to: file, registration, of: open)
            if request.mode.contains(.writeThrough) || open.writesThrough {
                return .blocking(.flushing(file)) { (_, _, reply) throws(NTStatus) in
                    response.encode(into: &reply)
                    return .replied
                }
            }
        }
        response.encode(into: &reply)
        return .replied
    }

    /// [MS-CIFS] 3.3.5.14
    func write(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.WriteRequest.init(decoding:text:))
        try self.write(request.data, at: UInt64(request.offset), to: try self.open(request.file, chain))
        reply.body { $0.u16(UInt16(clamping: request.data.readableBytes)) }
        return .replied
    }

    /// What the commands before LAN Manager write: no bytes at all set the end of the file. [MS-CIFS] 2.2.4.12
    func write(_ data: ByteBuffer, at offset: UInt64, to open: Open) throws(NTStatus) {
        switch open.object {
        case .pipe(let pipe):
            try open.require(anyOf: .writeData)
            try pipe.write(data, to: self.files.serverService)
        case .file(let file, let registration):
            if data.readableBytes == 0 {
                try self.files.setEndOfFile(offset, open, file, registration)
            } else {
                try self.files.write(data, at: offset, to: file, registration, of: open)
            }
        }
    }

    /// [MS-CIFS] 3.3.5.22
    func writeAndUnlock(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.WriteRequest.init(decoding:text:))
        let open = try self.open(request.file, chain)
        let count = request.data.readableBytes
        if count > 0 {
            try self.write(request.data, at: UInt64(request.offset), to: open)
            let range = try ByteRange(start: UInt64(request.offset), length: UInt64(count))
            try self.server.opens.unlock([(range: range, process: self.header.lockProcess)], by: try self.lockable(open))
        }
        reply.body { $0.u16(UInt16(clamping: count)) }
        return .replied
    }

    /// See `readRaw`.
    func writeRaw(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        throw .smbUseStandard
    }
}

extension SMB1.WriteAndXRequest {
    /// What the pipe is to get: the first write of a raw message begins with its length. [MS-CIFS] 2.2.4.43.1
    fileprivate var message: ByteBuffer {
        guard self.mode.isSuperset(of: [.namedPipeRaw, .namedPipeStart]), self.data.readableBytes >= 2 else { return self.data }
        return self.data.dropping(2)
    }
}

extension ByteBuffer {
    fileprivate func dropping(_ count: Int) -> ByteBuffer {
        var rest = self
        rest.moveReaderIndex(forwardBy: count)
        return rest
    }
}
