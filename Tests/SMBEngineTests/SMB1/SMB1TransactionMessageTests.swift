// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@testable import SMBEngine

@Suite("Messages of SMB1's transactions") struct SMB1TransactionMessageTests {
    private let store = InMemoryStore()
    private let server: TestServer
    private let client: SMB1Client

    init() throws {
        try self.store.put("one.txt", "one")
        self.server = .speakingSMB1(store: self.store)
        self.client = try self.server.connectedSMB1Client()
    }

    /// QUERY_PATH_INFORMATION of `one.txt`, whose parameters come in two messages.
    private func begin(_ kind: SMB1.TransactionKind = .transaction2) throws -> (header: SMB1.Header, rest: ByteBuffer) {
        var writer = WireWriter()
        writer.u16(0x102)
        writer.u32(0)
        writer.text(#"\one.txt"#, .unicode, header: 0)
        var parameters = writer.buffer
        let first = parameters.readSlice(length: 10) ?? ByteBuffer()
        let request = SMB1.TransactionRequest(
            kind: kind, function: 5, setup: [5], parameters: first, totalParameterCount: 10 + parameters.readableBytes)
        var header = SMB1.Header(command: .transaction2)
        let command: SMB1.Command = kind == .transaction2 ? .transaction2 : .ntTransaction
        let interim = try self.client.request(command, header: { header = $0 }) { request.encode(into: &$0, .unicode, header: 0) }
        #expect(interim.status == .success && interim.body.wordCount == 0 && interim.body.byteCount == 0)
        return (header, parameters)
    }

    private func proceed(
        _ header: SMB1.Header, _ piece: ByteBuffer, as kind: SMB1.TransactionKind = .transaction2, at displacement: Int = 10,
        total: Int? = nil
    ) throws {
        let secondary = SMB1.TransactionSecondary(
            kind: kind, totalParameterCount: total ?? 10 + piece.readableBytes, totalDataCount: 0, parameterDisplacement: displacement,
            parameters: piece)
        let command: SMB1.Command = kind == .transaction2 ? .transaction2Secondary : .ntTransactionSecondary
        let frame = self.client.encode(
            command,
            header: {
                $0 = header
                $0.command = command
            }, { secondary.encode(into: &$0, header: 0) })
        try self.client.send(frame)
    }

    @Test func partsThatCameInTwoMessagesAreOneRequest() throws {
        let (header, rest) = try self.begin()
        try self.proceed(header, rest)
        let result = try self.client.receiveTransaction(.transaction2)
        #expect(result.data.getInteger(at: result.data.readerIndex + 8, endianness: .little, as: UInt64.self) == 3)
    }

    @Test(
        "attack class 44: NT_TRANSACT is not ended by TRANSACTION2_SECONDARY, nor the other way (CVE-2017-0144)", arguments: [true, false])
    func kindsDoNotMix(_ beginsAsNT: Bool) throws {
        let (header, rest) = try self.begin(beginsAsNT ? .ntTransaction : .transaction2)
        try self.proceed(header, rest, as: beginsAsNT ? .transaction2 : .ntTransaction)
        #expect(try self.client.receive().status == .invalidSMB)
        // What was begun is gone as well.
        try self.proceed(header, rest, as: beginsAsNT ? .ntTransaction : .transaction2)
        #expect(try self.client.receive().status == .invalidSMB)
    }

    @Test("attack class 44: a connection that keeps breaking transactions ends")
    func brokenTransactionsEndTheConnection() throws {
        let header = SMB1.Header(command: .transaction2Secondary, treeID: self.client.treeID, userID: self.client.userID)
        #expect(throws: TransportError.self) {
            for _ in 0...ConnectionLimits.violations {
                try self.proceed(header, ByteBuffer(bytes: [1, 2, 3]))
                _ = try self.client.receive()
            }
        }
    }

    @Test("attack class 44: the probe for EternalBlue is not implemented (TRANS2_SESSION_SETUP)")
    func probe() {
        #expect(throws: NTStatus.notImplemented) {
            try self.client.transact(
                SMB1.TransactionRequest(kind: .transaction2, setup: [0x0E], parameters: ByteBuffer(repeating: 0, count: 12)))
        }
    }

    @Test func aLogoffForgetsWhatWasBegun() throws {
        let (header, rest) = try self.begin()
        let machine = try self.client.request(.logoffAndX) { $0.body { $0.andX() } }
        #expect(machine.status == .success)
        try self.proceed(header, rest)
        #expect(try self.client.receive().status == .smbBadUID)
    }
}

@Suite("Pipes of SMB1") struct SMB1PipeTests {
    private let server: TestServer
    private let client: SMB1Client

    init() throws {
        self.server = .speakingSMB1(store: InMemoryStore())
        self.client = try self.server.connectedSMB1Client(to: "IPC$")
    }

    private func call(_ request: SMB1.RemoteAdministration.Request, _ descriptors: (String, String)) throws -> SMB1Client.TransactionResult
    {
        var writer = WireWriter()
        request.encode(parameters: descriptors.0, data: descriptors.1, into: &writer)
        return try self.client.transact(
            SMB1.TransactionRequest(kind: .transaction, name: #"\PIPE\LANMAN"#, parameters: writer.buffer, maximumDataCount: 4096))
    }

    @Test func oldClientsListShares() throws {
        let result = try self.call(
            SMB1.RemoteAdministration.Request(function: 0, level: 1, receiveBuffer: 4096), ("WrLeh", "B13BWz"))
        var reader = WireReader(result.parameters)
        #expect(try reader.u16("Win32ErrorCode") == 0)
        try reader.skip(2)
        let count = Int(try reader.u16("EntriesReturned"))
        #expect(count == 2 && result.data.readableBytes >= 40)
        let names = (0..<count).map { index in
            String(decoding: Array(result.data.readableBytesView).dropFirst(index * 20).prefix { $0 != 0 }, as: UTF8.self)
        }
        #expect(Set(names) == ["data", "IPC$"])
    }

    @Test("a list that does not fit says so", arguments: [0, 19, 20])
    func listsWhatFits(_ limit: Int) throws {
        let result = try self.call(
            SMB1.RemoteAdministration.Request(function: 0, level: 1, receiveBuffer: limit), ("WrLeh", "B13BWz"))
        var reader = WireReader(result.parameters)
        #expect(try reader.u16("Win32ErrorCode") == SMB1.RemoteAdministration.Result.moreData.rawValue)
        #expect(result.data.readableBytes <= limit)
    }

    @Test func whatIsNotKnownIsNotSupported() throws {
        let result = try self.call(SMB1.RemoteAdministration.Request(function: 200, level: 1, receiveBuffer: 10), ("WrLh", "B16"))
        var reader = WireReader(result.parameters)
        #expect(try reader.u16("Win32ErrorCode") == 50)
    }

    @Test func aCallThatIsCutOffIsInvalid() {
        #expect(throws: NTStatus.invalidParameter) {
            try self.client.transact(
                SMB1.TransactionRequest(kind: .transaction, name: #"\PIPE\LANMAN"#, parameters: ByteBuffer(bytes: [0, 0, 0x57])))
        }
    }

    @Test("attack class 46: a pipe function on what is no pipe", arguments: [0x26, 0x23, 0x36, 0x37] as [UInt16])
    func noPipe(_ function: UInt16) {
        #expect(throws: NTStatus.invalidHandle) {
            try self.client.transact(SMB1.TransactionRequest(kind: .transaction, setup: [function, 0x1234], name: #"\PIPE\"#))
        }
    }
}
