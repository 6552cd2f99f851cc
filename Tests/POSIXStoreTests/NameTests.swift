// SPDX-License-Identifier: Apache-2.0
import Glibc
import SMBEngine
import SMBWire
import Testing

@testable import POSIXStore

@Suite("Renaming, linking, removing") struct NameTests {
    let share: TemporaryShare
    init() throws { self.share = try TemporaryShare() }

    @Test func renames() throws {
        self.share.put("a", "text")
        self.share.makeFolder("Folder")
        let file = try self.share.open("a").handle
        try file.rename(to: StorePath(["FOLDER", "b"]), replacing: false)
        #expect(try file.currentPath() == StorePath(["Folder", "b"]))
        #expect(try self.share.text("folder/B") == "text")
        #expect(!self.share.exists("a"))
    }

    @Test func renamesToAnotherCase() throws {
        self.share.put("readme")
        let file = try self.share.open("readme").handle
        try file.rename(to: StorePath(["README"]), replacing: false)
        #expect(try self.share.names() == ["README"])
        try file.rename(to: StorePath(["README"]), replacing: false)
        #expect(try file.currentPath() == StorePath(["README"]))
    }

    @Test func replacesOnlyWhenTold() throws {
        self.share.put("a", "new")
        self.share.put("B", "old")
        let file = try self.share.open("a").handle
        #expect(throws: NTStatus.objectNameCollision) { try file.rename(to: StorePath(["b"]), replacing: false) }
        #expect(try self.share.text("b") == "old")
        try file.rename(to: StorePath(["b"]), replacing: true)
        #expect(try self.share.names() == ["b"])
        #expect(try self.share.text("b") == "new")
    }

    @Test func replacesNoDirectory() throws {
        self.share.put("a")
        self.share.makeFolder("folder")
        self.share.makeFolder("other")
        #expect(throws: NTStatus.accessDenied) {
            try self.share.open("a").handle.rename(to: StorePath(["folder"]), replacing: true)
        }
        #expect(throws: NTStatus.accessDenied) {
            try self.share.open("other").handle.rename(to: StorePath(["folder"]), replacing: true)
        }
    }

    @Test func renamingOverALinkToItselfLeavesOneName() throws {
        self.share.put("a", "text")
        let file = try self.share.open("a").handle
        try file.link(as: StorePath(["b"]), replacing: false)
        #expect(try file.metadata().linkCount == 2)
        try file.rename(to: StorePath(["b"]), replacing: true)
        #expect(try self.share.names() == ["b"])
    }

    @Test func linksReplaceOnlyWhenTold() throws {
        self.share.put("a", "text")
        self.share.put("b", "old")
        let file = try self.share.open("a").handle
        #expect(throws: NTStatus.objectNameCollision) { try file.link(as: StorePath(["B"]), replacing: false) }
        try file.link(as: StorePath(["B"]), replacing: true)
        #expect(try self.share.names() == ["B", "a"])
        #expect(try self.share.text("B") == "text")
    }

    @Test func aMovedFolderTakesItsFilesAlong() throws {
        self.share.makeFolder("old")
        self.share.put("old/file")
        let folder = try self.share.open("old").handle
        let file = try self.share.open("old/file").handle
        try folder.rename(to: StorePath(["new"]), replacing: false)
        #expect(try file.currentPath() == StorePath(["new", "file"]))
        #expect(throws: NTStatus.invalidParameter) { try folder.rename(to: StorePath(["new", "inside"]), replacing: false) }
    }

    @Test func followsWhatOthersRename() throws {
        self.share.put("a")
        let file = try self.share.open("a").handle
        self.share.move("a", to: "moved (deleted)")
        #expect(try file.currentPath() == StorePath(["moved (deleted)"]))
        try file.remove()
        #expect(try self.share.names() == [])
    }

    @Test func removesOnlyItself() throws {
        self.share.put("name", "mine")
        let file = try self.share.open("name").handle
        self.share.put("other", "other")
        self.share.move("other", to: "name")
        try file.remove()
        #expect(try self.share.text("name") == "other")
        #expect(throws: NTStatus.fileDeleted) { try file.currentPath() }
        #expect(throws: NTStatus.fileDeleted) { try file.rename(to: StorePath(["x"]), replacing: false) }
        #expect(try self.share.text("name") == "other")
    }

    @Test func removesWhereverItsNameWent() throws {
        self.share.put("name", "mine")
        let file = try self.share.open("name").handle
        self.share.move("name", to: "elsewhere")
        self.share.put("name", "other")
        try file.remove()
        #expect(try self.share.names() == ["name"])
    }

    @Test func doesNotRenameWhatLeftTheShare() throws {
        self.share.put("name", "mine")
        let file = try self.share.open("name").handle
        self.share.move("name", to: "../gone")
        #expect(throws: NTStatus.accessDenied) { try file.rename(to: StorePath(["back"]), replacing: false) }
        #expect(throws: NTStatus.accessDenied) { try file.remove() }
        #expect(self.share.exists("../gone"))
    }

    @Test func removesEmptyDirectoriesOnly() throws {
        self.share.makeFolder("folder")
        self.share.put("folder/file")
        let folder = try self.share.open("folder").handle
        #expect(try !folder.isEmptyDirectory())
        #expect(throws: NTStatus.directoryNotEmpty) { try folder.remove() }
        try self.share.open("folder/file").handle.remove()
        #expect(try folder.isEmptyDirectory())
        try folder.remove()
        #expect(try self.share.names() == [])
    }
}
