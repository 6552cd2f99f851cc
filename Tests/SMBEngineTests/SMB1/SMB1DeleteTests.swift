// SPDX-License-Identifier: Apache-2.0
import SMBEngine
import SMBWire
import Support
import Testing

@Suite("DELETE and RENAME of SMB1") struct SMB1DeleteTests {
    private let store = InMemoryStore()
    private let server: TestServer
    private let client: SMB1Client

    init() throws {
        for name in ["one.txt", "two.txt", "three.doc", "folder/inner.txt"] { try self.store.put(name, name) }
        self.server = .speakingSMB1(store: self.store)
        self.client = try self.server.connectedSMB1Client()
    }

    @Test func deleteRemovesAFile() throws {
        try self.client.delete(#"\one.txt"#)
        #expect(self.store.text("one.txt") == nil)
        #expect(throws: NTStatus.objectNameNotFound) { try self.client.delete(#"\one.txt"#) }
    }

    @Test("deletes what its wildcards mean", arguments: [("*.txt", ["three.doc"]), ("t?o.*", ["one.txt", "three.doc"]), ("*.*", [])])
    func deletesByWildcards(_ pattern: String, _ rest: [String]) throws {
        try self.client.delete(pattern)
        for name in ["one.txt", "two.txt", "three.doc"] { #expect((self.store.text(name) != nil) == rest.contains(name)) }
        #expect(self.store.text("folder/inner.txt") != nil)
    }

    @Test func wildcardsThatFindNothingAreNoSuchFile() {
        #expect(throws: NTStatus.noSuchFile) { try self.client.delete("*.exe") }
        #expect(throws: NTStatus.noSuchFile) { try self.client.rename("*.exe", to: "*.com") }
    }

    @Test func hiddenFilesAreFoundByThoseWhoAskForThem() throws {
        try self.client.close(try self.client.open("hidden", .fileGenericWrite, .create, attributes: .hidden))
        #expect(throws: NTStatus.noSuchFile) { try self.client.delete("hidden") }
        #expect(throws: NTStatus.noSuchFile) { try self.client.rename("hidden", to: "other", 0) }
        try self.client.delete("hidden", 2)
        #expect(self.store.text("hidden") == nil)
    }

    @Test func whatIsReadOnlyStays() throws {
        try self.client.close(try self.client.open("fixed", .fileGenericWrite, .create, attributes: .readOnly))
        #expect(throws: NTStatus.cannotDelete) { try self.client.delete("fixed") }
        #expect(self.store.text("fixed") != nil)
    }

    @Test func whatIsOpenStays() throws {
        let file = try self.client.open("one.txt")
        self.client.connection?.isPatient = true
        #expect(throws: NTStatus.sharingViolation) { try self.client.delete("one.txt") }
        try self.client.close(file)
        try self.client.delete("one.txt")
    }

    @Test func foldersAreNotDeletedAsFiles() {
        #expect(throws: NTStatus.fileIsADirectory) { try self.client.delete("folder", 0x10) }
    }

    @Test func aFullFolderThatIsOpenedForDeletionStays() throws {
        let other = try self.client.open("folder", .fileGenericRead)
        try self.client.close(try self.client.open("folder", .delete, options: .deleteOnClose))
        try self.client.close(try self.client.open("folder", .fileGenericRead))
        try self.client.close(other)
        #expect(self.store.text("folder/inner.txt") != nil)
    }

    @Test func aSharesRootIsNotOpenedForDeletion() throws {
        #expect(throws: NTStatus.cannotDelete) { try self.client.open("", .delete, options: .deleteOnClose) }
        try self.client.close(try self.client.open("", .fileGenericRead))
    }

    @Test func renameGivesANewName() throws {
        try self.client.rename(#"\one.txt"#, to: #"\folder\first.txt"#)
        #expect(self.store.text("folder/first.txt") == "one.txt")
        #expect(throws: NTStatus.objectNameCollision) { try self.client.rename("two.txt", to: "three.doc") }
        #expect(throws: NTStatus.objectNameNotFound) { try self.client.rename("none", to: "some") }
    }

    @Test(
        "renames what its wildcards mean",
        arguments: [("*.txt", "*.bak", "one.bak"), ("o*", "folder\\*", "folder/one.txt"), ("one.???", "???x.y?z", "onex.yxz")])
    func renamesByWildcards(_ old: String, _ new: String, _ result: String) throws {
        try self.client.rename(old, to: new)
        #expect(self.store.text(result) == "one.txt")
    }

    @Test func ntRenameLinks() throws {
        try self.client.ntRename("one.txt", to: "link", .setLinkInformation)
        #expect(self.store.text("link") == "one.txt")
        #expect(self.store.text("one.txt") == "one.txt")
    }

    @Test func ntRenameTakesNoWildcards() {
        #expect(throws: NTStatus.objectPathSyntaxBad) { try self.client.ntRename("*.txt", to: "other", .renameFile) }
    }

    @Test func directoriesComeAndGo() throws {
        try self.client.ask(.createDirectory, of: #"\new"#)
        try self.client.ask(.checkDirectory, of: #"\new"#)
        #expect(throws: NTStatus.objectNameCollision) { try self.client.ask(.createDirectory, of: #"\new"#) }
        try self.client.ask(.deleteDirectory, of: #"\new"#)
        #expect(throws: NTStatus.objectNameNotFound) { try self.client.ask(.checkDirectory, of: #"\new"#) }
        #expect(throws: NTStatus.directoryNotEmpty) { try self.client.ask(.deleteDirectory, of: "folder") }
        #expect(throws: NTStatus.notADirectory) { try self.client.ask(.checkDirectory, of: "one.txt") }
    }
}
