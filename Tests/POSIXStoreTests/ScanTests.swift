// SPDX-License-Identifier: Apache-2.0
import Glibc
import SMBEngine
import SMBWire
import Testing

@testable import POSIXStore

@Suite("Listing") struct ScanTests {
    let share: TemporaryShare
    init() throws { self.share = try TemporaryShare() }

    @Test func listsDotsFirstAndEverythingOnce() throws {
        for number in 0..<1000 { self.share.put("file-\(number).txt") }
        let names = try self.share.list().map(\.name)
        #expect(names.prefix(2) == [".", ".."])
        #expect(names.count == 1002)
        #expect(Set(names).count == 1002)
    }

    @Test(arguments: [("*.TXT", ["a.txt", "b.TXT"]), ("a*", ["a.log", "a.txt"]), ("A.txt", ["a.txt"]), ("x", [])])
    func listsWhatMatches(_ pattern: String, _ expected: [String]) throws {
        for name in ["a.txt", "b.TXT", "a.log"] { self.share.put(name) }
        #expect(try self.share.names(matching: pattern) == expected.sorted())
    }

    @Test func leavesOutWhatCannotBeSaid() throws {
        self.share.put("good")
        self.share.put("bad:stream")
        self.share.put("back\\slash")
        let path = Array((self.share.path + "/x").utf8CString.dropLast()) + [-1, 0]
        Glibc.close(unsafe Glibc.open(path, O_CREAT, 0o644))
        unsafe mkfifo(self.share.path + "/pipe", 0o644)
        #expect(try self.share.names() == ["good"])
        #expect(throws: NTStatus.objectNameNotFound) { try self.share.open("x\u{FFFD}") }
    }

    @Test func findsOneEntryWithoutAScan() throws {
        self.share.put("Name", "12345")
        let root = try self.share.open("").handle
        #expect(try root.entry(named: "Name")?.metadata.endOfFile == 5)
        #expect(self.share.store.index.fillCount == 0)
        #expect(try root.entry(named: "NAME")?.name == "Name")
        #expect(try root.entry(named: "nothing") == nil)
        #expect(try root.entry(named: "..")?.metadata.identity == root.identity)
        #expect(try root.entry(named: "a/b") == nil)
    }

    @Test func aFileCannotBeListed() throws {
        self.share.put("file")
        #expect(throws: NTStatus.notADirectory) { try self.share.open("file").handle.scan() }
    }
}
