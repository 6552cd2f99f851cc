// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@testable import SMBEngine

@Suite("Rights that are stored with files") struct SecurityTests {
    private let store = InMemoryStore()
    private let server: TestServer
    private let client: TestClient

    init() throws {
        try self.store.put("file.txt", "hello")
        try self.store.put("folder/inner.txt", "inner")
        let shared = ShareDefinition(name: "readonly", isReadOnly: true, store: self.store)
        self.server = TestServer(store: self.store, shares: [shared])
        self.client = try self.server.connectedClient()
    }

    private static let stranger = SID(authority: 5, [21, 9, 9, 9, 1234])

    /// As a local administrator would: it does not go through the server.
    private func protect(
        _ path: [String], _ entries: [AccessControlEntry], owner: SID = stranger, control: SecurityDescriptor.Control = []
    ) throws {
        let opened = try self.store.open(
            StoreOpen(path: StorePath(path), creation: .openExisting, kind: .any, reads: false, writes: false))
        try opened.handle.setSecurityDescriptor(
            SecurityDescriptor(control: control, owner: owner, group: nil, dacl: .entries(entries)))
    }

    private func set(_ descriptor: SecurityDescriptor, _ parts: SecurityInformation, on file: SMB2.FileID) throws {
        var writer = WireWriter()
        descriptor.encode(into: &writer)
        try self.set(writer.buffer, parts, on: file)
    }

    private func set(_ bytes: ByteBuffer, _ parts: SecurityInformation, on file: SMB2.FileID) throws {
        let reply = try self.client.request(.setInfo, creditCharge: 1) { writer, base in
            SMB2.SetInfoRequest(infoType: .security, fileInfoClass: 0, additionalInformation: parts.rawValue, file: file, data: bytes)
                .encode(into: &writer, base: base)
        }
        _ = try reply.body { (reader) throws(WireError) in try SMB2.SetInfoResponse(decoding: &reader) }
    }

    private func descriptor(of file: SMB2.FileID) throws -> SecurityDescriptor {
        let data = try self.client.queryInfo(file, .security, 0, parts: 7)
            .body { (reader) throws(WireError) in try SMB2.QueryInfoResponse(decoding: &reader) }.data
        var reader = WireReader(data)
        return try SecurityDescriptor(decoding: &reader)
    }

    @Test func whatIsSetIsKeptAndHeld() throws {
        let file = try self.client.open("file.txt", .genericAll, .open)
        let list = SecurityDescriptor.AccessControlList.entries([.init(.accessAllowed, .everyone, .fileGenericRead)])
        try self.set(SecurityDescriptor(owner: nil, group: nil, dacl: list), .dacl, on: file)
        #expect(try self.descriptor(of: file).dacl == list)
        // What is open stays open; the next one is judged.
        try self.client.write(file, "still")
        _ = try self.client.open("file.txt", .readData, .open)
        #expect(throws: NTStatus.accessDenied) { try self.client.open("file.txt", .writeData, .open) }
        #expect(throws: NTStatus.accessDenied) { try self.client.open("file.txt", .genericRead, .overwrite) }
        #expect(self.store.text("file.txt") == "still")
    }

    @Test func whoSetsAListBecomesTheOwner() throws {
        let file = try self.client.open("file.txt", .genericAll, .open)
        try self.set(SecurityDescriptor(owner: nil, group: nil, dacl: .entries([])), .dacl, on: file)
        _ = try self.client.open("file.txt", [.readControl, .writeDAC], .open)
        #expect(throws: NTStatus.accessDenied) { try self.client.open("file.txt", .readData, .open) }
    }

    @Test func theShareIsTheUpperBound() throws {
        try self.protect(["file.txt"], [.init(.accessAllowed, .everyone, .fileAll)])
        try self.client.treeConnect("readonly")
        _ = try self.client.open("file.txt", .genericRead, .open)
        #expect(throws: NTStatus.accessDenied) { try self.client.open("file.txt", .writeData, .open) }
        #expect(throws: NTStatus.accessDenied) { try self.client.open("file.txt", .writeDAC, .open) }
        #expect(throws: NTStatus.accessDenied) { try self.client.open("file.txt", .delete, .open) }
    }

