// SPDX-License-Identifier: Apache-2.0
import Glibc
import SMBEngine
import SMBWire
import Synchronization
import Testing

@testable import POSIXStore

@Suite("Watching", .timeLimit(.minutes(1))) struct WatchTests {
    let share: TemporaryShare
    init() throws { self.share = try TemporaryShare() }

    /// What a watch delivers, in order; an empty delivery becomes `nil`.
    private func watch(
        _ path: String = "", _ filter: ChangeFilter = [.fileName, .directoryName], subtree: Bool = false
    ) throws -> (AsyncStream<FileChange?>, any ChangeWatch) {
        let (stream, continuation) = AsyncStream<FileChange?>.makeStream()
        let watch = try self.share.open(path).handle.watch(filter, subtree: subtree) { changes in
            if changes.isEmpty { continuation.yield(nil) }
            for change in changes { continuation.yield(change) }
        }
        return (stream, watch)
    }

    private func next(_ count: Int, _ stream: AsyncStream<FileChange?>) async -> [FileChange?] {
        var changes: [FileChange?] = []
        for await change in stream {
            changes.append(change)
            if changes.count == count { break }
        }
        return changes
    }

    @Test func namesThatComeGoAndMove() async throws {
        self.share.makeFolder("folder")
        let (changes, watch) = try self.watch()
        self.share.put("a")
        self.share.move("a", to: "b")
        self.share.move("b", to: "folder/b")
        self.share.move("folder/b", to: "c")
        try self.share.open("c").handle.remove()
        let expected: [FileChange] = [
            FileChange(action: .added, name: "a"), FileChange(action: .renamedOldName, name: "a"),
            FileChange(action: .renamedNewName, name: "b"), FileChange(action: .removed, name: "b"),
            FileChange(action: .added, name: "c"), FileChange(action: .removed, name: "c"),
        ]
        #expect(await self.next(6, changes) == expected)
        watch.cancel()
    }

    @Test func onlyWhatTheFilterAsksFor() async throws {
        self.share.put("file")
        let (changes, watch) = try self.watch("", [.directoryName, .attributes])
        self.share.put("file", "more")
        self.share.put("another")
        try self.share.open("file").handle.change(MetadataChange(attributes: .hidden))
        self.share.makeFolder("folder")
        #expect(
            await self.next(2, changes) == [
                FileChange(action: .modified, name: "file"), FileChange(action: .added, name: "folder"),
            ])
        watch.cancel()
    }

    @Test func aSubtreeWithFoldersThatComeLater() async throws {
        self.share.makeFolder("one")
        self.share.makeFolder("one/two")
        let (changes, watch) = try self.watch("", [.fileName, .directoryName], subtree: true)
        self.share.put("one/two/deep")
        #expect(await self.next(1, changes) == [FileChange(action: .added, name: "one\\two\\deep")])
        self.share.makeFolder("one/new")
        #expect(await self.next(1, changes) == [FileChange(action: .added, name: "one\\new")])
        self.share.put("one/new/file")
        #expect(await self.next(1, changes) == [FileChange(action: .added, name: "one\\new\\file")])
        self.share.move("one/two", to: "one/moved")
        self.share.put("one/moved/late")
        #expect(
            await self.next(3, changes) == [
                FileChange(action: .renamedOldName, name: "one\\two"), FileChange(action: .renamedNewName, name: "one\\moved"),
                FileChange(action: .added, name: "one\\moved\\late"),
            ])
        watch.cancel()
    }

    @Test func aSubtreeThatIsTooLargeTellsToLook() async throws {
        for number in 0..<4 { self.share.makeFolder("folder-\(number)") }
        let store = try POSIXStore(root: self.share.path, notifier: ChangeNotifier(maximumFolders: 2))
        let (stream, continuation) = AsyncStream<Int>.makeStream()
        let request = StoreOpen(path: StorePath([]), creation: .openExisting, kind: .directory, reads: true, writes: false)
        let watch = try store.open(request).handle.watch(.fileName, subtree: true) { continuation.yield($0.count) }
        #expect(await stream.first { _ in true } == 0)
        watch.cancel()
    }

    @Test func twoWatchesOfOneFolder() async throws {
        let (first, one) = try self.watch()
        let (second, two) = try self.watch("", .lastWrite)
        self.share.put("file", "text")
        #expect(await self.next(1, first) == [FileChange(action: .added, name: "file")])
        #expect(await self.next(1, second) == [FileChange(action: .modified, name: "file")])
        one.cancel()
        self.share.put("file", "again")
        #expect(await self.next(1, second) == [FileChange(action: .modified, name: "file")])
        two.cancel()
    }

    @Test func nothingIsDeliveredAfterCancel() async throws {
        let isCancelled = Mutex(false)
        let late = Mutex(0)
        let root = try self.share.open("").handle
        let (other, watch) = try self.watch()
        for number in 0..<50 {
            isCancelled.withLock { $0 = false }
            let cancelled = try root.watch(.fileName, subtree: false) { _ in
                if isCancelled.withLock({ $0 }) { late.withLock { $0 += 1 } }
            }
            self.share.put("file-\(number)")
            cancelled.cancel()
            isCancelled.withLock { $0 = true }
        }
        #expect(await self.next(50, other).count == 50)
        #expect(late.withLock { $0 } == 0)
        watch.cancel()
    }

    @Test func aFileCannotBeWatched() throws {
        self.share.put("file")
        #expect(throws: NTStatus.invalidParameter) { try self.share.open("file").handle.watch(.size, subtree: false) { _ in } }
    }
}
