// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBEngine
import SMBWire
import Support
import Testing

@Suite("SET_INFO") struct SetInfoTests {
    private let store = InMemoryStore()
    private let server: TestServer
    private let client: TestClient

    init() throws {
        try self.store.put("file", "0123456789")
        try self.store.put("other", "other")
        try self.store.put("folder/inner", "inner")
        self.server = TestServer(store: self.store, shares: [ShareDefinition(name: "readonly", isReadOnly: true, store: self.store)])
        self.client = try self.server.connectedClient()
    }

    private func basic(_ file: SMB2.FileID) throws -> FileBasicInformation {
        try self.client.information(of: file, .basic) { (reader) throws(WireError) in try FileBasicInformation(decoding: &reader) }
    }

    // MARK: Basic

    @Test func timesAndAttributesAreSetOrLeft() throws {
        let file = try self.client.open("file")
        let before = try self.basic(file)
        let time = NTTime(unixSeconds: 1_000_000_000)
        try self.client.set(file, .basic) {
            FileBasicInformation(
                creationTime: .zero, lastAccessTime: .suspendUpdates, lastWriteTime: time, changeTime: .resumeUpdates, attributes: .hidden
            ).encode(into: &$0)
        }
        let after = try self.basic(file)
        #expect(after.lastWriteTime == time)
        #expect(after.creationTime == before.creationTime)
        #expect(after.lastAccessTime == before.lastAccessTime)
        #expect(after.attributes == .hidden)
        try self.setAttributes(file, [])
        #expect(try self.basic(file).attributes == .hidden)
        try self.setAttributes(file, .normal)
        #expect(try self.basic(file).attributes == .normal)
    }

    private func setAttributes(_ file: SMB2.FileID, _ attributes: FileAttributes) throws {
        try self.client.set(file, .basic) {
            FileBasicInformation(
                creationTime: .zero, lastAccessTime: .zero, lastWriteTime: .zero, changeTime: .zero, attributes: attributes
            )
            .encode(into: &$0)
        }
    }

    @Test func attributesThatCannotBeAreRefused() throws {
        let file = try self.client.open("file")
        #expect(throws: NTStatus.invalidParameter) { try self.setAttributes(file, .directory) }
        let folder = try self.client.open("folder")
        #expect(throws: NTStatus.invalidParameter) { try self.setAttributes(folder, .temporary) }
        let reader = try self.client.open("file", .genericRead)
        #expect(throws: NTStatus.accessDenied) { try self.setAttributes(reader, .hidden) }
        #expect(throws: NTStatus.infoLengthMismatch) { try self.client.set(file, .basic) { $0.u64(0) } }
    }

    // MARK: Sizes

