// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@testable import SMBEngine

@Suite("Named streams") struct StreamTests {
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

    private func streams(of name: String) throws -> [String] {
        let file = try self.client.open(name, .readAttributes, .open)
        defer { _ = try? self.client.close(file) }
        let data = try self.client.queryInfo(file, .file, FileInformationClass.stream.rawValue)
            .body { (reader) throws(WireError) in try SMB2.QueryInfoResponse(decoding: &reader) }.data
        return try FileStreamInformation(decoding: data).streams.map { "\($0.name) \($0.size)" }
    }

    // MARK: What they hold

    @Test func aStreamIsDataBesideItsFiles() throws {
        let stream = try self.client.create("FILE.txt:zone", .genericAll, .create)
        #expect(stream.createAction == .created)
        try self.client.write(stream.file, "internet")
        #expect(String(buffer: try self.client.read(stream.file, 100)) == "internet")
        #expect(self.store.text("file.txt") == "hello")
        #expect(try self.streams(of: "file.txt") == ["::$DATA 5", ":zone:$DATA 8"])
        let again = try self.client.create("file.txt:ZONE:$data", .genericRead, .open)
        #expect(again.endOfFile == 8)
        #expect(again.createAction == .opened)
    }

    @Test func aStreamMakesItsFile() throws {
        let stream = try self.client.create("new.txt:s", .genericAll, .openIf)
        #expect(stream.createAction == .created)
        #expect(self.store.text("new.txt") == "")
    }

    @Test func aFolderHasStreamsAndNoData() throws {
        try self.client.write(try self.client.open("folder:s"), "abc")
        #expect(try self.streams(of: "folder") == [":s:$DATA 3"])
        #expect(throws: NTStatus.fileIsADirectory) { try self.client.open("folder::$DATA", .genericRead, .open) }
        #expect(throws: NTStatus.notADirectory) { try self.client.open("folder:s", .genericRead, .open, options: .directoryFile) }
        #expect(try self.client.create("folder:s", .genericRead, .open).fileAttributes.contains(.directory) == false)
    }

    @Test(
        "what each disposition does where a stream exists, and where none does",
        arguments: [
            (.supersede, .superseded, .created), (.open, .opened, nil), (.create, nil, .created), (.openIf, .opened, .created),
            (.overwrite, .overwritten, nil), (.overwriteIf, .overwritten, .created),
        ] as [(CreateDisposition, CreateAction?, CreateAction?)])
    func dispositions(_ disposition: CreateDisposition, _ existing: CreateAction?, _ missing: CreateAction?) throws {
        let first = try self.client.open("file.txt:s", .genericAll, .create)
        try self.client.write(first, "12345")
        if let existing {
            let opened = try self.client.create("file.txt:s", .genericAll, disposition)
            #expect(opened.createAction == existing)
            #expect(opened.endOfFile == (existing == .opened ? 5 : 0))
        } else {
            #expect(throws: NTStatus.objectNameCollision) { try self.client.create("file.txt:s", .genericAll, disposition) }
        }
        if let missing {
            #expect(try self.client.create("file.txt:t", .genericAll, disposition).createAction == missing)
        } else {
            #expect(throws: NTStatus.objectNameNotFound) { try self.client.create("file.txt:t", .genericAll, disposition) }
        }
        #expect(self.store.text("file.txt") == "hello")
    }

    @Test func overwritingAFileTakesItsStreams() throws {
        try self.client.close(try self.client.open("file.txt:s"))
        try self.client.close(try self.client.open("file.txt", .genericAll, .overwrite))
        #expect(try self.streams(of: "file.txt") == ["::$DATA 0"])
    }

    // MARK: Sharing and deleting

    @Test func aStreamIsSharedByItself() throws {
        _ = try self.client.open("file.txt", .genericRead, share: [], .open)
        _ = try self.client.open("file.txt:s", [.readData, .writeData], share: [], .create)
        #expect(throws: NTStatus.sharingViolation) { try self.client.open("file.txt:s", .readData, .open) }
        #expect(throws: NTStatus.sharingViolation) { try self.client.open("file.txt", .readData, .open) }
    }

    @Test func aFileDoesNotGoUnderAStreamThatForbidsIt() throws {
        let stream = try self.client.open("file.txt:s", [.readData, .writeData], share: [.read, .write], .create)
        #expect(throws: NTStatus.sharingViolation) { try self.client.open("file.txt", .delete, .open) }
        try self.client.close(stream)
        _ = try self.client.open("file.txt", .delete, .open)
    }

    @Test func aFileWaitsForItsStreamsToBeClosed() throws {
        let stream = try self.client.open("file.txt:s")
        let file = try self.client.open("file.txt", .delete, .open)
        try self.client.setDisposition(file)
        try self.client.close(file)
        #expect(self.store.text("file.txt") == "hello")
        #expect(throws: NTStatus.deletePending) { try self.client.open("file.txt:s", .genericRead, .open) }
        #expect(throws: NTStatus.deletePending) { try self.client.open("file.txt", .genericRead, .open) }
        try self.client.close(stream)
        #expect(self.store.text("file.txt") == nil)
    }

    @Test func deletingAStreamLeavesItsFile() throws {
        let stream = try self.client.open("file.txt:s", options: .deleteOnClose)
        try self.client.close(stream)
        #expect(self.store.text("file.txt") == "hello")
        #expect(try self.streams(of: "file.txt") == ["::$DATA 5"])
    }

    // MARK: Names

