// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAuth
import SMBWire

/// An open of the pipe `srvsvc` on IPC$, the only one there is: what clients list shares with. [MS-SRVS]
final class Pipe {
    static let name = "srvsvc"
    static let access: AccessMask = [
        .readData, .writeData, .appendData, .readEA, .writeEA, .readAttributes, .writeAttributes, .readControl, .synchronize,
    ]

    private var machine = PipeMachine()

    /// Bytes and messages that wait to be read.
    var unreadByteCount: Int { self.machine.readableByteCount }
    var hasUnread: Bool { self.machine.hasUnread }

    func write(_ data: ByteBuffer, to service: ServerService) throws(NTStatus) {
        do {
            try self.machine.write(data, to: service)
        } catch {
            throw .pipeDisconnected
        }
    }

    /// At most one message. False: there is more of it.
    func read(_ count: Int) throws(NTStatus) -> (ByteBuffer, isComplete: Bool) {
        switch self.machine.read(maximumLength: count) {
        case .empty: throw .pipeEmpty
        case .whole(let data): return (data, true)
        case .part(let data): return (data, false)
        }
    }
}

extension TreeContext {
    /// CREATE on IPC$.
    func createPipe(_ request: SMB2.CreateRequest, into reply: inout WireWriter, base: Int) throws(NTStatus) -> Outcome {
        let open = try self.files.openPipe(
            request.name, request.desiredAccess, request.createDisposition, request.createOptions, as: self.connection.nextFileID)
        SMB2.CreateResponse(
            oplockLevel: .none, createAction: .opened, creationTime: .zero, lastAccessTime: .zero, lastWriteTime: .zero, changeTime: .zero,
            allocationSize: 4096, endOfFile: 0, fileAttributes: .normal, file: open.id
        ).encode(into: &reply, base: base)
        return .opened(open.id)
    }

    /// FSCTL_PIPE_TRANSCEIVE: write a message and read the answer. [MS-SMB2] 3.3.5.15.4
    func transceive(_ request: SMB2.IOControlRequest, limit: Int, into reply: inout WireWriter, base: Int) throws(NTStatus) -> Outcome {
        let (open, pipe) = try self.pipe(request.file)
        try open.require(anyOf: .readData)
        try open.require(anyOf: .writeData)
        guard !pipe.hasUnread else { throw .pipeBusy }
        try pipe.write(request.input, to: self.files.serverService)
        let (data, isComplete) = try pipe.read(limit)
        return request.reply(isComplete ? .success : .bufferOverflow, into: &reply, base: base) { $0.bytes(data) }
    }

    /// FSCTL_PIPE_PEEK, without the data: clients ask how much there is. [MS-FSCC] 2.3.47
    func peek(_ request: SMB2.IOControlRequest, limit: Int, into reply: inout WireWriter, base: Int) throws(NTStatus) -> Outcome {
        let (open, pipe) = try self.pipe(request.file)
        try open.require(anyOf: .readData)
        guard limit >= 16 else { throw .bufferTooSmall }
        return request.reply(into: &reply, base: base) { writer in
            writer.u32(3)  // FILE_PIPE_CONNECTED_STATE
            writer.u32(UInt32(clamping: pipe.unreadByteCount))
            writer.u64(0)  // Number and length of messages: of no use to a client that reads them one by one.
        }
    }

    /// FSCTL_PIPE_WAIT: an instance of our pipe is always free. [MS-FSCC] 2.3.49
    func waitForPipe(_ request: SMB2.IOControlRequest, into reply: inout WireWriter, base: Int) throws(NTStatus) -> Outcome {
        guard case .pipes = self.tree.target else { throw .invalidDeviceRequest }
        let name: String
        do {
            var reader = WireReader(request.input)
            try reader.skip(8, "Timeout")
            let length = try reader.u32("NameLength")
            try reader.skip(2, "TimeoutSpecified")
            name = try reader.utf16("Name", byteCount: Int(length))
        } catch {
            throw .invalidParameter
        }
        guard name.lowercased() == Pipe.name else { throw .objectNameNotFound }
        return request.reply(into: &reply, base: base) { _ in }
    }

    private func pipe(_ file: SMB2.FileID) throws(NTStatus) -> (Open, Pipe) {
        let open = try self.open(file)
        guard case .pipe(let pipe) = open.object else { throw .invalidDeviceRequest }
        return (open, pipe)
    }
}
