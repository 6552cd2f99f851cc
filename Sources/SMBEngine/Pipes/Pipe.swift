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
    /// CREATE on IPC$. A name with a separator in it is no name of a pipe, whatever lies behind it (CVE-2017-7494, CVE-2023-3961).
    func createPipe(_ request: SMB2.CreateRequest, into reply: inout WireWriter, base: Int) throws(NTStatus) -> Outcome {
        guard !request.name.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "/") }) else { throw .objectNameInvalid }
        guard request.name.lowercased() == Pipe.name else { throw .objectNameNotFound }
        if self.session.principal.kind == .anonymous, !self.server.settings.value.letsNullSessions(open: Pipe.name) {
            self.connection.refuseNullSession(Pipe.name, of: self.session)
            throw .accessDenied
        }
        guard request.createDisposition == .open || request.createDisposition == .openIf else { throw .accessDenied }
        let pipeCount = self.session.opens.values.count { open in
            if case .pipe = open.object { true } else { false }
        }
        guard pipeCount < ConnectionLimits.pipesPerSession else { throw .pipeNotAvailable }
        let asked = request.desiredAccess.expandingGenerics()
        let access = asked.contains(.maximumAllowed) ? Pipe.access : asked.intersection(Pipe.access)
        guard access != [] else { throw .accessDenied }

        let open = Open(
            id: self.connection.nextFileID(), tree: self.tree, object: .pipe(Pipe()), access: access, options: request.createOptions,
            path: StorePath([Pipe.name]))
        self.session.opens[open.id.volatile] = open
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
        try pipe.write(request.input, to: self.serverService)
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

    /// What srvsvc tells this user: the shares that the user may enter.
    var serverService: ServerService {
        let principal = self.session.principal
        let shares = self.server.shares.value.all.filter { self.connection.right(of: principal, on: $0) > .none }
            .map { ServerService.Share(name: $0.name, comment: $0.comment) }
        return ServerService(
            serverName: self.connection.names.announced.netbiosName,
            shares: shares + [ServerService.Share(name: "IPC$", kind: .ipc.special, comment: "Named pipes")],
            callerIsAdministrator: principal.isAdministrator)
    }
}
