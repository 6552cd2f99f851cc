// SPDX-License-Identifier: Apache-2.0
package import NIOCore
package import SMBWire

extension SMB1Client {
    /// What a transaction came to, put together from all messages of its answer.
    package struct TransactionResult: Sendable {
        package var status: NTStatus
        package var parameters = ByteBuffer()
        package var data = ByteBuffer()
        package var messageCount = 0
    }

    /// One message and all of its answer. Throws the status of an error.
    package func transact(_ request: SMB1.TransactionRequest) throws -> TransactionResult {
        let command: SMB1.Command =
            switch request.kind {
            case .transaction: .transaction
            case .transaction2: .transaction2
            case .ntTransaction: .ntTransaction
            }
        try self.send(self.encode(command) { request.encode(into: &$0, self.text, header: 0) })
        return try self.receiveTransaction(request.kind)
    }

    package func receiveTransaction(_ kind: SMB1.TransactionKind) throws -> TransactionResult {
        var result = TransactionResult(status: .success)
        while true {
            let reply = try self.receive()
            result.status = reply.status
            guard !reply.status.isError, reply.body.wordCount > 0 else { throw reply.status }
            let response = try SMB1.TransactionResponse(decoding: reply.body, kind)
            guard
                response.parameterDisplacement == result.parameters.readableBytes || response.parameters.readableBytes == 0,
                response.dataDisplacement == result.data.readableBytes || response.data.readableBytes == 0
            else { throw TransportError.nothingReceived }
            result.parameters.writeImmutableBuffer(response.parameters)
            result.data.writeImmutableBuffer(response.data)
            result.messageCount += 1
            let isWhole =
                result.parameters.readableBytes == response.totalParameterCount && result.data.readableBytes == response.totalDataCount
            if isWhole { return result }
        }
    }

    package func transact2(
        _ function: SMB1.Transaction2Function, data: ByteBuffer = ByteBuffer(), maximumDataCount: Int = 0xFFFF,
        _ parameters: (inout WireWriter) -> Void
    ) throws -> TransactionResult {
        var writer = WireWriter()
        parameters(&writer)
        return try self.transact(
            SMB1.TransactionRequest(
                kind: .transaction2, setup: [function.rawValue], parameters: writer.buffer, data: data, maximumDataCount: maximumDataCount))
    }

    package func queryPath(_ name: String, level: UInt16) throws -> ByteBuffer {
        try self.transact2(.queryPathInformation) { writer in
            writer.u16(level)
            writer.u32(0)
            writer.text(name, self.text, header: 0)
        }.data
    }

    package func setPath(_ name: String, level: UInt16, _ data: ByteBuffer) throws {
        _ = try self.transact2(.setPathInformation, data: data) { writer in
            writer.u16(level)
            writer.u32(0)
            writer.text(name, self.text, header: 0)
        }
    }
}
