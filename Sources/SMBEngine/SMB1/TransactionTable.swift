// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

/// The transactions of one connection whose messages have not all come. [MS-CIFS] 3.3.5.34, 3.3.5.57, 3.3.5.73
///
/// What it refuses is what broke other servers: a secondary message of another kind than the first, which let sizes of two and of four
/// bytes be mixed (CVE-2017-0144), pieces that lie outside of what was announced, totals that grow.
struct TransactionTable {
    /// "The server MUST use UID, TID, PID and MID to match the secondary to the first message."
    struct Key: Hashable {
        let userID: UInt16
        let treeID: UInt16
        let processID: UInt32
        let multiplexID: UInt16

        init(_ header: SMB1.Header) {
            self.userID = header.userID
            self.treeID = header.treeID
            self.processID = header.processID
            self.multiplexID = header.multiplexID
        }
    }

    enum Step: Equatable {
        /// All of it is here.
        case complete(SMB1.TransactionRequest)
        /// More is to come; the first message is answered with an interim response, the others with silence.
        case incomplete
    }

    private var unfinished: [Key: SMB1.TransactionRequest] = [:]
    /// What the answers of the unfinished are signed with: all of them with the first message's number. [MS-CIFS] 3.3.5.2.3
    private var answerSequences: [Key: UInt32] = [:]

    var count: Int { self.unfinished.count }

    /// The first message.
    mutating func begin(_ request: SMB1.TransactionRequest, _ key: Key, answerSequence: UInt32? = nil) throws(NTStatus) -> Step {
        // A client that begins anew under the same numbers has given the old one up.
        self.unfinished[key] = nil
        self.answerSequences[key] = nil
        guard
            request.totalParameterCount <= ConnectionLimits.transactionParameters,
            request.totalDataCount <= ConnectionLimits.transactionData
        else { throw .insufficientResources }
        guard
            request.parameters.readableBytes <= request.totalParameterCount, request.data.readableBytes <= request.totalDataCount
        else { throw .invalidSMB }
        if request.isComplete { return .complete(request) }
        guard self.unfinished.count < ConnectionLimits.transactions else { throw .insufficientResources }
        self.unfinished[key] = request
        self.answerSequences[key] = answerSequence
        return .incomplete
    }

    /// Nil: nothing is signed, or there is no such transaction.
    func answerSequence(of key: Key) -> UInt32? { self.answerSequences[key] }

    /// A further message. Whatever is wrong with it ends the transaction.
    mutating func proceed(_ secondary: SMB1.TransactionSecondary, _ key: Key) throws(NTStatus) -> Step {
        defer { if self.unfinished[key] == nil { self.answerSequences[key] = nil } }
        guard var request = self.unfinished.removeValue(forKey: key) else { throw .invalidSMB }
        guard secondary.kind == request.kind else { throw .invalidSMB }
        // "TotalDataCount … MAY be less than or equal to the value in the primary request": it may shrink, never grow.
        guard
            secondary.totalParameterCount <= request.totalParameterCount, secondary.totalDataCount <= request.totalDataCount
        else { throw .invalidSMB }
        request.totalParameterCount = secondary.totalParameterCount
        request.totalDataCount = secondary.totalDataCount
        try Self.append(secondary.parameters, at: secondary.parameterDisplacement, to: &request.parameters, of: request.totalParameterCount)
        try Self.append(secondary.data, at: secondary.dataDisplacement, to: &request.data, of: request.totalDataCount)
        if request.isComplete { return .complete(request) }
        // A message that brings nothing would let a transaction go on for ever.
        guard secondary.parameters.readableBytes + secondary.data.readableBytes > 0 else { throw .invalidSMB }
        self.unfinished[key] = request
        return .incomplete
    }

    /// Pieces come in order, as TCP brings them: what would leave a hole, or write over what is there, is refused.
    private static func append(
        _ piece: ByteBuffer, at displacement: Int, to whole: inout ByteBuffer, of total: Int
    ) throws(NTStatus) {
        let count = whole.readableBytes
        guard count <= total else { throw .invalidSMB }
        if piece.readableBytes == 0 { return }
        guard displacement == count, piece.readableBytes <= total - count else { throw .invalidSMB }
        whole.writeImmutableBuffer(piece)
    }

    /// What nobody will finish: its user has logged off, or its tree is gone.
    mutating func remove(where isGone: (Key) -> Bool) {
        self.unfinished = self.unfinished.filter { !isGone($0.key) }
        self.answerSequences = self.answerSequences.filter { !isGone($0.key) }
    }
}
