// SPDX-License-Identifier: Apache-2.0
import Glibc
import NIOCore
import SMBEngine
import SMBWire
import Testing

@testable import POSIXStore

@Suite("Streams are files in a folder of their own") struct StreamTests {
    let share: TemporaryShare
    init() throws { self.share = try TemporaryShare() }

    private func stream(
        _ name: String, of file: String = "file", _ creation: StoreOpen.Creation = .openOrCreate
    ) throws(NTStatus) -> any FileHandle {
        try self.share.open(file).handle.openStream(StreamOpen(name: name, creation: creation, writes: true)).handle
    }

    private func put(_ text: String, _ name: String, of file: String = "file") throws(NTStatus) {
        try self.stream(name, of: file).write(ByteBuffer(string: text), at: .zero)
    }

    private func text(_ name: String, of file: String = "file") throws(NTStatus) -> String {
        var buffer = ByteBuffer()
        _ = try self.stream(name, of: file, .openExisting).readBlocking(into: &buffer, at: .zero, count: 1 << 20)
        return String(buffer: buffer)
    }

    private func names(of file: String = "file") throws(NTStatus) -> [String] {
        try self.share.open(file).handle.streams().map(\.name).sorted()
    }

    /// Folders of streams that exist, whomever they belong to.
    private var folderCount: Int {
        guard let area = try? Syscalls.openRoot(self.share.path + "/" + StreamArea.name), var reader = try? DirectoryReader(area.raw) else {
            return 0
        }
        var count = 0
        while (try? reader.next()) != nil { count += 1 }
        return count
    }

    // MARK: Living with a file

    @Test func aNameMayBeginWithACombiningMark() throws {
        self.share.put("file", "data")
        try self.put("one", "\u{301}a")
        #expect(try self.names().contains("\u{301}a"))
        #expect(try self.text("\u{301}A") == "one")
    }

    @Test func whatWasWrittenIsRead() throws {
        self.share.put("file", "data")
        try self.put("one", "A")
        try self.put("two", "b")
        #expect(try self.text("a") == "one")
        #expect(try self.names() == ["", "A", "b"])
        #expect(try self.share.text("file") == "data")
        #expect(try self.stream("A").metadata().endOfFile == 3)
    }

    @Test func aStreamFollowsItsFile() throws {
        self.share.put("file")
        self.share.makeFolder("folder")
        try self.put("one", "s")
        try self.share.open("file").handle.rename(to: StorePath(["folder", "renamed"]), replacing: false)
        #expect(try self.text("s", of: "folder/renamed") == "one")
        self.share.move("folder/renamed", to: "moved")
        #expect(try self.text("s", of: "moved") == "one")
    }

    @Test func aHardLinkHasTheSameStreams() throws {
        self.share.put("file")
        try self.put("one", "s")
        try self.share.open("file").handle.link(as: StorePath(["other"]), replacing: false)
        try self.share.open("file").handle.remove()
        #expect(try self.text("s", of: "other") == "one")
        try self.share.open("other").handle.remove()
        #expect(self.folderCount == 0)
    }

    @Test(arguments: [false, true])
    func streamsGoWithTheirFile(_ isFolder: Bool) throws {
        if isFolder { self.share.makeFolder("file") } else { self.share.put("file") }
        try self.put("one", "s")
        #expect(self.folderCount == 1)
        try self.share.open("file").handle.remove()
        #expect(self.folderCount == 0)
    }

    @Test func streamsGoWithAFileThatIsReplaced() throws {
        self.share.put("file")
        self.share.put("other")
        try self.put("old", "s")
        try self.share.open("other").handle.rename(to: StorePath(["file"]), replacing: true)
        #expect(try self.names() == [""])
        #expect(self.folderCount == 0)
    }

    @Test func anOpenStreamOutlivesItsFilesHandle() throws {
        self.share.put("file")
        let file = try self.share.open("file").handle
        let stream = try file.openStream(StreamOpen(name: "s", creation: .createNew, writes: true)).handle
        file.close()
        try stream.write(ByteBuffer(string: "late"), at: .zero)
        #expect(try self.text("s") == "late")
    }

    @Test func overwritingTakesThem() throws {
        self.share.put("file", "data")
        try self.put("one", "s")
        try self.share.open("file").handle.overwrite(attributes: [])
        #expect(try self.names() == [""])
        #expect(self.folderCount == 0)
    }

    // MARK: Belonging to one file alone

    @Test func aFileThatGetsTheInodeAgainGetsNoStreams() throws {
        self.share.put("file")
        try self.put("secret", "s")
        let identity = try self.share.open("file").handle.identity
        // Behind the store's back: its streams stay, and belong to nobody.
        unsafe unlink(self.share.path + "/file")
        self.share.put("file")
        let isSameInode = try self.share.open("file").handle.identity == identity
        #expect(try self.names() == [""], "the same inode: \(isSameInode)")
    }

