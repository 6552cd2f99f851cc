// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("SMB1's requests for files") struct SMB1FileMessageTests {
    static let messages: [SMB1FileMessage] = [
        SMB1FileMessage(
            "NT_CREATE_ANDX of smbclient 4.17",
            """
            ff534d42a2000000001843c800000000000000000000000016d4986aa362090018ff0000000016000000000000000000890012000000000000000000
            0000000003000000010000004000000002000000001900005c00680065006c006c006f002e0074007800740000000000
            """,
            SMB1.NTCreateRequest(
                desiredAccess: .fileGenericRead, shareAccess: [.read, .write], options: .nonDirectoryFile, name: #"\hello.txt"#),
            SMB1.NTCreateRequest.init(decoding:text:), { $0.encode(into: &$1, text: .unicode, header: 0) }),
        SMB1FileMessage(
            "NT_CREATE_ANDX of smbtorture 4.17, with an extended response",
            """
            ff534d42a2000000000803c8000000000000000000000000df340100ade20f0018ff000000002c001000000000000000ff011f000000000000000000
            0000000004000000020000004000000002000000002f00005c0075006e006c0069006e006b0074006500730074005c0075006e006c0069006e006b00
            2e007400730074000000
            """,
            SMB1.NTCreateRequest(
                flags: .requestExtendedResponse, desiredAccess: .fileAll, shareAccess: .delete, disposition: .create,
                options: .nonDirectoryFile, name: #"\unlinktest\unlink.tst"#),
            SMB1.NTCreateRequest.init(decoding:text:), { $0.encode(into: &$1, text: .unicode, header: 0) }),
        SMB1FileMessage(
            "OPEN_ANDX of smbtorture 4.17",
            """
            ff534d422d000000000803c8000000000000000000000000df340100ade20b000fff0000000000420006000000000000001000000000000000000000
            0000002f00005c0075006e006c0069006e006b0074006500730074005c0075006e006c0069006e006b002e007400730074000000
            """,
            SMB1.OpenAndXRequest(
                flags: [], accessMode: SMB1.AccessMode(.readWrite, .denyNone), searchAttributes: 6,
                openMode: SMB1.OpenMode(rawValue: 0x10), name: #"\unlinktest\unlink.tst"#),
            SMB1.OpenAndXRequest.init(decoding:text:), { $0.encode(into: &$1, text: .unicode, header: 0) }),
        SMB1FileMessage(
            "CLOSE of smbclient 4.17",
            "ff534d4204000000001843c0000000000000000000000000316e2b6cc5220b00031f60ffffffff0000",
            SMB1.CloseRequest(file: 0x601F, lastWriteTime: SMB1.UTime(rawValue: .max)),
            SMB1.CloseRequest.init(decoding:text:), { $0.encode(into: &$1) }),
        SMB1FileMessage(
            "DELETE of smbtorture 4.17",
            """
            ff534d4206000000000803c8000000000000000000000000df348b6cade205000116001900045c0075006e006c0069006e006b007400650073007400
            0000
            """,
            SMB1.DeleteRequest(searchAttributes: 0x16, name: #"\unlinktest"#),
            SMB1.DeleteRequest.init(decoding:text:), { $0.encode(into: &$1, text: .unicode, header: 0) }),
        SMB1FileMessage(
            "CREATE_DIRECTORY of smbtorture 4.17",
            """
            ff534d4200000000000803c8000000000000000000000000df348b6cade20a00001900045c0075006e006c0069006e006b0074006500730074000000
            """,
            SMB1.PathRequest(name: #"\unlinktest"#),
            SMB1.PathRequest.init(decoding:text:), { $0.encode(into: &$1, text: .unicode, header: 0) }),
        SMB1FileMessage(
            "READ_ANDX of smbclient 4.17",
            "ff534d422e000000001843c0000000000000000000000000316e2b6cc5220a000cff0000001f600000000006000600000000000000000000000000",
            SMB1.ReadAndXRequest(file: 0x601F, offset: 0, count: 6, minimumCount: 6),
            SMB1.ReadAndXRequest.init(decoding:text:), { $0.encode(into: &$1) }),
        SMB1FileMessage(
            "WRITE_ANDX of linux-cifs 6.1",
            """
            ff534d422f000000000005c000008e4f3a4ce8a5854100005359010066ec16000eff000000816a00000000ffffffff00000000000002004000000000
            00030000770a
            """,
            SMB1.WriteAndXRequest(file: 0x6A81, offset: 0, data: ByteBuffer(string: "w\n")),
            SMB1.WriteAndXRequest.init(decoding:text:), { $0.encode(into: &$1, header: 0) }),
    ]

    @Test("mean what their clients meant", arguments: messages)
    func meansWhatItMeant(_ message: SMB1FileMessage) throws {
        #expect(try message.means(message.frame))
    }

    @Test("mean the same after writing and reading", arguments: messages)
    func meansTheSameAfterWriting(_ message: SMB1FileMessage) throws {
        #expect(try message.means(try message.reencode(message.frame)))
    }

    @Test("are read or refused, whatever bits flip", arguments: messages)
    func survivesFlippedBits(_ message: SMB1FileMessage) {
        for damaged in message.damaged(400) {
            do {
                _ = try message.reencode(damaged)
            } catch {
                #expect(error is WireError)
            }
        }
    }

    @Test("are refused where they end in the middle of their words", arguments: messages)
    func refusesHalfTheWords(_ message: SMB1FileMessage) throws {
        let words = Int(try #require(message.frame.getInteger(at: SMB1.Header.size, as: UInt8.self)))
        for length in SMB1.Header.size..<SMB1.Header.size + 1 + words * 2 + 2 {
            let prefix = message.frame.getSlice(at: 0, length: length) ?? ByteBuffer()
            #expect(throws: WireError.self, "\(length) bytes") { try message.reencode(prefix) }
        }
    }
}

@Suite("WRITE_ANDX's data") struct SMB1WriteDataTests {
    private static func body(count: UInt16, countHigh: UInt16 = 0, offset: UInt16) throws -> SMB1.Body {
        var writer = WireWriter(ByteBuffer(repeating: 0, count: SMB1.Header.size))
        SMB1.WriteAndXRequest(file: 1, offset: 0, data: ByteBuffer(string: "four")).encode(into: &writer, header: 0)
        let words = SMB1.Header.size + 1
        writer.buffer.setInteger(countHigh, at: words + 18, endianness: .little)
        writer.buffer.setInteger(count, at: words + 20, endianness: .little)
        writer.buffer.setInteger(offset, at: words + 22, endianness: .little)
        return try SMB1.Body(in: writer.buffer, at: SMB1.Header.size)
    }

    private static let start: UInt16 = 64

    @Test func liesWhereItsOffsetSays() throws {
        let request = try SMB1.WriteAndXRequest(decoding: try Self.body(count: 3, offset: Self.start + 1), text: .unicode)
        #expect(request.data == ByteBuffer(string: "our"))
    }

    // Attack class 45: what else is in the server's memory would be written (CVE-2017-12163).
    @Test("is refused where it claims more than the message holds", arguments: [UInt16(5), 100, 0xFFFF])
    func refusesMoreThanThereIs(_ count: UInt16) throws {
        let body = try Self.body(count: count, offset: Self.start)
        #expect(throws: WireError.self) { try SMB1.WriteAndXRequest(decoding: body, text: .unicode) }
    }

    @Test("is refused where the upper half of its length claims more", arguments: [UInt16(1), 0x7FFF, 0xFFFF])
    func refusesLongLengths(_ countHigh: UInt16) throws {
        let body = try Self.body(count: 4, countHigh: countHigh, offset: Self.start)
        #expect(throws: WireError.self) { try SMB1.WriteAndXRequest(decoding: body, text: .unicode) }
    }

    @Test("is refused in front of the request's bytes or behind its end", arguments: [UInt16(0), 1, 32, 62, 65, 68, 0xFFFF])
    func refusesBadOffsets(_ offset: UInt16) throws {
        let body = try Self.body(count: 4, offset: offset)
        #expect(throws: WireError.self) { try SMB1.WriteAndXRequest(decoding: body, text: .unicode) }
    }

    @Test("of WRITE is refused where its words claim more than its bytes", arguments: [UInt16(5), 0xFFFF])
    func refusesWordsThatClaimMore(_ count: UInt16) throws {
        var writer = WireWriter(ByteBuffer(repeating: 0, count: SMB1.Header.size))
        SMB1.WriteRequest(file: 1, offset: 0, data: ByteBuffer(string: "four")).encode(into: &writer)
        // What lies behind the bytes is no part of them.
        writer.zeros(64)
        writer.buffer.setInteger(count, at: SMB1.Header.size + 1 + 2, endianness: .little)
        let body = try SMB1.Body(in: writer.buffer, at: SMB1.Header.size)
        #expect(throws: WireError.self) { try SMB1.WriteRequest(decoding: body, text: .unicode) }
    }
}

@Suite("SMB1's times") struct SMB1TimesTests {
    @Test(
        "are written as days and pairs of seconds",
        arguments: [
            (Int64(315_532_800), UInt16(0x0021), UInt16(0)),  // 1980-01-01
            (951_782_399, 0x285C, 0xBF7D),  // 2000-02-28 23:59:59
            (951_868_798, 0x285D, 0xBF7D),  // 2000-02-29 23:59:58
            (4_354_819_198, 0xFF9F, 0xBF7D),  // 2107-12-31 23:59:58
        ])
    func writesDates(_ seconds: Int64, _ date: UInt16, _ time: UInt16) throws {
        let value = SMB1.DateTime(NTTime(unixSeconds: seconds))
        #expect(value == SMB1.DateTime(date: date, time: time))
        #expect(try #require(value.nt).unixSeconds == seconds & ~1)
    }

    @Test("beyond their range are not known", arguments: [Int64(0), 315_532_799, 4_354_819_200, Int64(Int32.max) * 1000])
    func knowsItsRange(_ seconds: Int64) {
        #expect(SMB1.DateTime(NTTime(unixSeconds: seconds)) == SMB1.DateTime(date: 0, time: 0))
    }

    @Test(
        "that do not exist leave the file's", arguments: [(UInt16(0), UInt16(0)), (.max, .max), (0x0001, 0), (0x01A1, 0), (0x0021, 0xC000)])
    func refusesWhatIsNoDate(_ date: UInt16, _ time: UInt16) {
        #expect(SMB1.DateTime(date: date, time: time).nt == nil)
    }

    @Test func countFrom1970AsWell() {
        #expect(SMB1.UTime(NTTime(unixSeconds: 1_700_000_000)).rawValue == 1_700_000_000)
        #expect(SMB1.UTime(rawValue: 1_700_000_000).time == NTTime(unixSeconds: 1_700_000_000))
        #expect(SMB1.UTime.unchanged.time == nil)
        #expect(SMB1.UTime(rawValue: .max).time == nil)
    }
}
