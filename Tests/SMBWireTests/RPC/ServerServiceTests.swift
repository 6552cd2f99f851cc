// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("Server service") struct ServerServiceTests {
    private static let shares: [ServerService.Share] = [
        .init(name: "disk"), .init(name: "tmp"),
        .init(name: "torture", comment: "like the share that Samba's own selftest uses (lib/selftest/target/Samba3.pm)"),
        .init(name: "IPC$", kind: .ipc.special, comment: "IPC Service (Samba 4.17.12-Debian)"),
    ]
    private static let service = ServerService(serverName: "BENCHSRV", serverComment: "Samba", shares: shares)

    private static func results(_ operation: ServerService.Operation, _ stub: ByteBuffer, administrator: Bool = false) throws -> ByteBuffer
    {
        var service = Self.service
        service.callerIsAdministrator = administrator
        guard case .results(let results) = service.answer(operation.rawValue, stub: stub) else {
            throw WireError(.value, field: "fault", offset: 0)
        }
        return results
    }

    private static func enumStub(level: UInt32) -> ByteBuffer {
        var writer = NDRWriter()
        writer.null()
        writer.long(level)
        writer.long(level)
        writer.pointer()
        writer.long(0)
        writer.null()
        writer.long(.max)
        writer.null()
        return writer.stub
    }

    private static func getInfoStub(_ name: String, level: UInt32) -> ByteBuffer {
        var writer = NDRWriter()
        writer.null()
        writer.string(name)
        writer.long(level)
        return writer.stub
    }

    private static func lastLong(_ stub: ByteBuffer) -> UInt32? {
        stub.getInteger(at: stub.writerIndex - 4, endianness: .little)
    }

    /// The request is smbclient's; the order of what comes back is smbd's.
    @Test func listsAsTheCapturedServerDoes() throws {
        var request = ByteBuffer(hex: GoldenRPC.shareEnum)
        request.moveReaderIndex(forwardBy: 24)
        let results = try Self.results(.shareEnum, request)
        var reader = WireReader(results)
        #expect(try reader.ndrLong("Level") == 1)
        #expect(try reader.ndrLong("Level") == 1)
        #expect(try reader.ndrPointer("Container"))
        #expect(try reader.ndrLong("EntriesRead") == 4)
        #expect(try reader.ndrPointer("Buffer"))
        #expect(try reader.ndrLong("MaxCount") == 4)
        for share in Self.shares {
            #expect(try reader.ndrPointer("Name"))
            #expect(try reader.ndrLong("Type") == share.kind.rawValue)
            #expect(try reader.ndrPointer("Comment"))
        }
        for share in Self.shares {
            #expect(try reader.ndrString("Name") == share.name)
            #expect(try reader.ndrString("Comment") == share.comment)
        }
        #expect(try reader.ndrLong("TotalEntries") == 4)
        #expect(try reader.ndrPointer("ResumeHandle"))
        #expect(try reader.ndrLong("ResumeHandle") == 0)
        #expect(try reader.ndrLong("Result") == 0)
        #expect(reader.remaining == 0)
    }

    @Test(
        "each level answers, or says why not",
        arguments: [
            (UInt32(0), false, ServerService.Result.success), (1, false, .success), (501, false, .success), (2, false, .accessDenied),
            (502, false, .accessDenied), (2, true, .success), (502, true, .success), (503, true, .invalidLevel),
            (1005, true, .invalidLevel), (7, false, .invalidLevel), (.max, false, .invalidLevel),
        ])
    func levels(_ level: UInt32, _ administrator: Bool, _ expected: ServerService.Result) throws {
        let results = try Self.results(.shareEnum, Self.enumStub(level: level), administrator: administrator)
        #expect(Self.lastLong(results) == expected.rawValue)
    }

    @Test(
        "one share is described, whatever its case",
        arguments: [
            ("TMP", UInt32(1), ServerService.Result.success), ("tmp", 0, .success), ("tmp", 501, .success), ("tmp", 1005, .success),
            ("tmp", 2, .accessDenied), ("none", 1, .netNameNotFound), ("tmp", 9, .invalidLevel),
        ])
    func describesOne(_ name: String, _ level: UInt32, _ expected: ServerService.Result) throws {
        #expect(Self.lastLong(try Self.results(.shareGetInfo, Self.getInfoStub(name, level: level))) == expected.rawValue)
    }

    @Test("the server says who it is", arguments: [(UInt32(100), UInt32(0)), (101, 0), (102, 124), (7, 124)])
    func describesTheServer(_ level: UInt32, _ expected: UInt32) throws {
        var writer = NDRWriter()
        writer.pointer()
        writer.string(#"\\127.0.0.1"#)
        writer.long(level)
        let results = try Self.results(.serverGetInfo, writer.stub)
        #expect(Self.lastLong(results) == expected)
    }

    @Test func aListCanBeResumed() throws {
        var request = ByteBuffer(hex: GoldenRPC.shareEnum)
        request.moveReaderIndex(forwardBy: 24)
        request.setInteger(UInt32(3), at: request.writerIndex - 4, endianness: .little)
        let results = try Self.results(.shareEnum, request)
        #expect(results.getInteger(at: 12, endianness: .little, as: UInt32.self) == 1)
        request.setInteger(UInt32.max, at: request.writerIndex - 4, endianness: .little)
        #expect(try Self.results(.shareEnum, request).getInteger(at: 12, endianness: .little, as: UInt32.self) == 0)
    }

    @Test("every prefix of a request is a fault", arguments: 0..<68)
    func refusesEveryPrefix(_ count: Int) throws {
        let stub = try #require(ByteBuffer(hex: GoldenRPC.shareEnum).getSlice(at: 24, length: count))
        #expect(Self.service.answer(15, stub: stub) == .fault(.badStubData))
    }

    @Test(
        "strings that lie about their length are refused",
        arguments: [
            "ffffffff 00000000 ffffffff", "01000000 00000000 02000000 61006200", "02000000 01000000 01000000 6100",
            "ffffffff 00000000 00000080",
        ])
    func refusesLyingStrings(_ hex: String) {
        #expect(throws: WireError.self) {
            let stub = ByteBuffer(hex: hex)
            var reader = WireReader(stub)
            _ = try reader.ndrString("Name")
        }
    }
}