    @Test func aCopyWithAllItsAttributesHasStreamsOfItsOwn() throws {
        self.share.put("file")
        try self.put("original", "s")
        self.share.put("copy")
        let descriptor = try Syscalls.openRoot(self.share.path)
        let bytes = try Syscalls.attribute(StreamIdentifier.attribute, in: descriptor.raw, entry: "file", capacity: 64)
        let copy = try Syscalls.open(beneath: descriptor.raw, "copy", O_RDWR)
        try Syscalls.setAttribute(StreamIdentifier.attribute, of: copy.raw, try #require(bytes))
        try self.put("changed", "s", of: "copy")
        #expect(try self.text("s") == "original")
        try self.share.open("copy").handle.remove()
        #expect(try self.text("s") == "original")
    }

    // MARK: Nobody's business

    @Test(arguments: [".signet.streams", ".SIGNET.Streams", ".sig\u{200D}net.streams", ".\u{17F}ignet.streams"])
    func theirFolderIsNowhere(_ name: String) throws {
        self.share.put("file")
        try self.put("one", "s")
        #expect(throws: NTStatus.objectNameNotFound) { try self.share.open(name) }
        #expect(throws: NTStatus.objectNameNotFound) { try self.share.open(name, .openOrCreate, .directory) }
        #expect(throws: NTStatus.objectPathNotFound) { try self.share.open(name + "/x") }
        #expect(throws: NTStatus.objectNameNotFound) {
            try self.share.open("file").handle.rename(to: StorePath([name]), replacing: true)
        }
        #expect(try self.share.open("").handle.entry(named: name) == nil)
        #expect(try self.share.names() == ["file"])
    }

    @Test func noSymlinkLeadsThere() throws {
        self.share.put("file")
        try self.put("one", "s")
        self.share.makeLink("way", to: StreamArea.name)
        #expect(throws: NTStatus.objectNameNotFound) { try self.share.open("way") }
        let root = try Syscalls.openRoot(self.share.path)
        let inner = try #require(try StreamIdentifier(of: "file", in: root.raw))
        self.share.makeLink("inner", to: StreamArea.name + "/" + inner.name)
        #expect(throws: NTStatus.self) { try self.share.open("inner/:s") }
        #expect(throws: NTStatus.self) { try self.share.open("inner") }
    }

    @Test func aFolderThatOthersMayEnterIsNotBelieved() throws {
        self.share.put("file")
        unsafe mkdir(self.share.path + "/" + StreamArea.name, 0o777)
        unsafe chmod(self.share.path + "/" + StreamArea.name, 0o777)
        #expect(throws: NTStatus.accessDenied) { try self.put("one", "s") }
    }

    @Test func theFolderIsTheServersAlone() throws {
        self.share.put("file")
        try self.put("one", "s")
        let found = try Syscalls.metadata(in: AT_FDCWD, self.share.path + "/" + StreamArea.name)
        #expect(found.permissions == 0o700)
    }

    // MARK: Names

    @Test(arguments: [".", "..", "a*?", "\u{1}", "été", "x:y"])
    func oddNames(_ name: String) throws {
        self.share.put("file")
        try self.put("one", name)
        #expect(try self.names() == ["", name])
        #expect(try self.text(name) == "one")
    }

    @Test func aNameThatHasNoRoomIsRefused() throws {
        self.share.put("file")
        #expect(throws: NTStatus.objectNameInvalid) { try self.put("one", String(repeating: "é", count: 128)) }
        #expect(try self.names() == [""])
    }

    @Test func aStreamIsRenamedAndRemoved() throws {
        self.share.put("file")
        try self.put("one", "a")
        try self.put("two", "b")
        let stream = try self.stream("a")
        try stream.renameStream(to: "A", replacing: false)
        #expect(try self.names() == ["", "A", "b"])
        #expect(throws: NTStatus.objectNameCollision) { try stream.renameStream(to: "B", replacing: false) }
        try stream.renameStream(to: "B", replacing: true)
        #expect(try self.names() == ["", "B"])
        #expect(try self.text("b") == "one")
        try stream.remove()
        #expect(try self.names() == [""])
    }

    @Test("attack class 32: what a stream held before is not read again")
    func hole() throws {
        self.share.put("file")
        try self.put("secret", "s")
        let stream = try self.stream("s")
        try stream.setEndOfFile(.zero)
        try stream.write(ByteBuffer(string: "x"), at: FileOffset(6)!)
        #expect(try self.text("s") == "\0\0\0\0\0\0x")
    }
}
