// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1TreeContext {
    /// [MS-CIFS] 3.3.5.34
    func transaction(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        try self.beginTransaction(.transaction, &chain, into: &reply)
    }

    /// [MS-CIFS] 3.3.5.35
    func transactionSecondary(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        try self.proceedWithTransaction(.transaction, &chain, into: &reply)
    }
}

// MARK: - What the three kinds have in common

extension SMB1TreeContext {
    func beginTransaction(
        _ kind: SMB1.TransactionKind, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode { (body, text) throws(WireError) in
            try SMB1.TransactionRequest(decoding: body, text, kind)
        }
        let key = TransactionTable.Key(self.header)
        switch try self.machine.transactions.begin(request, key, answerSequence: chain.answerSequence) {
        case .complete(let request): return try self.perform(request, &chain, into: &reply)
        case .incomplete:
            // The interim response: "go on". [MS-CIFS] 3.3.5.34
            reply.body { _ in }
            return .replied
        }
    }

    /// A secondary message gets no response of its own: the last one brings about that of the transaction, or one that breaks it its end.
    func proceedWithTransaction(
        _ kind: SMB1.TransactionKind, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        let secondary = try self.command.decode { (body, _) throws(WireError) in
            try SMB1.TransactionSecondary(decoding: body, kind)
        }
        let key = TransactionTable.Key(self.header)
        let answerSequence = self.machine.transactions.answerSequence(of: key)
        let step: TransactionTable.Step
        do {
            step = try self.machine.transactions.proceed(secondary, key)
        } catch {
            // No honest client gets here: it counts against the connection.
            self.connection.violations += 1
            chain.header.command = kind.command
            // Nil: nothing is signed, or there was no first message, and the answer is to this one.
            if let answerSequence { chain.answerSequence = answerSequence }
            throw error
        }
        switch step {
        case .incomplete: return .silent
        case .complete(let request):
            // The answer is the first message's, and says so.
            chain.header.command = kind.command
            // Its parts are put together once: it can't be tried again.
            self.connection.attempt = .cannotWait
            chain.answerSequence = answerSequence
            return try self.perform(request, &chain, into: &reply)
        }
    }

    private func perform(
        _ request: SMB1.TransactionRequest, _ chain: inout AndXChain, into reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        do throws(NTStatus) {
            switch request.kind {
            case .transaction: return try self.performTransaction(request, &chain, into: &reply)
            case .transaction2: return try self.performTransaction2(request, &chain, into: &reply)
            case .ntTransaction: return try self.performNTTransaction(request, &chain, into: &reply)
            }
        } catch {
            // These only warn, by their number, and clients expect the words of an answer with a warning.
            guard error == .invalidEAName || error == .eaListInconsistent else { throw error }
            return try self.answer(request, with: TransactionAnswer(error), &chain, &reply)
        }
    }

    func answer(
        _ request: SMB1.TransactionRequest, with answer: TransactionAnswer, _ chain: inout AndXChain, _ reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        try self.machine.answer(request, with: answer, &chain, &reply)
    }
}

extension SMB1.TransactionKind {
    /// The command of the first message, and of the answer.
    fileprivate var command: SMB1.Command {
        switch self {
        case .transaction: .transaction
        case .transaction2: .transaction2
        case .ntTransaction: .ntTransaction
        }
    }
}

extension SMB1.TransactionRequest {
    /// Reads parameters or data. What is too short or makes no sense is INVALID_PARAMETER.
    func read<Value>(
        _ part: KeyPath<SMB1.TransactionRequest, ByteBuffer>, _ decode: (inout WireReader) throws(WireError) -> Value
    ) throws(NTStatus) -> Value {
        let bytes = self[keyPath: part]
        var reader = WireReader(bytes)
        do {
            return try decode(&reader)
        } catch {
            throw .invalidParameter
        }
    }
}
