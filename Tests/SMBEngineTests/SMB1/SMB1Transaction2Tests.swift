// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@testable import SMBEngine

@Suite("TRANSACTION2") struct SMB1Transaction2Tests {
    private let store = InMemoryStore()
    private let server: TestServer
    private let client: SMB1Client

    init() throws {
        for index in 0..<20 { try self.store.put("folder/file \(index).text", String(repeating: "x", count: index)) }
        try self.store.put("one.txt", "one")
        self.server = .speakingSMB1(store: self.store)
        self.client = try self.server.connectedSMB1Client()
    }

    private func findFirst(
        _ name: String, level: SMB1.FindLevel = .bothDirectory, count: Int = 100, flags: SMB1.FindFlags = [], limit: Int = 0xFFFF
    ) throws -> SMB1Client.TransactionResult {
        try self.client.transact2(.findFirst2, maximumDataCount: limit) {
            SMB1.FindFirst2Request(count: count, flags: flags, level: level.rawValue, name: name).encode(into: &$0, .unicode)
        }
    }

    /// The search's number, how many entries there are, and whether they are the last.
    private static func outcome(_ parameters: ByteBuffer, isFirst: Bool = true) throws -> (search: UInt16, count: Int, isEnd: Bool) {
        var reader = WireReader(parameters)
        let search = isFirst ? try reader.u16("SID") : 0
        return (search, Int(try reader.u16("SearchCount")), try reader.u16("EndOfSearch") != 0)
    }

    private static func names(_ data: ByteBuffer) throws -> [String] {
        try EntryChain.split(data, alignment: 1).map { entry in
            var reader = WireReader(entry)
            try reader.skip(60)
            let length = Int(try reader.u32("FileNameLength"))
            try reader.skip(30)
            return try reader.utf16("FileName", byteCount: length)
        }
    }