    @Test func theEndOfFileMovesBothWays() throws {
        let file = try self.client.open("file")
        try self.client.set(file, .endOfFile) { FileEndOfFileInformation(3).encode(into: &$0) }
        #expect(self.store.text("file") == "012")
        try self.client.set(file, .endOfFile) { FileEndOfFileInformation(5).encode(into: &$0) }
        #expect(self.store.text("file") == "012\0\0")
        try self.client.set(file, .allocation) { FileAllocationInformation(1).encode(into: &$0) }
        #expect(self.store.text("file") == "0")
        try self.client.set(file, .allocation) { FileAllocationInformation(4096).encode(into: &$0) }
        #expect(self.store.text("file") == "0")
        #expect(throws: NTStatus.invalidParameter) {
            try self.client.set(file, .endOfFile) { FileEndOfFileInformation(.max).encode(into: &$0) }
        }
        let reader = try self.client.open("file", .genericRead)
        #expect(throws: NTStatus.accessDenied) {
            try self.client.set(reader, .endOfFile) { FileEndOfFileInformation(0).encode(into: &$0) }
        }
    }

    // MARK: Names

    @Test func aFileIsRenamed() throws {
        let file = try self.client.open("file")
        try self.client.rename(file, to: #"folder\new"#)
        #expect(self.store.text("folder/new") == "0123456789")
        #expect(self.store.text("file") == nil)
        let name = try self.client.information(of: file, .name) { (reader) throws(WireError) in try FileNameInformation(decoding: &reader) }
        #expect(name.fileName == #"\folder\new"#)
    }

    @Test func onlyTheSpellingMayChange() throws {
        let file = try self.client.open("file")
        try self.client.rename(file, to: "FILE", replacing: true)
        let folder = try self.client.open("", .genericRead, .open)
        #expect(try self.client.list(folder).contains("FILE"))
    }

    @Test func replacingNeedsToBeAskedForAndPossible() throws {
        let file = try self.client.open("file")
        #expect(throws: NTStatus.objectNameCollision) { try self.client.rename(file, to: "other") }
        let held = try self.server.connectedClient()
        let other = try held.open("other", .genericRead, .open)
        #expect(throws: NTStatus.accessDenied) { try self.client.rename(file, to: "other", replacing: true) }
        try held.close(other)
        #expect(throws: NTStatus.accessDenied) { try self.client.rename(file, to: "folder", replacing: true) }
        try self.client.rename(file, to: "other", replacing: true)
        #expect(self.store.text("other") == "0123456789")
    }

    @Test func aReadOnlyFileIsNotReplaced() throws {
        try self.client.close(try self.client.create("kept", .genericAll, .create, attributes: .readOnly).file)
        let file = try self.client.open("file")
        #expect(throws: NTStatus.accessDenied) { try self.client.rename(file, to: "kept", replacing: true) }
    }

    @Test(
        "names that lead elsewhere",
        arguments: [
            (#"..\file"#, .objectPathSyntaxBad), (#"\..\file"#, .objectPathSyntaxBad), (#"\\server\other\x"#, .invalidParameter),
            ("x:stream", .objectNameInvalid), ("", .objectNameInvalid),
        ] as [(String, NTStatus)])
    func badNames(_ name: String, _ status: NTStatus) throws {
        let file = try self.client.open("file")
        #expect(throws: status) { try self.client.rename(file, to: name) }
    }

    @Test func namesChangeOnlyWithTheRight() throws {
        let writer = try self.client.open("file", [.genericRead, .genericWrite])
        #expect(throws: NTStatus.accessDenied) { try self.client.rename(writer, to: "x") }
        #expect(throws: NTStatus.accessDenied) { try self.client.setDisposition(writer) }
        let root = try self.client.open("", .genericAll, .open)
        #expect(throws: NTStatus.objectNameInvalid) { try self.client.rename(root, to: "x") }
        #expect(throws: NTStatus.cannotDelete) { try self.client.setDisposition(root) }
    }

    @Test("CVE-2026-52944: a read-only tree makes no links")
    func link() throws {
        let reader = try self.server.connectedClient(to: "readonly")
        let held = try reader.open("file", .genericRead, .open)
        #expect(throws: NTStatus.accessDenied) {
            try reader.set(held, .link) { FileLinkInformation(replaceIfExists: false, fileName: "second").encode(into: &$0) }
        }
        let file = try self.client.open("file")
        try self.client.set(file, .link) { FileLinkInformation(replaceIfExists: false, fileName: #"\second"#).encode(into: &$0) }
        #expect(self.store.text("second") == "0123456789")
    }

    // MARK: Deletion

    @Test func aFileGoesWhenItCloses() throws {
        let file = try self.client.open("file")
        try self.client.setDisposition(file)
        let standard = try self.client.information(of: file, .standard) { (reader) throws(WireError) in
            try FileStandardInformation(decoding: &reader)
        }
        #expect(standard.deletePending)
        try self.client.setDisposition(file, deletes: false)
        try self.client.close(file)
        #expect(self.store.text("file") != nil)
        let again = try self.client.open("file")
        try self.client.set(again, .dispositionEx) { FileDispositionInformationEx(.delete).encode(into: &$0) }
        try self.client.close(again)
        #expect(self.store.text("file") == nil)
    }

    @Test func aFullDirectoryStays() throws {
        let folder = try self.client.open("folder")
        #expect(throws: NTStatus.directoryNotEmpty) { try self.client.setDisposition(folder) }
        let inner = try self.client.open(#"folder\inner"#)
        try self.client.setDisposition(inner)
        try self.client.close(inner)
        try self.client.setDisposition(folder)
        try self.client.close(folder)
        #expect(throws: NTStatus.objectNameNotFound) { try self.client.create("folder", .genericRead, .open) }
    }

    @Test func aReadOnlyFileStays() throws {
        let file = try self.client.create("kept", .genericAll, .create, attributes: .readOnly).file
        #expect(throws: NTStatus.cannotDelete) { try self.client.setDisposition(file) }
    }

    // MARK: What can't be set

    @Test(
        "what can't be set",
        arguments: [
            (.security, 0, .invalidSecurityDescriptor), (.quota, 32, .notSupported), (.filesystem, 2, .notSupported),
            (.file, FileInformationClass.fullEA.rawValue, .invalidEAName),
            (.file, FileInformationClass.validDataLength.rawValue, .notSupported), (.file, 200, .invalidInfoClass),
            (.file, FileInformationClass.standard.rawValue, .invalidInfoClass), (.init(rawValue: 0), 4, .invalidParameter),
        ] as [(InfoType, UInt8, NTStatus)])
    func refuses(_ type: InfoType, _ informationClass: UInt8, _ status: NTStatus) throws {
        let file = try self.client.open("file")
        #expect(throws: status) { try self.client.setInfo(file, type, informationClass) { $0.zeros(64) } }
    }
}
