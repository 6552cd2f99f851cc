// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("SMB1 transactions") struct SMB1TransactionTests {
    /// smbclient 4.17 lists `\*`.
    private static let findFirst = ByteBuffer(
        hex: """
            ff534d4232000000001843c800000000000000000000000016d4986aa36207000f120000000a00ffff00000000000000000000120044000000580001
            00010017000044201600560506000401000000005c002a0000000000
            """)
    /// The Linux kernel cuts a file to nothing, with a level that passes a class through.
    private static let setFile = ByteBuffer(
        hex: """
            ff534d4232000000000001c0000000000000000000000000e3780100676714000f060008000200e80300000000000000000000060044000800
            4a0001000800110000000097dbfc0300000000000000000000
            """)
    /// smbd 4.17 answers SMB_QUERY_FS_SIZE_INFO's predecessor.
    private static let fsSize = ByteBuffer(
        hex: """
            ff534d4232000000008803c800000000000000000000000016d4986aa36208000a00002000000000003800000020003800000000002100003ca67801
            0000000094a578010000000094a57801000000000200000000020000
            """)

    private static func body(_ frame: ByteBuffer) throws -> SMB1.Body { try SMB1.Body(in: frame, at: SMB1.Header.size) }

    @Test func readsAFindFirst() throws {
        let request = try SMB1.TransactionRequest(decoding: try Self.body(Self.findFirst), .unicode, .transaction2)
        #expect(request.function == SMB1.Transaction2Function.findFirst2.rawValue)
        #expect(request.maximumParameterCount == 10 && request.maximumDataCount == 0xFFFF)
        #expect(request.isComplete && request.data.readableBytes == 0)
        var reader = WireReader(request.parameters)
        let find = try SMB1.FindFirst2Request(decoding: &reader, .unicode)
        #expect(
            find
                == SMB1.FindFirst2Request(
                    attributes: 0x16, count: 1366, flags: [.closeAtEnd, .returnResumeKeys], level: SMB1.FindLevel.bothDirectory.rawValue,
                    name: #"\*"#))
    }

    @Test func readsASetFile() throws {
        let request = try SMB1.TransactionRequest(decoding: try Self.body(Self.setFile), .unicode, .transaction2)
        #expect(request.function == SMB1.Transaction2Function.setFileInformation.rawValue)
        #expect(request.parameters.readableBytes == 6)
        var reader = WireReader(request.parameters)
        #expect(try reader.u16("FID") == 0xDB97)
        let level = SMB1.InformationLevel(rawValue: try reader.u16("InformationLevel"))
        #expect(level.setFileClass == .endOfFile)
        #expect(request.data == ByteBuffer(repeating: 0, count: 8))
    }

    @Test func readsAnAnswer() throws {
        let response = try SMB1.TransactionResponse(decoding: try Self.body(Self.fsSize), .transaction2)
        #expect(response.totalDataCount == 32 && response.data.readableBytes == 32)
        var reader = WireReader(response.data)
        #expect(try reader.u64("TotalAllocationUnits") == 0x0178_A63C)
    }

    @Test("is read as it was written", arguments: SMB1.TransactionKind.allCases, [SMB1.TextForm.unicode, .oem])
    func roundTrip(_ kind: SMB1.TransactionKind, _ text: SMB1.TextForm) throws {
        let request = SMB1.TransactionRequest(
            kind: kind, function: kind == .ntTransaction ? 4 : 0x26, setup: [0x26, 7], name: kind == .transaction ? #"\PIPE\"# : "",
            parameters: ByteBuffer(bytes: [1, 2, 3]), data: ByteBuffer(bytes: [4, 5, 6, 7, 8]), totalDataCount: 50,
            maximumParameterCount: 100, maximumDataCount: 1000, maximumSetupCount: 2)
        var writer = WireWriter()
        writer.zeros(SMB1.Header.size)
        request.encode(into: &writer, text, header: 0)
        #expect(try SMB1.TransactionRequest(decoding: try Self.body(writer.buffer), text, kind) == request)
    }

    @Test("a further message is read as it was written", arguments: SMB1.TransactionKind.allCases)
    func secondaryRoundTrip(_ kind: SMB1.TransactionKind) throws {
        let secondary = SMB1.TransactionSecondary(
            kind: kind, totalParameterCount: 3, totalDataCount: 50, parameterDisplacement: 3, dataDisplacement: 5,
            data: ByteBuffer(bytes: [9, 9]))
        var writer = WireWriter()
        writer.zeros(SMB1.Header.size)
        secondary.encode(into: &writer, header: 0)
        #expect(try SMB1.TransactionSecondary(decoding: try Self.body(writer.buffer), kind) == secondary)
    }

    @Test("an answer is read as it was written", arguments: SMB1.TransactionKind.allCases)
    func responseRoundTrip(_ kind: SMB1.TransactionKind) throws {
        let response = SMB1.TransactionResponse(
            kind: kind, totalParameterCount: 4, totalDataCount: 50, dataDisplacement: 5, setup: [3],
            parameters: ByteBuffer(bytes: [1, 2, 3, 4]), data: ByteBuffer(bytes: [9, 9]))
        var writer = WireWriter()
        writer.zeros(SMB1.Header.size)
        response.encode(into: &writer, header: 0)
        #expect(try SMB1.TransactionResponse(decoding: try Self.body(writer.buffer), kind) == response)
    }

    /// SetupCount, ParameterCount, ParameterOffset, DataCount, DataOffset of `findFirst`, each with a value that leads out of the message.
    @Test(
        "attack class 44: counts and offsets that lead out of the message are refused",
        arguments: [
            (59, 0xFF), (51, 0xFFFF), (53, 0xFFFF), (53, 0), (53, 0x20), (55, 0xFFFF), (55, 1),
        ] as [(Int, Int)])
    func refusesWhatLiesOutside(_ offset: Int, _ value: Int) throws {
        var frame = Self.findFirst
        if offset == 59 {
            frame.setInteger(UInt8(clamping: value), at: offset)
        } else {
            frame.setInteger(UInt16(clamping: value), at: offset, endianness: .little)
        }
        let body = try Self.body(frame)
        #expect(throws: WireError.self) { try SMB1.TransactionRequest(decoding: body, .unicode, .transaction2) }
    }

    @Test("every prefix of a message is refused, none traps", arguments: [0, 1])
    func refusesPrefixes(_ which: Int) {
        let frame = which == 0 ? Self.findFirst : Self.setFile
        for length in SMB1.Header.size..<frame.readableBytes {
            guard let prefix = frame.getSlice(at: 0, length: length) else { continue }
            #expect(throws: WireError.self) {
                try SMB1.TransactionRequest(decoding: try SMB1.Body(in: prefix, at: SMB1.Header.size), .unicode, .transaction2)
            }
        }
    }
}