    @Test func aListNeedsTheRightToChangeIt() throws {
        let file = try self.client.open("file.txt", .genericRead, .open)
        #expect(throws: NTStatus.accessDenied) {
            try self.set(SecurityDescriptor(owner: nil, group: nil, dacl: .null), .dacl, on: file)
        }
        #expect(throws: NTStatus.accessDenied) {
            try self.set(SecurityDescriptor(owner: .everyone, group: nil, dacl: .absent), .owner, on: file)
        }
    }

    @Test func maximumAllowedIsWhatTheListLeaves() throws {
        try self.protect(["file.txt"], [.init(.accessAllowed, .everyone, [.readData, .readAttributes])])
        try self.protect([], [.init(.accessAllowed, .everyone, [.listDirectory])])
        let file = try self.client.open("file.txt", .maximumAllowed, .open)
        let access = try self.client.information(of: file, .access) { (reader) throws(WireError) in
            try FileAccessInformation(decoding: &reader)
        }
        #expect(access.accessFlags == [.readData, .readAttributes])
    }

    @Test func aFolderSaysWhoAddsToIt() throws {
        try self.protect(["folder"], [.init(.accessAllowed, .everyone, .fileGenericRead)])
        #expect(throws: NTStatus.accessDenied) { try self.client.open(#"folder\new"#, .genericAll, .create) }
        #expect(throws: NTStatus.accessDenied) { try self.client.open(#"folder\new"#, .genericAll, .create, options: .directoryFile) }
        let file = try self.client.open("file.txt", .genericAll, .open)
        #expect(throws: NTStatus.accessDenied) { try self.client.rename(file, to: #"folder\moved"#) }
        _ = try self.client.open(#"folder\inner.txt"#, .genericRead, .open)
    }

    @Test func whatIsCreatedInherits() throws {
        let readers = AccessControlEntry(.accessAllowed, .everyone, .fileGenericRead, flags: [.objectInherit, .containerInherit])
        try self.protect(["folder"], [readers, .init(.accessAllowed, .everyone, .fileAll)])
        // The creator gets what was asked for; the next open is judged by what was inherited.
        try self.client.write(try self.client.open(#"folder\new"#, .genericAll, .create), "x")
        #expect(throws: NTStatus.accessDenied) { try self.client.open(#"folder\new"#, .writeData, .open) }
        #expect(self.store.text("folder/new") == "x")
    }

    @Test func aFileThatMayNotBeDeletedIsNotReplaced() throws {
        try self.protect(["folder", "inner.txt"], [.init(.accessAllowed, .everyone, .fileGenericRead)])
        try self.protect(["folder"], [.init(.accessAllowed, .everyone, [.listDirectory, .addFile])])
        let file = try self.client.open("file.txt", .genericAll, .open)
        #expect(throws: NTStatus.accessDenied) { try self.client.rename(file, to: #"folder\inner.txt"#, replacing: true) }
        #expect(self.store.text("folder/inner.txt") == "inner")
    }

    @Test("attack class 36: a stream is as closed as its file (CVE-2013-4475)")
    func streams() throws {
        try self.client.write(try self.client.open("file.txt:s"), "secret")
        try self.protect(["file.txt"], [.init(.accessDenied, .everyone, .readData), .init(.accessAllowed, .everyone, .fileGenericRead)])
        #expect(throws: NTStatus.accessDenied) { try self.client.open("file.txt:s", .readData, .open) }
        #expect(throws: NTStatus.accessDenied) { try self.client.open("file.txt:s", .writeData, .open) }
        #expect(throws: NTStatus.accessDenied) { try self.client.open("file.txt:s", .readAttributes, .overwrite) }
        #expect(throws: NTStatus.accessDenied) { try self.client.open("file.txt:new", .readAttributes, .create) }
        #expect(throws: NTStatus.self) { try self.client.open("file.txt:new", .readAttributes, .openIf) }
    }

    @Test(
        "attack class 28: descriptors that lie about themselves",
        arguments: [
            // OffsetDacl, OffsetOwner and OffsetGroup beyond the end, and before it by nothing (CVE-2025-22039).
            [1, 0, 4, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF],
            [1, 0, 4, 0x80, 0xFF, 0xFF, 0xFF, 0x7F, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [1, 0, 4, 0x80, 0, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            // A list of 65535 entries in eight bytes (CVE-2022-47942).
            [1, 0, 4, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 2, 0, 8, 0, 0xFF, 0xFF, 0, 0],
            // A list that is shorter than its own head.
            [1, 0, 4, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 2, 0, 4, 0, 1, 0, 0, 0],
            // An entry without room for its SID (CVE-2025-22038).
            [1, 0, 4, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 2, 0, 16, 0, 1, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0],
            // An entry that says it is 0 bytes long.
            [
                1, 0, 4, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 2, 0, 28, 0, 1, 0, 0, 0,
                0, 0, 0, 0, 0xFF, 1, 0x1F, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0,
            ],
            [], [1], [2, 0, 4, 0x80],
        ] as [[UInt8]])
    func hostileDescriptors(_ bytes: [UInt8]) throws {
        let file = try self.client.open("file.txt", .genericAll, .open)
        #expect(throws: NTStatus.invalidSecurityDescriptor) { try self.set(ByteBuffer(bytes: bytes), [.dacl, .owner], on: file) }
        _ = try self.client.open("file.txt", .genericAll, .open)
    }
}

@Suite("Extended attributes") struct ExtendedAttributeTests {
    private let store = InMemoryStore()
    private let client: TestClient

    init() throws {
        try self.store.put("file.txt", "hello")
        self.client = try TestServer(store: self.store).connectedClient()
    }

    private func set(_ attributes: [(String, String)], on file: SMB2.FileID) throws {
        try self.client.set(file, .fullEA) { writer in
            FileFullEaInformation(attributes.map { .init(name: Array($0.0.utf8), value: ByteBuffer(string: $0.1)) }).encode(into: &writer)
        }
    }

    private func attributes(of file: SMB2.FileID) throws -> [String] {
        let data = try self.client.queryInfo(file, .file, FileInformationClass.fullEA.rawValue)
            .body { (reader) throws(WireError) in try SMB2.QueryInfoResponse(decoding: &reader) }.data
        return try FileFullEaInformation(decoding: data).attributes.map {
            String(decoding: $0.name, as: UTF8.self) + "=" + String(buffer: $0.value)
        }
    }

    @Test func whatIsSetIsRead() throws {
        let file = try self.client.open("file.txt")
        try self.set([("One", "1"), ("Two", "22")], on: file)
        #expect(try self.attributes(of: file) == ["One=1", "Two=22"])
        let size = try self.client.information(of: file, .ea) { (reader) throws(WireError) in try FileEaInformation(decoding: &reader) }
        #expect(size.eaSize == 4 + (5 + 3 + 1) + (5 + 3 + 2))
        #expect(try self.client.queryDirectory(try self.client.open("", .genericRead, .open)).contains { $0.eaSize == size.eaSize })
    }

    @Test func aNameIsTheSameInAnyCaseAndEmptyMeansGone() throws {
        let file = try self.client.open("file.txt")
        try self.set([("One", "1")], on: file)
        try self.set([("ONE", "2")], on: file)
        #expect(try self.attributes(of: file) == ["One=2"])
        try self.set([("one", "")], on: file)
        #expect(try self.client.queryInfo(file, .file, FileInformationClass.fullEA.rawValue).status == .noEASOnFile)
    }

    @Test func aFileIsCreatedWithThem() throws {
        var writer = WireWriter()
        FileFullEaInformation([.init(name: Array("A".utf8), value: ByteBuffer(string: "x"))]).encode(into: &writer)
        let file = try self.client.create(
            "new", .genericAll, .create, contexts: [.init(name: .extendedAttributes, data: writer.buffer)]
        ).file
        #expect(try self.attributes(of: file) == ["A=x"])
    }

    @Test("names that are the server's own, or no names", arguments: ["signet.security", "SIGNET.dos", "", "a*", "a:b", "a\u{1}"])
    func refusesNames(_ name: String) throws {
        let file = try self.client.open("file.txt")
        #expect(throws: NTStatus.self) { try self.set([(name, "1")], on: file) }
        #expect(try self.client.queryInfo(file, .file, FileInformationClass.fullEA.rawValue).status == .noEASOnFile)
    }

    @Test func allOfThemHaveALimit() throws {
        let file = try self.client.open("file.txt")
        let large = String(repeating: "x", count: 40_000)
        try self.set([("A", large)], on: file)
        #expect(throws: NTStatus.eaTooLarge) { try self.set([("B", large)], on: file) }
    }

    @Test func aValueThatIsReplacedCountsTowardsTheLimit() throws {
        let file = try self.client.open("file.txt")
        let large = String(repeating: "x", count: 40_000)
        try self.set([("A", large)], on: file)
        try self.set([("B", "small")], on: file)
        #expect(throws: NTStatus.eaTooLarge) { try self.set([("b", large)], on: file) }
        try self.set([("A", "")], on: file)
        try self.set([("b", large)], on: file)
        let size = try self.client.information(of: file, .ea) { (reader) throws(WireError) in try FileEaInformation(decoding: &reader) }
        #expect(size.eaSize == 4 + (5 + 1 + 40_000))
    }

    @Test(
        "attack class 29: offsets that lead astray (CVE-2023-4130)",
        arguments: [
            [0xFF, 0xFF, 0xFF, 0xFF, 0, 1, 1, 0, 65, 0, 66, 0],  // Beyond the end.
            [2, 0, 0, 0, 0, 1, 1, 0, 65, 0, 66, 0],  // Into itself.
            [1, 0, 0, 0, 0, 1, 1, 0, 65, 0, 66, 0],
            [12, 0, 0, 0, 0, 1, 1, 0, 65, 0, 66, 0],  // To where nothing is.
            [0, 0, 0, 0, 0, 0xFF, 1, 0, 65, 0, 66, 0],  // A name longer than the list.
            [0, 0, 0, 0, 0, 1, 0xFF, 0xFF, 65, 0, 66, 0],  // A value longer than the list.
            [0, 0, 0, 0, 0, 1, 1, 0, 65, 65, 66, 0],  // A name without its end.
            [0, 0, 0],
        ] as [[UInt8]])
    func hostileChains(_ bytes: [UInt8]) throws {
        let file = try self.client.open("file.txt")
        #expect(throws: NTStatus.eaListInconsistent) { try self.client.set(file, .fullEA) { $0.bytes(bytes) } }
        let context = SMB2.CreateContext(name: .extendedAttributes, data: ByteBuffer(bytes: bytes))
        #expect(throws: NTStatus.eaListInconsistent) { try self.client.create("new", .genericAll, .create, contexts: [context]) }
        #expect(self.store.text("new") == nil)
    }
}