    @Test func aStreamIsRenamedWithinItsFile() throws {
        let stream = try self.client.open("file.txt:old")
        try self.client.write(stream, "x")
        try self.client.rename(stream, to: ":new:$DATA")
        #expect(try self.streams(of: "file.txt") == ["::$DATA 5", ":new:$DATA 1"])
        let name = try self.client.information(of: stream, .name) { (reader) throws(WireError) in
            try FileNameInformation(decoding: &reader)
        }
        #expect(name.fileName == #"\file.txt:new"#)
        #expect(throws: NTStatus.sharingViolation) { try self.client.rename(stream, to: "other.txt") }
    }

    @Test func aStreamWhoseOpenForbidsItIsNotReplaced() throws {
        let stream = try self.client.open("file.txt:a")
        let other = try self.client.open("file.txt:b", [.readData, .writeData], share: [.read, .write])
        #expect(throws: NTStatus.objectNameCollision) { try self.client.rename(stream, to: ":b") }
        #expect(throws: NTStatus.accessDenied) { try self.client.rename(stream, to: ":b", replacing: true) }
        try self.client.close(other)
        try self.client.rename(stream, to: ":b", replacing: true)
        #expect(try self.streams(of: "file.txt") == ["::$DATA 5", ":b:$DATA 0"])
    }

    @Test(
        "what is no stream's name",
        arguments: ["f:", "f::", "f:a:", "f:a:b", "f:a:$DATA:x", "f:a/b", "f::$INDEX_ALLOCATION", "f:a\u{0}b", #"d\:a"#])
    func refuses(_ name: String) {
        #expect(throws: NTStatus.objectNameInvalid) { try FileName(parsing: name) }
    }

    @Test(
        "what a name asks for",
        arguments: [
            ("f", ["f"], nil), ("f::$DATA", ["f"], .unnamed), (#"d\f:a"#, ["d", "f"], .named("a")), ("f:*?:$data", ["f"], .named("*?")),
            (":a", [], .named("a")), ("", [], nil),
        ] as [(String, [String], StreamName?)])
    func parses(_ name: String, _ components: [String], _ stream: StreamName?) throws {
        let parsed = try FileName(parsing: name)
        #expect(parsed.path.components == components)
        #expect(parsed.stream == stream)
    }

    @Test func aStreamsNameHasAtMost255Units() throws {
        _ = try FileName(parsing: "f:" + String(repeating: "é", count: 255))
        #expect(throws: NTStatus.objectNameInvalid) { try FileName(parsing: "f:" + String(repeating: "a", count: 256)) }
    }

    // MARK: Attacks

    @Test("attack class 30: a stream takes no offset beyond what a file can have", arguments: [UInt64.max, 1 << 63, UInt64(Int64.max)])
    func hugeOffsets(_ offset: UInt64) throws {
        let stream = try self.client.open("file.txt:s")
        #expect(throws: NTStatus.self) { try self.client.write(stream, at: offset, "xx") }
        #expect(throws: NTStatus.self) { try self.client.read(stream, at: offset, 2) }
        #expect(throws: NTStatus.self) {
            try self.client.set(stream, .endOfFile) { FileEndOfFileInformation(offset).encode(into: &$0) }
        }
        #expect(try self.streams(of: "file.txt") == ["::$DATA 5", ":s:$DATA 0"])
    }

    @Test("attack class 31: what a Mac calls metadata is bytes here", arguments: ["AFP_AfpInfo", "AFP_Resource"])
    func appleDouble(_ name: String) throws {
        // An AppleDouble header whose entries lie beyond its end (CVE-2021-44142).
        let header = ByteBuffer(
            bytes: [0, 5, 22, 7, 0, 2, 0, 0] + [UInt8](repeating: 0, count: 16) + [0, 2] + [UInt8](repeating: 0xFF, count: 24))
        let stream = try self.client.open("file.txt:" + name)
        try self.client.write(stream, header)
        #expect(try self.client.read(stream, 1000) == header)
        #expect(try self.streams(of: "file.txt") == ["::$DATA 5", ":\(name):$DATA 50"])
    }

    @Test("attack class 32: a hole reads as zeros")
    func hole() throws {
        let stream = try self.client.open("file.txt:s")
        try self.client.write(stream, "secret")
        try self.client.set(stream, .endOfFile) { FileEndOfFileInformation(0).encode(into: &$0) }
        try self.client.write(stream, at: 6, "x")
        #expect(Array(try self.client.read(stream, 7).readableBytesView) == [0, 0, 0, 0, 0, 0, UInt8(ascii: "x")])
    }

    @Test func aShareThatIsOnlyReadTakesNoStream() throws {
        try self.client.close(try self.client.open("file.txt:s"))
        try self.client.treeConnect("readonly")
        _ = try self.client.open("file.txt:s", .genericRead, .open)
        #expect(throws: NTStatus.accessDenied) { try self.client.open("file.txt:s", .genericWrite, .open) }
        #expect(throws: NTStatus.self) { try self.client.open("file.txt:t", .genericRead, .openIf) }
        #expect(throws: NTStatus.accessDenied) { try self.client.open("file.txt:t", .genericRead, .create) }
        #expect(try self.streams(of: "file.txt") == ["::$DATA 5", ":s:$DATA 0"])
    }

    @Test func aReadOnlyFileKeepsItsStreams() throws {
        try self.client.close(try self.client.open("file.txt:s"))
        let file = try self.client.open("file.txt")
        try self.client.set(file, .basic) {
            FileBasicInformation(creationTime: .zero, lastAccessTime: .zero, lastWriteTime: .zero, changeTime: .zero, attributes: .readOnly)
                .encode(into: &$0)
        }
        #expect(throws: NTStatus.accessDenied) { try self.client.open("file.txt:s", .genericWrite, .open) }
        _ = try self.client.open("file.txt:s", .genericRead, .open)
    }
}
