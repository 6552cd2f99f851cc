// SPDX-License-Identifier: Apache-2.0
import Glibc
import SMBEngine
import SMBWire
import Testing

@testable import POSIXStore

/// CVE-2017-2619, CVE-2021-20316: nothing leads out of the share. CVE-2021-44141: nor tells what is there.
@Suite("Symlinks") struct SymlinkTests {
    let share: TemporaryShare
    init() throws {
        self.share = try TemporaryShare()
        self.share.put("../secret", "outside")
        unsafe mkdir(self.share.outside + "/elsewhere", 0o755)
    }

    private static let escapes = [
        "../secret", "../missing", "/etc/passwd", "/nonexistent", "folder/../../secret", "../share/inside",
        "/proc/self/root" + "/etc/passwd",
    ]

    @Test(arguments: Self.escapes) func oneThatLeavesTheShareLeadsNowhere(_ target: String) throws {
        self.share.makeFolder("folder")
        self.share.put("inside")
        self.share.makeLink("link", to: target)
        #expect(throws: NTStatus.objectNameNotFound) { try self.share.open("link") }
        #expect(throws: NTStatus.objectNameNotFound) { try self.share.open("LINK", writes: false) }
        #expect(throws: NTStatus.objectNameNotFound) { try self.share.open("link", .openOrCreate) }
        #expect(throws: NTStatus.objectNameCollision) { try self.share.open("link", .createNew) }
        #expect(try self.share.names() == ["folder", "inside"])
        let root = try self.share.open("").handle
        #expect(try root.entry(named: "link") == nil)
    }

    @Test(arguments: ["../elsewhere", "../missing", "/tmp"]) func nothingIsFoundBehindOneThatLeaves(_ target: String) {
        self.share.makeLink("out", to: target)
        #expect(throws: NTStatus.self) { try self.share.open("out/new", .createNew) }
        #expect(throws: NTStatus.objectNameNotFound) { try self.share.open("out/secret") }
        #expect(throws: NTStatus.objectPathNotFound) { try self.share.open("OUT/secret") }
    }

    @Test func oneInsideTheShareWorks() throws {
        self.share.makeFolder("real")
        self.share.put("real/file", "text")
        self.share.makeFolder("links")
        self.share.makeLink("links/file", to: "../real/file")
        self.share.makeLink("links/folder", to: "../real")
        #expect(try self.share.text("links/file") == "text")
        #expect(try self.share.text("LINKS/FOLDER/FILE") == "text")
        #expect(try self.share.names("links") == ["file", "folder"])
        #expect(try self.share.open("links/folder", .openExisting, .directory).handle.isDirectory)
    }

    @Test func removingAndRenamingMeanTheLink() throws {
        self.share.put("target", "text")
        self.share.makeLink("link", to: "target")
        let link = try self.share.open("link").handle
        #expect(link.identity == (try self.share.open("target").handle.identity))
        try link.rename(to: StorePath(["moved"]), replacing: false)
        #expect(self.share.exists("moved") && self.share.exists("target") && !self.share.exists("link"))
        try link.remove()
        #expect(!self.share.exists("moved") && self.share.exists("target"))
    }

    @Test func aTargetOfARenameStaysInside() throws {
        self.share.put("file")
        self.share.makeLink("out", to: "../elsewhere")
        let file = try self.share.open("file").handle
        #expect(throws: NTStatus.objectPathNotFound) { try file.rename(to: StorePath(["out", "file"]), replacing: true) }
        #expect(throws: NTStatus.objectPathNotFound) { try file.link(as: StorePath(["out", "file"]), replacing: true) }
        #expect(self.share.exists("file"))
    }
}
