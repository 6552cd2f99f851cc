// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

/// What a transaction came to, before it is cut into messages.
struct TransactionAnswer {
    var status = NTStatus.success
    var setup: [UInt16] = []
    var parameters = ByteBuffer()
    var data = ByteBuffer()
}

extension TransactionAnswer {
    init(_ status: NTStatus = .success, parameters: (inout WireWriter) -> Void = { _ in }, data: (inout WireWriter) -> Void = { _ in }) {
        self.status = status
        var writer = WireWriter()
        parameters(&writer)
        self.parameters = writer.buffer
        writer = WireWriter()
        data(&writer)
        self.data = writer.buffer
    }

    /// What the client has room for; data beyond that is cut off, with STATUS_BUFFER_OVERFLOW. [MS-CIFS] 3.3.5.58
    func fitted(to request: SMB1.TransactionRequest) throws(NTStatus) -> TransactionAnswer {
        guard self.parameters.readableBytes <= request.maximumParameterCount else { throw .bufferTooSmall }
        guard self.data.readableBytes > request.maximumDataCount else { return self }
        var answer = self
        answer.data = self.data.getSlice(at: self.data.readerIndex, length: request.maximumDataCount) ?? ByteBuffer()
        if answer.status == .success { answer.status = .bufferOverflow }
        return answer
    }

    /// The messages it takes for a client that reads at most `limit` bytes of each: parameters first, then data.
    func messages(_ kind: SMB1.TransactionKind, limit: Int) -> [SMB1.TransactionResponse] {
        // A client that claims to read less than this reads nothing.
        let room = max(limit - SMB1.Header.size - SMB1.TransactionResponse.overhead(kind, setupCount: self.setup.count), 256)
        var (parameters, data) = (self.parameters, self.data)
        var messages: [SMB1.TransactionResponse] = []
        repeat {
            var message = SMB1.TransactionResponse(
                kind: kind, totalParameterCount: self.parameters.readableBytes, totalDataCount: self.data.readableBytes,
                parameterDisplacement: self.parameters.readableBytes - parameters.readableBytes,
                dataDisplacement: self.data.readableBytes - data.readableBytes, setup: self.setup)
            message.parameters = parameters.readSlice(length: min(room, parameters.readableBytes)) ?? ByteBuffer()
            let rest = room - message.parameters.readableBytes
            message.data = data.readSlice(length: min(rest, data.readableBytes)) ?? ByteBuffer()
            messages.append(message)
        } while parameters.readableBytes > 0 || data.readableBytes > 0
        return messages
    }
}

extension SMB1Machine {
    /// Ends a transaction: its answer goes out in as many messages as the client's buffer makes of it.
    func answer(
        _ request: SMB1.TransactionRequest, with answer: TransactionAnswer, _ chain: inout AndXChain, _ reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        let answer = try answer.fitted(to: request)
        // What stands in the chain before this has taken its part of the first message.
        let taken = max(0, reply.count - AndXChain.base - SMB1.Header.size)
        var messages = answer.messages(request.kind, limit: self.clientBuffer - taken)[...]
        messages.popFirst()?.encode(into: &reply, header: AndXChain.base)
        chain.furtherMessages = messages.map { message in
            var writer = WireWriter()
            writer.zeros(AndXChain.base + SMB1.Header.size)
            message.encode(into: &writer, header: AndXChain.base)
            return writer.buffer
        }
        return answer.status == .success ? .replied : .repliedWith(answer.status)
    }
}
