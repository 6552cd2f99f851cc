// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Testing

@testable import SMBEngine

@Suite("Byte-range locks of one file") struct ByteRangeLocksTests {
    private static func lock(
        _ owner: UInt64, _ start: UInt64, _ length: UInt64, exclusive: Bool = true, ticket: UInt64 = 0, process: UInt32 = 0
    ) throws -> ByteRangeLocks.Lock {
        ByteRangeLocks.Lock(
            owner: LockOwner(open: owner, process: process), ticket: ticket, range: try ByteRange(start: start, length: length),
            isExclusive: exclusive)
    }

    private static func waiter(_ lock: ByteRangeLocks.Lock, _ mailbox: PostBox) -> ByteRangeLocks.Waiter {
        ByteRangeLocks.Waiter(locks: [lock], ticket: lock.ticket, token: Token(lock.ticket), mailbox: mailbox)
    }

    /// Everything that can meet: an existing lock of open 1, then a new one of open 1 or 2.
    @Test(
        "who may lock what is locked already",
        arguments: [
            (held: true, new: true, owner: 2, allowed: false), (true, false, 2, false), (false, true, 2, false), (false, false, 2, true),
            (true, true, 1, false), (true, false, 1, true), (false, true, 1, false), (false, false, 1, true),
        ] as [(held: Bool, new: Bool, owner: UInt64, allowed: Bool)])
    func meet(_ held: Bool, _ new: Bool, _ owner: UInt64, _ allowed: Bool) throws {
        var locks = ByteRangeLocks()
        #expect(locks.acquire(try Self.lock(1, 0, 10, exclusive: held)))
        #expect(locks.acquire(try Self.lock(owner, 5, 10, exclusive: new)) == allowed)
    }

    @Test(
        "who may read and write what is locked by open 1",
        arguments: [
            (exclusive: true, by: 1, reads: true, writes: true), (true, 2, false, false), (false, 1, true, false), (false, 2, true, false),
        ] as [(exclusive: Bool, by: UInt64, reads: Bool, writes: Bool)])
    func access(_ exclusive: Bool, _ open: UInt64, _ reads: Bool, _ writes: Bool) throws {
        var locks = ByteRangeLocks()
        #expect(locks.acquire(try Self.lock(1, 10, 10, exclusive: exclusive)))
        let inside = try ByteRange(start: 15, length: 1)
        #expect(locks.refusesRead(of: inside, by: LockOwner(open: open)) != reads)
        #expect(locks.refusesWrite(of: inside, by: LockOwner(open: open)) != writes)
        let outside = try ByteRange(start: 20, length: 100)
        #expect(!locks.refusesWrite(of: outside, by: LockOwner(open: open)))
    }

    @Test func unlockNamesExactlyWhatWasLocked() throws {
        var locks = ByteRangeLocks()
        #expect(locks.acquire(try Self.lock(1, 0, 10)))
        #expect(!locks.release(try ByteRange(start: 0, length: 9), of: LockOwner(open: 1)))
        #expect(!locks.release(try ByteRange(start: 0, length: 10), of: LockOwner(open: 2)))
        #expect(locks.release(try ByteRange(start: 0, length: 10), of: LockOwner(open: 1)))
        #expect(locks.isEmpty)
    }

    @Test func ofSeveralLocksOnARangeTheExclusiveOneGoesFirst() throws {
        var locks = ByteRangeLocks()
        #expect(locks.acquire(try Self.lock(1, 10, 0)))
        #expect(locks.acquire(try Self.lock(1, 10, 0, exclusive: false)))
        #expect(locks.release(try ByteRange(start: 10, length: 0), of: LockOwner(open: 1)))
        #expect(locks.acquire(try Self.lock(2, 5, 10, exclusive: false)))
    }

    @Test func waitersAreServedInOrderAsFarAsTheyCanBe() throws {
        var locks = ByteRangeLocks()
        let mailbox = PostBox()
        #expect(locks.acquire(try Self.lock(1, 0, 10)))
        locks.wait(Self.waiter(try Self.lock(2, 0, 5, ticket: 2), mailbox))
        locks.wait(Self.waiter(try Self.lock(3, 0, 5, ticket: 3), mailbox))
        locks.wait(Self.waiter(try Self.lock(4, 8, 1, ticket: 4), mailbox))
        #expect(locks.grantWaiters().isEmpty)
        #expect(locks.releaseAll(of: 1) == [])
        #expect(locks.grantWaiters().map(\.token) == [Token(2), Token(4)])
        #expect(locks.releaseAll(of: 3) == [Token(3)])
        locks.withdraw(ticket: 2)
        #expect(locks.held.map(\.owner.open) == [4])
    }

    @Test("SMB1: a process of the same open is somebody else")
    func processes() throws {
        var locks = ByteRangeLocks()
        #expect(locks.acquire(try Self.lock(1, 0, 10, process: 7)))
        #expect(!locks.acquire(try Self.lock(1, 0, 10, exclusive: false, process: 8)))
        #expect(locks.refusesRead(of: try ByteRange(start: 3, length: 1), by: LockOwner(open: 1, process: 8)))
        #expect(!locks.refusesRead(of: try ByteRange(start: 3, length: 1), by: LockOwner(open: 1, process: 7)))
        #expect(!locks.release(try ByteRange(start: 0, length: 10), of: LockOwner(open: 1, process: 8)))
        // The open's end is the end of all of them.
        _ = locks.releaseAll(of: 1)
        #expect(locks.isEmpty)
    }

    @Test func aRequestForSeveralLocksWaitsUntilItCanHaveAll() throws {
        var locks = ByteRangeLocks()
        #expect(locks.acquire(try Self.lock(1, 0, 1)))
        #expect(locks.acquire(try Self.lock(1, 10, 1)))
        let wanted = [try Self.lock(2, 10, 1, ticket: 9), try Self.lock(2, 0, 1, ticket: 9)]
        #expect(locks.acquire(wanted) == wanted[0])
        locks.wait(ByteRangeLocks.Waiter(locks: wanted, ticket: 9, token: Token(9), mailbox: PostBox()))
        #expect(locks.release(try ByteRange(start: 10, length: 1), of: LockOwner(open: 1)))
        #expect(locks.grantWaiters().isEmpty)
        #expect(locks.held.count == 1)
        #expect(locks.release(try ByteRange(start: 0, length: 1), of: LockOwner(open: 1)))
        #expect(locks.grantWaiters().map(\.token) == [Token(9)])
        #expect(locks.held.count == 2)
    }
}