@Suite("SMB1 lists of extended attributes") struct SMB1EAListTests {
    private static func decode(_ bytes: [UInt8]) throws -> SMB1.FEAList {
        let buffer = ByteBuffer(bytes: bytes)
        var reader = WireReader(buffer)
        return try SMB1.FEAList(decoding: &reader)
    }

    @Test func isReadAsItWasWritten() throws {
        let list = SMB1.FEAList([
            .init(flags: 0x80, name: Array("ONE".utf8), value: ByteBuffer(string: "first")),
            .init(name: Array("TWO".utf8), value: ByteBuffer()),
        ])
        var writer = WireWriter()
        list.encode(into: &writer)
        #expect(writer.buffer.getInteger(at: 0, endianness: .little, as: UInt32.self) == UInt32(writer.count))
        #expect(try Self.decode(Array(writer.buffer.readableBytesView)) == list)
    }

    @Test func nothingAtAllIsAnEmptyList() throws {
        #expect(try Self.decode([4, 0, 0, 0]).attributes.isEmpty)
        #expect(try Self.decode([0, 0, 0, 0]).attributes.isEmpty)
    }

    @Test(
        "attack classes 29 and 44: sizes and lengths that do not agree are refused",
        arguments: [
            [0, 0, 1, 0],  // CVE-2017-0144: a size whose upper half is set, with less behind it
            [3, 0, 0, 0],
            [5, 0, 0, 0],
            [0xFF, 0xFF, 0xFF, 0xFF],
            [9, 0, 0, 0, 0, 1, 0, 0, 0x41],  // no room for the name's terminator
            [10, 0, 0, 0, 0, 1, 0xFF, 0xFF, 0x41, 0],  // a value beyond the list
            [10, 0, 0, 0, 0, 1, 0, 0, 0x41, 0x42],  // no terminator
            [6, 0, 0, 0, 0, 0],  // half an entry
        ] as [[UInt8]])
    func refuses(_ bytes: [UInt8]) {
        #expect(throws: WireError.self) { try Self.decode(bytes) }
    }

    @Test(
        "a list of names is refused likewise",
        arguments: [
            [3, 0, 0, 0], [7, 0, 0, 0, 9, 0x41, 0], [7, 0, 0, 0, 1, 0x41, 0x42],
            [6, 0, 0, 0, 0, 0],  // a name of no bytes
            [7, 12, 0, 0] + Array(repeating: [1, 0x41, 0], count: 1025).flatMap { $0 },  // more names than anybody asks for
        ] as [[UInt8]])
    func refusesNames(_ bytes: [UInt8]) {
        #expect(throws: WireError.self) {
            let buffer = ByteBuffer(bytes: bytes)
            var reader = WireReader(buffer)
            _ = try SMB1.GEAList(decoding: &reader)
        }
    }
}
