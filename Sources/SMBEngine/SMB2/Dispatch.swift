// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB2 {
    /// A request of a negotiated connection. A new command does not compile until it has its lines here.
    enum Request {
        case sessionSetup(SessionSetupRequest)
        case logoff
        case treeConnect(TreeConnectRequest)
        case treeDisconnect
        case create(CreateRequest)
        case close(CloseRequest)
        case flush(FlushRequest)
        case read(ReadRequest)
        case write(WriteRequest)
        case lock(LockRequest)
        case ioControl(IOControlRequest)
        case cancel
        case echo
        case queryDirectory(QueryDirectoryRequest)
        case changeNotify(ChangeNotifyRequest)
        case queryInfo(QueryInfoRequest)
        case setInfo(SetInfoRequest)
        case oplockBreak(OplockBreakAcknowledgment)
    }
}

extension SMB2.Request {
    /// `command` is known and is not NEGOTIATE.
    init(_ command: SMB2.Command, decoding reader: inout WireReader) throws(WireError) {
        switch command {
        case .sessionSetup: self = .sessionSetup(try SMB2.SessionSetupRequest(decoding: &reader))
        case .logoff:
            _ = try SMB2.LogoffRequest(decoding: &reader)
            self = .logoff
        case .treeConnect: self = .treeConnect(try SMB2.TreeConnectRequest(decoding: &reader))
        case .treeDisconnect:
            _ = try SMB2.TreeDisconnectRequest(decoding: &reader)
            self = .treeDisconnect
        case .create: self = .create(try SMB2.CreateRequest(decoding: &reader))
        case .close: self = .close(try SMB2.CloseRequest(decoding: &reader))
        case .flush: self = .flush(try SMB2.FlushRequest(decoding: &reader))
        case .read: self = .read(try SMB2.ReadRequest(decoding: &reader))
        case .write: self = .write(try SMB2.WriteRequest(decoding: &reader))
        case .lock: self = .lock(try SMB2.LockRequest(decoding: &reader))
        case .ioControl: self = .ioControl(try SMB2.IOControlRequest(decoding: &reader))
        case .cancel: self = .cancel
        case .echo:
            _ = try SMB2.EchoRequest(decoding: &reader)
            self = .echo
        case .queryDirectory: self = .queryDirectory(try SMB2.QueryDirectoryRequest(decoding: &reader))
        case .changeNotify: self = .changeNotify(try SMB2.ChangeNotifyRequest(decoding: &reader))
        case .queryInfo: self = .queryInfo(try SMB2.QueryInfoRequest(decoding: &reader))
        case .setInfo: self = .setInfo(try SMB2.SetInfoRequest(decoding: &reader))
        default: self = .oplockBreak(try SMB2.OplockBreakAcknowledgment(decoding: &reader))
        }
    }

    /// Bytes that the request carries or asks for, whichever is more. [MS-SMB2] 3.3.5.2.5
    var payloadSize: UInt32 {
        switch self {
        case .read(let request): request.length
        case .write(let request): UInt32(clamping: request.data.readableBytes)
        case .ioControl(let request): max(UInt32(clamping: request.input.readableBytes), request.maximumOutputResponse)
        case .queryDirectory(let request): request.outputBufferLength
        case .changeNotify(let request): request.outputBufferLength
        case .queryInfo(let request): max(UInt32(clamping: request.input.readableBytes), request.outputBufferLength)
        case .setInfo(let request): UInt32(clamping: request.data.readableBytes)
        case .sessionSetup, .logoff, .treeConnect, .treeDisconnect, .create, .close, .flush, .lock, .cancel, .echo, .oplockBreak: 0
        }
    }

    /// The most bytes that the answer may have besides its fixed part.
    var answerSize: UInt32 {
        switch self {
        case .read(let request): request.length
        case .ioControl(let request): request.maximumOutputResponse
        case .queryDirectory(let request): request.outputBufferLength
        case .changeNotify(let request): request.outputBufferLength
        case .queryInfo(let request): request.outputBufferLength
        case .sessionSetup, .logoff, .treeConnect, .treeDisconnect, .create, .close, .flush, .write, .lock, .cancel, .echo, .setInfo,
            .oplockBreak:
            0
        }
    }
}

