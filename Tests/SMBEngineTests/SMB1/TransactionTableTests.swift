// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Testing

@testable import SMBEngine

@Suite("Transactions that come in several messages") struct TransactionTableTests {
    private static let key = TransactionTable.Key(SMB1.Header(command: .transaction2, treeID: 1, processID: 7, userID: 2, multiplexID: 9))

    private static func bytes(_ count: Int, _ byte: UInt8 = 0x41) -> ByteBuffer { ByteBuffer(repeating: byte, count: count) }

    private static func primary(
        _ kind: SMB1.TransactionKind = .transaction2, data: Int, of total: Int
    ) -> SMB1.TransactionRequest {
        SMB1.TransactionRequest(
            kind: kind, setup: [8], parameters: self.bytes(4), data: self.bytes(data), totalParameterCount: 4, totalDataCount: total)
    }

    private static func secondary(
        _ kind: SMB1.TransactionKind = .transaction2, parameters: Int = 4, of total: Int, at displacement: Int, _ count: Int
    ) -> SMB1.TransactionSecondary {
        SMB1.TransactionSecondary(
            kind: kind, totalParameterCount: parameters, totalDataCount: total, dataDisplacement: displacement,
            data: self.bytes(count, 0x42))
    }

    @Test func oneMessageIsEnoughWhereEverythingIsInIt() throws {
        var table = TransactionTable()
        let request = Self.primary(data: 10, of: 10)
        #expect(try table.begin(request, Self.key) == .complete(request))
        #expect(table.count == 0)
    }

    @Test func piecesArePutTogetherInOrder() throws {
        var table = TransactionTable()
        #expect(try table.begin(Self.primary(data: 10, of: 30), Self.key) == .incomplete)
        #expect(try table.proceed(Self.secondary(of: 30, at: 10, 10), Self.key) == .incomplete)
        guard case .complete(let request) = try table.proceed(Self.secondary(of: 30, at: 20, 10), Self.key) else {
            Issue.record("not complete")
            return
        }
        #expect(request.data == ByteBuffer(bytes: [UInt8](repeating: 0x41, count: 10) + [UInt8](repeating: 0x42, count: 20)))
        #expect(table.count == 0)
    }

    @Test func theTotalMayShrink() throws {
        var table = TransactionTable()
        #expect(try table.begin(Self.primary(data: 10, of: 30), Self.key) == .incomplete)
        guard case .complete(let request) = try table.proceed(Self.secondary(of: 20, at: 10, 10), Self.key) else {
            Issue.record("not complete")
            return
        }
        #expect(request.data.readableBytes == 20)
    }

    @Test(
        "attack class 44: a piece that does not fit ends the transaction",
        arguments: [
            secondary(.ntTransaction, of: 30, at: 10, 10),  // another kind: sizes of 32 bits on a transaction of 16 (CVE-2017-0144)
            secondary(.transaction, of: 30, at: 10, 10),
            secondary(of: 40, at: 10, 10),  // the total grows
            secondary(parameters: 5, of: 30, at: 10, 10),
            secondary(of: 5, at: 10, 10),  // less than has come
            secondary(of: 30, at: 11, 10),  // a hole
            secondary(of: 30, at: 5, 10),  // over what is there
            secondary(of: 30, at: 10, 21),  // beyond the end
            secondary(of: 30, at: 0xFFFF_FFFF, 10),
            secondary(of: 30, at: 10, 0),  // nothing, for ever
        ])
    func refuses(_ piece: SMB1.TransactionSecondary) throws {
        var table = TransactionTable()
        #expect(try table.begin(Self.primary(data: 10, of: 30), Self.key) == .incomplete)
        #expect(throws: NTStatus.invalidSMB) { try table.proceed(piece, Self.key) }
        #expect(table.count == 0)
        // And it stays ended.
        #expect(throws: NTStatus.invalidSMB) { try table.proceed(Self.secondary(of: 30, at: 10, 20), Self.key) }
    }

