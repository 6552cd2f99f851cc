// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBEngine
import SMBWire
import Support
import Testing

@Suite("Files over SMB1") struct SMB1FileTests {
    private let store = InMemoryStore()
    private let server: TestServer
    private let client: SMB1Client

    init() throws {
        try self.store.put("file", "0123456789")
        try self.store.put("folder/inner", "inner")
        self.server = .speakingSMB1(
            store: self.store, shares: [ShareDefinition(name: "readonly", isReadOnly: true, store: self.store)])
        self.client = try self.server.connectedSMB1Client()
    }

    @Test("are found with a separator in front, with two, or with none", arguments: [#"\file"#, #"\\file"#, "file", #"\folder\..\FILE"#])
    func findsFiles(_ name: String) throws {
        #expect(try self.client.read(try self.client.open(name)) == "0123456789")
    }

    @Test("lie nowhere above the share", arguments: [#"\.."#, #"\..\file"#, #"\folder\..\..\file"#])
    func staysBeneathTheShare(_ name: String) {
        #expect(throws: NTStatus.objectPathSyntaxBad) { try self.client.open(name) }
    }

    @Test func areWrittenAndRead() throws {
        let file = try self.client.open("new", [.fileGenericRead, .fileGenericWrite], .create)
        #expect(try self.client.write("some text", to: file) == 9)
        #expect(try self.client.write("words", to: file, at: 5) == 5)
        #expect(try self.client.read(file, at: 2, count: 6) == "me wor")
        #expect(try self.client.read(file, at: 100) == "")
        try self.client.close(file)
        #expect(self.store.text("new") == "some words")
    }

    @Test func areReadByThePoolWhereTheDeviceIsSlow() throws {
        let file = try self.client.open("file")
        self.store.isCold = true
        #expect(try self.client.read(file, at: 3, count: 4) == "3456")
    }

    @Test func areKnownOnlyByTheirOwnNumbers() throws {
        let file = try self.client.open("file")
        try self.client.close(file)
        #expect(throws: NTStatus.invalidHandle) { try self.client.read(file) }
        #expect(throws: NTStatus.invalidHandle) { try self.client.read(0xFFFF) }
        #expect(throws: NTStatus.invalidHandle) { try self.client.close(0) }
    }

    @Test func openedInAChainAreReadAndClosedInIt() throws {
        let create = SMB1.NTCreateRequest(desiredAccess: .fileGenericRead, name: "file")
        let reply = try self.client.chain([
            (.ntCreateAndX, { create.encode(into: &$0, text: .unicode, header: 0) }),
            (.readAndX, { SMB1.ReadAndXRequest(file: 0xFFFF, offset: 1, count: 3).encode(into: &$0) }),
            (.close, { SMB1.CloseRequest(file: 0xFFFF).encode(into: &$0) }),
        ])
        #expect(reply.status == .success)
        let bodies = try reply.chain()
        #expect(bodies.map(\.command) == [.ntCreateAndX, .readAndX, .close])
        let file = reply.word(at: 5)
        #expect(throws: NTStatus.invalidHandle) { try self.client.read(file) }
    }

    @Test func takeTheTimeThatCloseBrings() throws {
        let file = try self.client.open("file")
        try self.client.close(file, lastWriteTime: SMB1.UTime(rawValue: 1_000_000_000))
        let reply = try self.client.ask(.queryInformation, of: "file")
        #expect(reply.doubleWord(at: 2) == 1_000_000_000)
        #expect(reply.doubleWord(at: 6) == 10)
    }

    @Test func thatMayBeExecutedAreReadByThoseWhoSaySo() throws {
        let file = try self.client.open("file", .execute)
        #expect(throws: NTStatus.accessDenied) { try self.client.read(file) }
        let reply = try self.client.request(.readAndX, header: { $0.flags2.insert(.readIfExecute) }) {
            SMB1.ReadAndXRequest(file: file, offset: 0, count: 4).encode(into: &$0)
        }
        #expect(reply.readData == "0123")
    }

    @Test func onAReadOnlyShareStayAsTheyAre() throws {
        let client = try self.server.connectedSMB1Client(to: "readonly")
        #expect(throws: NTStatus.accessDenied) { try client.open("file", .fileGenericWrite) }
        #expect(throws: NTStatus.accessDenied) { try client.delete("file") }
        #expect(throws: NTStatus.accessDenied) { try client.rename("file", to: "other") }
        #expect(throws: NTStatus.accessDenied) { try client.ask(.createDirectory, of: "new") }
        #expect(throws: NTStatus.accessDenied) { try client.ntRename("file", to: "link", .setLinkInformation) }
        #expect(self.store.text("file") == "0123456789")
    }

    @Test func areSharedWithSMB2() throws {
        let other = try self.server.connectedClient()
        _ = try other.open("file", .fileGenericRead, share: .read)
        self.client.connection?.isPatient = true
        #expect(throws: NTStatus.sharingViolation) { try self.client.open("file", .fileGenericWrite) }
        _ = try self.client.open("file", .fileGenericRead)
    }

    // Attack class 45 (CVE-2022-32742): what a write does not bring, it does not write.
    @Test func keepTheirBytesWhereAWriteClaimsMoreThanItBrings() throws {
        let file = try self.client.open("file")
        var frame = self.client.encode(.writeAndX) {
            SMB1.WriteAndXRequest(file: file, offset: 0, data: ByteBuffer(string: "xyz")).encode(into: &$0, header: 0)
        }
        frame.setInteger(UInt16(4096), at: SMB1.Header.size + 1 + 20, endianness: .little)
        #expect(try self.client.exchange(frame).status == .invalidParameter)
        #expect(self.store.text("file") == "0123456789")
    }

    // Attack class 46: an answer of a pipe has the length that was asked for, or less.
    @Test("of a pipe are read in pieces of any size", arguments: [UInt32(0), 1, 16, 67])
    func readsAPipeInPieces(_ count: UInt32) throws {
        let client = try self.server.connectedSMB1Client(to: "IPC$")
        let pipe = try client.open(#"\PIPE\srvsvc"#)
        let bind = hex(
            """
            05000b03100000004800000001000000b810b810000000000100000000000100c84f324b7016d30112785a47bf6ee18803000000045d888aeb1cc911
            9fe808002b10486002000000
            """)
        let write = SMB1.WriteAndXRequest(file: pipe, offset: 0, data: ByteBuffer(bytes: bind))
        #expect(try client.request(.writeAndX) { write.encode(into: &$0, header: 0) }.status == .success)
        let reply = try client.request(.readAndX) { SMB1.ReadAndXRequest(file: pipe, offset: 0, count: count).encode(into: &$0) }
        #expect(reply.status == .bufferOverflow)
        #expect(UInt32(reply.word(at: 10)) == count)
    }
}
