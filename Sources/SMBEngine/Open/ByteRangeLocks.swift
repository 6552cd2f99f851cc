// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// The byte-range locks of one file, and those who wait for one. [MS-FSA] 2.1.4.10, 2.1.5.8, 2.1.5.9
struct ByteRangeLocks: Sendable {
    struct Lock: Hashable, Sendable {
        /// The open that asked: `OpenRegistration.key`.
        let owner: UInt64
        /// Which request asked, so that a lock granted while its CANCEL was on the way can be taken back.
        let ticket: UInt64
        let range: ByteRange
        let isExclusive: Bool
    }

    struct Waiter: Sendable {
        let lock: Lock
        let token: Token
        let mailbox: any Mailbox
    }

    private(set) var held: [Lock] = []
    private(set) var waiters: [Waiter] = []

    var count: Int { self.held.count + self.waiters.count }
    var isEmpty: Bool { self.held.isEmpty && self.waiters.isEmpty }

    func refusesRead(of range: ByteRange, by owner: UInt64) -> Bool {
        self.held.contains { $0.isExclusive && $0.owner != owner && $0.range.overlaps(range) }
    }

    /// A shared lock keeps everybody from writing, its owner too.
    func refusesWrite(of range: ByteRange, by owner: UInt64) -> Bool {
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

    mutating func wait(_ waiter: Waiter) { self.waiters.append(waiter) }

    /// UNLOCK names exactly a range that was locked. Where several locks lie on it, the exclusive one goes first, as on Windows.
    mutating func release(_ range: ByteRange, of owner: UInt64) -> Bool {
        let isExclusive = { (lock: Lock) in lock.isExclusive && lock.owner == owner && lock.range == range }
        guard
            let index = self.held.firstIndex(where: isExclusive)
                ?? self.held.firstIndex(where: { $0.owner == owner && $0.range == range })
        else { return false }
        self.held.remove(at: index)
        return true
    }

    /// Takes back what one request got or waits for.
    mutating func withdraw(ticket: UInt64) {
        self.held.removeAll { $0.ticket == ticket }
        self.waiters.removeAll { $0.lock.ticket == ticket }
    }

    /// Everything of an open that closes. Returns the requests that waited.
    mutating func releaseAll(of owner: UInt64) -> [Token] {
        let abandoned = self.waiters.filter { $0.lock.owner == owner }.map(\.token)
        self.held.removeAll { $0.owner == owner }
        self.waiters.removeAll { $0.lock.owner == owner }
        return abandoned
    }

    /// Gives the locks that have become free to those who came first.
    mutating func grantWaiters() -> [Waiter] {
        if self.waiters.isEmpty { return [] }
        var granted: [Waiter] = []
        var waiting: [Waiter] = []
        for waiter in self.waiters {
            if self.acquire(waiter.lock) { granted.append(waiter) } else { waiting.append(waiter) }
        }
        self.waiters = waiting
        return granted
    }
}
