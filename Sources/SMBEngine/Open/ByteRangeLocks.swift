// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// Whose lock it is. SMB1 tells the processes of a client apart; for SMB2 the open is all. [MS-CIFS] 2.2.4.32.1
struct LockOwner: Hashable, Sendable {
    /// `OpenRegistration.key`
    let open: UInt64
    var process: UInt32 = 0
}

/// The byte-range locks of one file, and those who wait for one. [MS-FSA] 2.1.4.10, 2.1.5.8, 2.1.5.9
struct ByteRangeLocks: Sendable {
    struct Lock: Hashable, Sendable {
        let owner: LockOwner
        /// Which request asked, so that a lock granted while its CANCEL was on the way can be taken back.
        let ticket: UInt64
        let range: ByteRange
        let isExclusive: Bool
    }

    /// A request that waits until it can have all its locks at once.
    struct Waiter: Sendable {
        let locks: [Lock]
        let ticket: UInt64
        let token: Token
        let mailbox: any Mailbox
        /// Nobody who asks through the same open gets ahead of it, as with SMB1.
        var keepsItsTurn = false

        var open: UInt64? { self.locks.first?.owner.open }
    }

    private(set) var held: [Lock] = []
    private(set) var waiters: [Waiter] = []

    var count: Int { self.waiters.reduce(self.held.count) { $0 + $1.locks.count } }
    var isEmpty: Bool { self.held.isEmpty && self.waiters.isEmpty }

    func refusesRead(of range: ByteRange, by owner: LockOwner) -> Bool {
        self.held.contains { $0.isExclusive && $0.owner != owner && $0.range.overlaps(range) }
    }

    /// A shared lock keeps everybody from writing, its owner too.
    func refusesWrite(of range: ByteRange, by owner: LockOwner) -> Bool {
        self.held.contains { !($0.isExclusive && $0.owner == owner) && $0.range.overlaps(range) }
    }

    /// A shared lock may lie on its owner's exclusive one; otherwise an exclusive lock shares its range with none.
    private func refuses(_ lock: Lock) -> Bool {
        self.held.contains { other in
            guard other.range.overlaps(lock.range) else { return false }
            return lock.isExclusive || (other.isExclusive && other.owner != lock.owner)
        }
    }

    mutating func acquire(_ lock: Lock) -> Bool {
        if self.refuses(lock) { return false }
        self.held.append(lock)
        return true
    }

    /// All or none. Returns the lock that can't be had.
    mutating func acquire(_ locks: [Lock]) -> Lock? { self.acquire(locks, behind: self.waiters) }

    private mutating func acquire(_ locks: [Lock], behind waiters: [Waiter]) -> Lock? {
        let before = self.held.count
        for lock in locks where waiters.contains(where: { $0.isAhead(of: lock) }) || !self.acquire(lock) {
            self.held.removeLast(self.held.count - before)
            return lock
        }
        return nil
    }

    mutating func wait(_ waiter: Waiter) { self.waiters.append(waiter) }

    /// UNLOCK names exactly a range that was locked. Where several locks lie on it, the one that was taken first goes first.
    /// [MS-FSA] 2.1.5.9
    mutating func release(_ range: ByteRange, of owner: LockOwner) -> Bool {
        guard let index = self.held.firstIndex(where: { $0.owner == owner && $0.range == range }) else { return false }
        self.held.remove(at: index)
        return true
    }

    /// Takes back what one request got or waits for.
    mutating func withdraw(ticket: UInt64) {
        self.held.removeAll { $0.ticket == ticket }
        self.waiters.removeAll { $0.ticket == ticket }
    }

    /// Everything of an open that closes. Returns the requests that waited.
    mutating func releaseAll(of open: UInt64) -> [Token] {
        let abandoned = self.waiters.filter { $0.open == open }.map(\.token)
        self.held.removeAll { $0.owner.open == open }
        self.waiters.removeAll { $0.open == open }
        return abandoned
    }

    /// Gives the locks that have become free to those who came first.
    mutating func grantWaiters() -> [Waiter] {
        if self.waiters.isEmpty { return [] }
        var granted: [Waiter] = []
        var waiting: [Waiter] = []
        for waiter in self.waiters {
            if self.acquire(waiter.locks, behind: waiting) == nil { granted.append(waiter) } else { waiting.append(waiter) }
        }
        self.waiters = waiting
        return granted
    }
}

extension ByteRangeLocks.Waiter {
    fileprivate func isAhead(of lock: ByteRangeLocks.Lock) -> Bool {
        guard self.keepsItsTurn, self.open == lock.owner.open else { return false }
        return self.locks.contains { ($0.isExclusive || lock.isExclusive) && $0.range.overlaps(lock.range) }
    }
}
