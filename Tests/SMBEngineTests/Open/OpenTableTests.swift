// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Support
import Testing

@testable import SMBEngine

@Suite("The table of open files") struct OpenTableTests {
    private let table = OpenTable(shardCount: 2)
    private let file = FileIdentity(volume: 1, file: 42)

    private static func openHandle() throws -> any FileHandle {
        let opened = try InMemoryStore().open(
            StoreOpen(path: StorePath(["f"]), creation: .createNew, kind: .file, reads: true, writes: true))
        return opened.handle
    }

    @Test func anotherOpenIsRefusedWhatTheFirstDoesNotShare() throws {
        let first = try self.table.register(self.file, .readData, sharing: .read)
        #expect(throws: NTStatus.sharingViolation) {
            try self.table.register(self.file, .writeData, sharing: .all)
        }
        _ = try self.table.register(FileIdentity(volume: 2, file: 42), .writeData, sharing: [])
        _ = self.table.close(first, condemning: nil)
        _ = try self.table.register(self.file, .writeData, sharing: .all)
    }

    @Test("CVE-2023-4091: overwriting counts as writing, whatever access was asked for")
    func intent() throws {
        _ = try self.table.register(self.file, .readData, sharing: .read)
        #expect(throws: NTStatus.sharingViolation) {
            try self.table.register(self.file, .readAttributes, sharing: .all, intent: .writeData)
        }
    }

    @Test func aCondemnedFileGoesWithItsLastOpen() throws {
        let handle = try Self.openHandle()
        let first = try self.table.register(self.file, .fileAll, sharing: .all)
        let second = try self.table.register(self.file, .fileAll, sharing: .all)
        do {
            let owner = OpenFile(handle)
            #expect(self.table.close(first, condemning: owner).removal == nil)
        }
        // The table keeps the handle that the deletion was asked through.
        _ = try handle.metadata()
        #expect(throws: NTStatus.deletePending) { try self.table.register(self.file, .fileAll, sharing: .all) }
        let removal = try #require(self.table.close(second, condemning: nil).removal)
        #expect(removal.handle === handle)
        // Until the name is gone nobody gets in.
        #expect(throws: NTStatus.deletePending) { try self.table.register(self.file, .fileAll, sharing: .all) }
        self.table.finishRemoval(self.file)
        #expect(self.table.count == 0)
    }

    @Test func aPardonedFileStays() throws {
        let handle = try Self.openHandle()
        let open = try self.table.register(self.file, .fileAll, sharing: .all)
        try self.table.condemn(open, through: OpenFile(handle))
        #expect(self.table.isCondemned(self.file))
        try self.table.pardon(open)
        #expect(throws: NTStatus.fileClosed) { try handle.metadata() }
        #expect(self.table.close(open, condemning: nil).removal == nil)
        #expect(self.table.count == 0)
    }

    @Test func severalLocksAreTakenTogetherOrNotAtAll() throws {
        let one = try self.table.register(self.file, .fileAll, sharing: .all)
        let other = try self.table.register(self.file, .fileAll, sharing: .all)
        try self.table.lock([(try ByteRange(start: 10, length: 1), true)], by: one)
        #expect(throws: NTStatus.lockNotGranted) {
            try self.table.lock(
                [(try ByteRange(start: 0, length: 1), true), (try ByteRange(start: 10, length: 1), true)], by: other)
        }
        #expect(!self.table.refusesWrite(of: try ByteRange(start: 0, length: 1), by: one))
    }

    @Test func aCloseGrantsWhatOthersWaitFor() throws {
        let one = try self.table.register(self.file, .fileAll, sharing: .all)
        let other = try self.table.register(self.file, .fileAll, sharing: .all)
        let mailbox = PostBox()
        let range = try ByteRange(start: 0, length: 10)
        try self.table.lock([(range, true)], by: one)
        let result = try self.table.lock(range, isExclusive: true, by: other, orTell: mailbox, Token(7))
        guard case .waiting(let ticket) = result else {
            Issue.record("The lock was granted twice.")
            return
        }
        _ = self.table.close(one, condemning: nil)
        #expect(mailbox.grantedLocks == [Token(7)])
        // A CANCEL that crosses the grant takes the lock back.
        self.table.withdraw(ticket: ticket, on: self.file)
        #expect(!self.table.refusesRead(of: range, by: one))
    }

    @Test func anOpenThatClosesGivesUpWaiting() throws {
        let one = try self.table.register(self.file, .fileAll, sharing: .all)
        let other = try self.table.register(self.file, .fileAll, sharing: .all)
        let range = try ByteRange(start: 0, length: 10)
        try self.table.lock([(range, true)], by: one)
        _ = try self.table.lock(range, isExclusive: false, by: other, orTell: PostBox(), Token(9))
        #expect(self.table.close(other, condemning: nil).abandonedLocks == [Token(9)])
    }

    @Test func unlockingStopsAtTheFirstRangeThatIsNotLocked() throws {
        let open = try self.table.register(self.file, .fileAll, sharing: .all)
        let ranges = try (0..<3).map { try ByteRange(start: UInt64($0) * 10, length: 5) }
        try self.table.lock([(ranges[0], true), (ranges[2], true)], by: open)
        #expect(throws: NTStatus.rangeNotLocked) { try self.table.unlock(ranges, by: open) }
        try self.table.unlock([ranges[2]], by: open)
        #expect(throws: NTStatus.rangeNotLocked) { try self.table.unlock([ranges[0]], by: open) }
    }
}