    @Test func aSearchFindsAllNamesInPieces() throws {
        let first = try self.findFirst(#"\folder\*"#, count: 7)
        var (search, count, isEnd) = try Self.outcome(first.parameters)
        var names = try Self.names(first.data)
        #expect(count == 7 && names.count == 7 && !isEnd)
        while !isEnd {
            let next = try self.client.transact2(.findNext2) {
                SMB1.FindNext2Request(
                    search: search, count: 7, level: SMB1.FindLevel.bothDirectory.rawValue, flags: .continueFromLast, name: names.last ?? ""
                ).encode(into: &$0, .unicode)
            }
            (_, count, isEnd) = try Self.outcome(next.parameters, isFirst: false)
            if count > 0 { names += try Self.names(next.data) }
        }
        #expect(Set(names) == Set([".", ".."] + (0..<20).map { "file \($0).text" }))
        #expect(names.count == 22)
    }

    @Test func aSearchGoesOnBehindAnyNameOfTheLastAnswer() throws {
        let first = try self.findFirst(#"\folder\*"#, count: 10)
        let search = try Self.outcome(first.parameters).search
        let names = try Self.names(first.data)
        let next = try self.client.transact2(.findNext2) {
            SMB1.FindNext2Request(search: search, count: 3, level: SMB1.FindLevel.bothDirectory.rawValue, name: names[4])
                .encode(into: &$0, .unicode)
        }
        #expect(try Self.names(next.data) == Array(names[5..<8]))
    }

    @Test func whatIsMadeDuringASearchIsFoundByIt() throws {
        let first = try self.findFirst(#"\folder\*"#, count: 5)
        let search = try Self.outcome(first.parameters).search
        let last = try #require(try Self.names(first.data).last)
        try self.store.put("folder/zzz", "new")
        let next = try self.client.transact2(.findNext2) {
            SMB1.FindNext2Request(search: search, count: 100, level: SMB1.FindLevel.bothDirectory.rawValue, name: last)
                .encode(into: &$0, .unicode)
        }
        let names = try Self.names(next.data)
        #expect(names.contains("zzz") && names.count == 18)
    }

    @Test func aSeparatorIsOneWhateverStandsBehindIt() throws {
        try self.client.close(try self.client.open("\\folder\\\u{308}", .fileGenericWrite, .create))
        #expect(try self.client.queryPath("\\folder\\\u{308}", level: 0x102).readableBytes > 0)
    }

    @Test func aSearchOfOneNameFindsItInAnyCase() throws {
        let result = try self.findFirst(#"\ONE.TXT"#)
        #expect(try Self.names(result.data) == ["one.txt"])
        #expect(try Self.outcome(result.parameters).isEnd)
    }

    @Test func whatIsNotThereIsNoSuchFile() {
        #expect(throws: NTStatus.noSuchFile) { try self.findFirst(#"\*.exe"#) }
        #expect(throws: NTStatus.noSuchFile) { try self.findFirst(#"\two.txt"#) }
        #expect(throws: NTStatus.objectPathNotFound) { try self.findFirst(#"\nowhere\*"#) }
    }

    @Test func aSearchThatIsClosedIsNoHandle() throws {
        let search = try Self.outcome(try self.findFirst(#"\folder\*"#, count: 2).parameters).search
        let closed = try self.client.request(.findClose2) { $0.body { $0.u16(search) } }
        #expect(closed.status == .success)
        #expect(throws: NTStatus.invalidHandle) {
            try self.client.transact2(.findNext2) {
                SMB1.FindNext2Request(search: search, count: 7, level: 0x104, flags: .continueFromLast).encode(into: &$0, .unicode)
            }
        }
    }

    @Test func anotherUsersSearchIsNoHandle() throws {
        let search = try Self.outcome(try self.findFirst(#"\folder\*"#, count: 2).parameters).search
        try self.client.logOn()
        try self.client.treeConnect("data")
        #expect(throws: NTStatus.invalidHandle) {
            try self.client.transact2(.findNext2) {
                SMB1.FindNext2Request(search: search, count: 7, level: 0x104, flags: .continueFromLast).encode(into: &$0, .unicode)
            }
        }
    }

    @Test("attack class 43: a search that is given up again and again ends", arguments: [#"\folder\*"#, #"\folder\<<<<<<<*"#])
    func searchesAreBounded(_ name: String) throws {
        for _ in 0..<ConnectionLimits.searches + 10 { _ = try self.findFirst(name, count: 1) }
        let last = try Self.outcome(try self.findFirst(name, count: 1).parameters)
        #expect(last.count == 1)
    }

    @Test("entries of every level are found", arguments: [0x1, 0x2, 0x3, 0x101, 0x102, 0x103, 0x104, 0x105, 0x106] as [UInt16])
    func levels(_ level: UInt16) throws {
        let result = try self.findFirst(#"\one.txt"#, level: try #require(SMB1.FindLevel(rawValue: level)))
        #expect(try Self.outcome(result.parameters).count == 1)
        let name: [UInt8] = "one.txt".utf8.flatMap { [$0, 0] }
        let bytes = Array(result.data.readableBytesView)
        #expect(bytes.indices.contains { Array(bytes[$0...].prefix(name.count)) == name })
    }

    @Test func anUnknownLevelIsInvalid() {
        #expect(throws: NTStatus.invalidLevel) { try self.client.queryPath(#"\one.txt"#, level: 0x202) }
        #expect(throws: NTStatus.invalidLevel) { try self.client.queryPath(#"\one.txt"#, level: 0xFFFF) }
        #expect(throws: NTStatus.invalidLevel) { try self.client.setPath(#"\one.txt"#, level: 0x209, ByteBuffer()) }
    }

    @Test(
        "sizes are the same at each level",
        arguments: [(0x1, 12), (0x2, 12), (0x102, 8), (0x107, 48), (1005, 8), (1034, 40), (1018, 48)] as [(UInt16, Int)])
    func sizes(_ level: UInt16, _ offset: Int) throws {
        let data = try self.client.queryPath(#"\one.txt"#, level: level)
        #expect(data.getInteger(at: data.readerIndex + offset, endianness: .little, as: UInt32.self) == 3)
    }

    @Test func aNameThatCanBeIsValid() throws {
        #expect(try self.client.queryPath(#"\no such file"#, level: 6).readableBytes == 0)
        #expect(throws: NTStatus.objectNameInvalid) { try self.client.queryPath(#"\a:b:c:d"#, level: 6) }
    }

    @Test func theEndOfAFileIsSetByPathWithAPassedClassOnly() throws {
        try self.client.setPath(#"\one.txt"#, level: 1020, ByteBuffer(bytes: [1, 0, 0, 0, 0, 0, 0, 0]))
        #expect(self.store.text("one.txt") == "o")
        #expect(throws: NTStatus.invalidLevel) {
            try self.client.setPath(#"\one.txt"#, level: 0x104, ByteBuffer(bytes: [0, 0, 0, 0, 0, 0, 0, 0]))
        }
        #expect(self.store.text("one.txt") == "o")
    }

    @Test func aFileGetsANameBesideItsOld() throws {
        var writer = WireWriter()
        writer.u32(0)
        writer.u32(0)
        writer.u32(14)
        writer.utf16("two.txt")
        try self.client.setPath(#"\folder\file 1.text"#, level: 1010, writer.buffer)
        #expect(self.store.text("folder/two.txt") == "x")
    }

    @Test("attack class 37: what only files have is asked of a pipe", arguments: [0x1, 0x2, 0x4, 0x101, 0x107, 1004, 1018] as [UInt16])
    func pipesHaveNoAttributes(_ level: UInt16) throws {
        try self.client.treeConnect("IPC$")
        let request = SMB1.NTCreateRequest(desiredAccess: .fileGenericRead, name: #"\srvsvc"#)
        let reply = try self.client.request(.ntCreateAndX) { request.encode(into: &$0, text: .unicode, header: 0) }
        #expect(reply.status == .success)
        let file = UInt16(reply.words[5]) | UInt16(reply.words[6]) << 8
        #expect(throws: NTStatus.self) {
            try self.client.transact2(.queryFileInformation) { writer in
                writer.u16(file)
                writer.u16(level)
            }
        }
    }

    @Test("attack class 43: answers that name no further step end", arguments: [1, 16, 90])
    func aSmallBufferEndsASearch(_ limit: Int) {
        #expect(throws: NTStatus.infoLengthMismatch) { try self.findFirst(#"\folder\*"#, limit: limit) }
    }

    @Test func aShortNameNamesTheFile() throws {
        let data = try self.client.queryPath(#"\folder\file 7.text"#, level: 0x108)
        var reader = WireReader(data)
        let length = Int(try reader.u32("FileNameLength"))
        let name = try reader.utf16("FileName", byteCount: length)
        #expect(name == ShortName.make(for: "file 7.text"))
        let size = try self.client.queryPath(#"\folder\"# + name, level: 0x102)
        #expect(size.getInteger(at: size.readerIndex + 8, endianness: .little, as: UInt64.self) == 7)
        #expect(try Self.names(try self.findFirst(#"\folder\"# + name).data) == ["file 7.text"])
    }
}