extension SMB2.Command {
    /// May be longer than `ConnectionLimits.plainCommand`. [MS-SMB2] 3.3.5.2
    var carriesPayload: Bool {
        [.read, .write, .ioControl, .queryDirectory, .changeNotify, .queryInfo, .setInfo].contains(self)
    }

    /// Whether TreeId means anything. [MS-SMB2] 3.3.5.2.11
    var usesTree: Bool { ![.negotiate, .sessionSetup, .logoff, .treeConnect, .cancel, .echo].contains(self) }
}

extension SMB2.Command {
    /// Is served although the session's ticket has ended; CANCEL and ECHO ask for no session at all. [MS-SMB2] 3.3.5.2.9
    var survivesExpiry: Bool { [.sessionSetup, .logoff, .close, .lock, .cancel, .echo].contains(self) }
}

extension ConnectionMachine {
    /// To the handler of the command, with the context that it needs. [MS-SMB2] 3.3.5.2.9, 3.3.5.2.11
    func dispatch(
        _ request: SMB2.Request, _ element: inout ElementInProgress, _ chain: inout RequestChain, _ reply: inout WireWriter
    ) throws(NTStatus) -> Outcome {
        let header = element.header
        let base = element.base
        switch request {
        case .sessionSetup(let request): return try self.sessionSetup(request, &element, chain, &reply)
        case .echo: return self.echo(into: &reply, base: base)
        case .cancel: return self.cancel(header)
        case .logoff: return try self.session(of: header).logoff(into: &reply, base: base)
        case .treeConnect(let request): return try self.treeConnect(request, &element, &chain, &reply)
        case .treeDisconnect: return try self.tree(of: header).treeDisconnect(into: &reply, base: base)
        case .create(let request): return try self.tree(of: header).create(request, into: &reply, base: base)
        case .close(var request):
            request.file = try chain.resolve(request.file)
            return try self.tree(of: header).close(request, into: &reply, base: base)
        case .flush(var request):
            request.file = try chain.resolve(request.file)
            return try self.tree(of: header).flush(request, into: &reply, base: base)
        case .read(var request):
            request.file = try chain.resolve(request.file)
            return try self.tree(of: header).read(request, into: &reply, base: base)
        case .write(var request):
            request.file = try chain.resolve(request.file)
            return try self.tree(of: header).write(request, into: &reply, base: base)
        case .lock(var request):
            request.file = try chain.resolve(request.file)
            return try self.tree(of: header).lock(request, into: &reply, base: base)
        case .ioControl(var request):
            request.file = try chain.resolve(request.file)
            return try self.tree(of: header).ioControl(request, wasEncrypted: element.wasEncrypted, into: &reply, base: base)
        case .queryDirectory(var request):
            request.file = try chain.resolve(request.file)
            return try self.tree(of: header).queryDirectory(request, into: &reply, base: base)
        case .changeNotify(var request):
            request.file = try chain.resolve(request.file)
            return try self.tree(of: header).changeNotify(request, into: &reply, base: base)
        case .queryInfo(var request):
            request.file = try chain.resolve(request.file)
            return try self.tree(of: header).queryInfo(request, into: &reply, base: base)
        case .setInfo(var request):
            request.file = try chain.resolve(request.file)
            return try self.tree(of: header).setInfo(request, into: &reply, base: base)
        case .oplockBreak(let request): return try self.tree(of: header).oplockBreak(request, into: &reply, base: base)
        }
    }
}

extension RequestChain {
    /// The file that a request means: its own FileId, or the one of the request before it. [MS-SMB2] 3.3.5.2.7.2
    mutating func resolve(_ file: SMB2.FileID) throws(NTStatus) -> SMB2.FileID {
        guard file == .related, self.elementCount > 1 else {
            self.file = file
            return file
        }
        if let failure = self.failure { throw failure }
        guard let previous = self.file else { return file }
        return previous
    }
}
