// SPDX-License-Identifier: Apache-2.0
import Glibc
import SMBEngine
import SMBWire
import Testing

@testable import POSIXStore

@Suite("Name index") struct NameIndexTests {
    let share: TemporaryShare
    init() throws {
        self.share = try TemporaryShare()
        for folder in ["one", "two"] {
            self.share.makeFolder(folder)
            self.share.put(folder + "/File")
        }
    }

    private func folder(_ name: String) throws -> Folder { try self.share.store.exactFolder(RelativePath(spelled: name)) }

    @Test func readsAFolderOnce() throws {
        let index = NameIndex()
        for _ in 0..<3 {
            #expect(try index.spelling(of: "FILE", in: self.folder("one")) == "File")
            #expect(try index.spelling(of: "nothing", in: self.folder("one")) == nil)
        }
        #expect(index.fillCount == 1)
    }

    @Test func forgetsTheOldestFolderFirst() throws {
        let index = NameIndex(maximumFolders: 1)
        for folder in ["one", "one", "two", "two", "one"] {
            #expect(try index.spelling(of: "FILE", in: self.folder(folder)) == "File")
        }
        #expect(index.fillCount == 3)
    }

    @Test func answersEvenWhenNothingMayBeKept() throws {
        let index = NameIndex(maximumBytes: 1)
        #expect(try index.spelling(of: "FILE", in: self.folder("one")) == "File")
        #expect(try index.spelling(of: "FILE", in: self.folder("one")) == "File")
        #expect(index.fillCount == 2)
    }

    /// What a network filesystem's other clients do comes without an event.
    @Test func readsAFolderAgainWhoseTimeNothingExplains() throws {
        let index = NameIndex()
        _ = try index.spelling(of: "x", in: self.folder("one"))
        let times = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 1, tv_nsec: 0)]
        unsafe utimensat(AT_FDCWD, self.share.path + "/one", times, 0)
        #expect(try index.spelling(of: "FILE", in: self.folder("one")) == "File")
        #expect(index.fillCount == 2)
    }

    @Test func survivesMoreChangesThanItKeeps() throws {
        let index = NameIndex()
        _ = try index.spelling(of: "x", in: self.folder("one"))
        for number in 0..<3000 { self.share.put("one/file-\(number)") }
        #expect(try index.spelling(of: "FILE-2999", in: self.folder("one")) == "file-2999")
        #expect(index.fillCount == 2)
    }

    @Test func aFolderMadeAnewIsAnother() throws {
        let index = NameIndex()
        #expect(try index.spelling(of: "FILE", in: self.folder("one")) == "File")
        unsafe unlink(self.share.path + "/one/File")
        unsafe rmdir(self.share.path + "/one")
        self.share.makeFolder("one")
        #expect(try index.spelling(of: "FILE", in: self.folder("one")) == nil)
    }

    @Test func keepsNamesThatDifferOnlyInCaseApart() {
        var names = FolderNames()
        for name in ["file", "FILE", "File", "file"] { names.insert(name) }
        #expect(names.spelling(of: "FILE") == "FILE")
        for name in ["file", "FILE", "missing"] { names.remove(name) }
        #expect(names.spelling(of: "FILE") == "File")
        names.remove("File")
        #expect(names.spelling(of: "FILE") == nil)
        #expect(names.byteCount == 0)
    }

    /// Equal to `String`, but not to the filesystem.
    @Test func composedAndDecomposedLettersAreDifferentNames() throws {
        self.share.put("e\u{301}", "decomposed")
        #expect(throws: NTStatus.objectNameNotFound) { try self.share.open("\u{E9}") }
        #expect(try self.share.open("\u{C9}", .createNew).created)
        #expect(try self.share.text("E\u{301}") == "decomposed")
    }

    @Test func oneOfManyWhoCreateTheSameNameInDifferentCaseWins() async throws {
        let store = self.share.store
        let created = await withTaskGroup(of: Int.self) { group in
            for number in 0..<8 {
                group.addTask {
                    (0..<50).count { round in
                        let name = (round + number) % 2 == 0 ? "name-\(round)" : "NAME-\(round)"
                        let request = StoreOpen(path: StorePath([name]), creation: .openOrCreate, kind: .file, reads: true, writes: true)
                        return (try? store.open(request).created) == true
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(created == 50)
        #expect(try self.share.names().count == 52)
    }
}
