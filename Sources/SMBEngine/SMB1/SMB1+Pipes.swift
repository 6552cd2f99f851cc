// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1TreeContext {
    /// TRANSACTION: pipes, and the Remote Administration Protocol. Mailslots are none of a file server's. [MS-CIFS] 2.2.5, 3.3.5.34
    func performTransaction(
        _ request: SMB1.TransactionRequest, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        guard case .pipes = self.tree.target else { throw .notSupported }
        if request.name.uppercased() == SMB1.RemoteAdministration.pipe {
            return try self.remoteAdministration(request, &chain, into: &reply)
        }
        guard let function = SMB1.PipeFunction(rawValue: request.function), request.setup.count == 2 else { throw .notSupported }
        let answer: TransactionAnswer
        switch function {
        case .wait:
            try Self.verifyPipe(named: request.name)
            answer = TransactionAnswer()
        case .call: answer = try self.call(request)
        default: answer = try self.transact(function, try self.pipe(request.setup[1], chain), request)
        }
        return try self.answer(request, with: answer, &chain, &reply)
    }

    /// An instance of our pipe is always free. [MS-CIFS] 2.2.5.10
    private static func verifyPipe(named name: String) throws(NTStatus) {
        guard SMB1Path.pipe(name).lowercased() == Pipe.name else { throw .objectNameNotFound }
    }

    private func pipe(_ id: UInt16, _ chain: AndXChain) throws(NTStatus) -> (Open, Pipe) {
        let open = try self.open(id, chain)
        guard case .pipe(let pipe) = open.object else { throw .invalidHandle }
        return (open, pipe)
    }

    private func transact(
        _ function: SMB1.PipeFunction, _ named: (open: Open, pipe: Pipe), _ request: SMB1.TransactionRequest
    ) throws(NTStatus) -> TransactionAnswer {
        let (open, pipe) = named
        switch function {
        case .transact: return try self.transceive(open, pipe, request)
        case .read: return try Self.read(open, pipe, request)
        case .write:
            try open.require(anyOf: .writeData)
            try pipe.write(request.data, to: self.files.serverService)
            return TransactionAnswer(parameters: { $0.u16(UInt16(clamping: request.data.readableBytes)) })
        case .peek:
            // How much can be read, twice: messages are told apart when they are read.
            let count = UInt16(clamping: pipe.unreadByteCount)
            return TransactionAnswer(parameters: { writer in
                writer.u16(count)
                writer.u16(count)
                writer.u16(3)  // Connected.
            })
        case .setState: return TransactionAnswer()
        case .queryState: return TransactionAnswer(parameters: { $0.u16(Self.pipeState) })
        case .queryInformation: return try self.pipeInformation(request)
        case .rawRead, .rawWrite, .wait, .call: throw .notSupported
        }
    }

    /// TRANS_TRANSACT_NMPIPE: write a message and read the answer. [MS-CIFS] 2.2.5.6
    private func transceive(_ open: Open, _ pipe: Pipe, _ request: SMB1.TransactionRequest) throws(NTStatus) -> TransactionAnswer {
        try open.require(anyOf: .writeData)
        guard !pipe.hasUnread else { throw .pipeBusy }
        try pipe.write(request.data, to: self.files.serverService)
        return try Self.read(open, pipe, request)
    }

    private static func read(_ open: Open, _ pipe: Pipe, _ request: SMB1.TransactionRequest) throws(NTStatus) -> TransactionAnswer {
        try open.require(anyOf: .readData)
        let (data, isComplete) = try pipe.read(min(request.maximumDataCount, ConnectionLimits.transactionData))
        var answer = TransactionAnswer(isComplete ? .success : .bufferOverflow)
        answer.data = data
        return answer
    }

    /// TRANS_CALL_NMPIPE: open, transact and close in one. [MS-CIFS] 2.2.5.11
    private func call(_ request: SMB1.TransactionRequest) throws(NTStatus) -> TransactionAnswer {
        let open = try self.files.openPipe(
            SMB1Path.pipe(request.name), AccessMask.fileGenericRead.union(.fileGenericWrite), .open, [], as: self.nextFileID)
        defer { self.connection.close(open, of: self.session) }
        guard case .pipe(let pipe) = open.object else { throw .invalidHandle }
        return try self.transceive(open, pipe, request)
    }

    /// [MS-CIFS] 2.2.5.5
    private func pipeInformation(_ request: SMB1.TransactionRequest) throws(NTStatus) -> TransactionAnswer {
        let level = try request.read(\.parameters) { (reader) throws(WireError) in try reader.u16("Level") }
        guard level == 1 else { throw .invalidParameter }
        let text = self.command.text
        return TransactionAnswer(data: { writer in
            writer.u16(4096)
            writer.u16(4096)
            writer.u8(255)  // Any number of instances.
            writer.u8(1)
            let name = #"\PIPE\"# + Pipe.name
            let length = writer.count
            writer.u8(0)
            let start = writer.count
            writer.text(name, text, header: 0)
            writer.buffer.setInteger(UInt8(clamping: writer.count - start), at: length)
        })
    }
}