    @Test(
        "attack class 44: totals beyond the limits are refused before anything is kept",
        arguments: [(0x1_0001, 0), (0, 0x2_0001), (0xFFFF_FFFF, 0xFFFF_FFFF)] as [(Int, Int)])
    func limits(_ parameters: Int, _ data: Int) throws {
        var table = TransactionTable()
        let request = SMB1.TransactionRequest(kind: .ntTransaction, totalParameterCount: parameters, totalDataCount: data)
        #expect(throws: NTStatus.insufficientResources) { try table.begin(request, Self.key) }
        #expect(table.count == 0)
    }

    @Test func moreThanIsAnnouncedIsRefused() {
        var table = TransactionTable()
        #expect(throws: NTStatus.invalidSMB) { try table.begin(Self.primary(data: 31, of: 30), Self.key) }
    }

    @Test func onlySoManyCanBeUnfinished() throws {
        var table = TransactionTable()
        for id in 0..<UInt16(ConnectionLimits.transactions) {
            #expect(
                try table.begin(Self.primary(data: 1, of: 2), .init(SMB1.Header(command: .transaction2, multiplexID: id))) == .incomplete)
        }
        #expect(throws: NTStatus.insufficientResources) { try table.begin(Self.primary(data: 1, of: 2), Self.key) }
        // One that comes whole needs no place.
        #expect(try table.begin(Self.primary(data: 2, of: 2), Self.key) == .complete(Self.primary(data: 2, of: 2)))
    }

    @Test func anotherUsersMessageDoesNotContinueIt() throws {
        var table = TransactionTable()
        #expect(try table.begin(Self.primary(data: 10, of: 30), Self.key) == .incomplete)
        let other = TransactionTable.Key(SMB1.Header(command: .transaction2, treeID: 1, processID: 7, userID: 3, multiplexID: 9))
        #expect(throws: NTStatus.invalidSMB) { try table.proceed(Self.secondary(of: 30, at: 10, 20), other) }
        #expect(table.count == 1)
        table.remove { $0.userID == 2 }
        #expect(table.count == 0)
    }
}

@Suite("Transactions that are answered in several messages") struct TransactionAnswerTests {
    private static func answer(parameters: Int, data: Int) -> TransactionAnswer {
        var answer = TransactionAnswer()
        answer.parameters = ByteBuffer(repeating: 1, count: parameters)
        answer.data = ByteBuffer(repeating: 2, count: data)
        return answer
    }

    @Test("each message fits the client's buffer, and together they are the whole", arguments: [1024, 4356, 16_644, 65_535])
    func messages(_ limit: Int) {
        let messages = Self.answer(parameters: 10, data: 40_000).messages(.transaction2, limit: limit)
        var (parameters, data) = (0, 0)
        for message in messages {
            #expect(message.parameterDisplacement == parameters && message.dataDisplacement == data)
            #expect(message.totalParameterCount == 10 && message.totalDataCount == 40_000)
            var writer = WireWriter()
            writer.zeros(SMB1.Header.size)
            message.encode(into: &writer, header: 0)
            #expect(writer.count <= limit)
            parameters += message.parameters.readableBytes
            data += message.data.readableBytes
        }
        #expect(parameters == 10 && data == 40_000)
    }

    @Test func anEmptyAnswerIsOneMessage() {
        #expect(Self.answer(parameters: 0, data: 0).messages(.ntTransaction, limit: 1024).count == 1)
    }

    @Test func aBufferOfNothingStillMovesOn() {
        #expect(Self.answer(parameters: 0, data: 1000).messages(.transaction2, limit: 0).count == 4)
    }

    @Test func dataBeyondTheMaximumIsCutOff() throws {
        let request = SMB1.TransactionRequest(kind: .transaction2, maximumDataCount: 100)
        let answer = try Self.answer(parameters: 2, data: 101).fitted(to: request)
        #expect(answer.data.readableBytes == 100 && answer.status == .bufferOverflow)
        #expect(try Self.answer(parameters: 2, data: 100).fitted(to: request).status == .success)
    }

    @Test func parametersBeyondTheMaximumAreAnError() {
        let request = SMB1.TransactionRequest(kind: .transaction2, maximumParameterCount: 1)
        #expect(throws: NTStatus.bufferTooSmall) { try Self.answer(parameters: 2, data: 0).fitted(to: request) }
    }
}
