// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Synchronization

// The byte-range locks of files that are open.
extension OpenTable {
    /// More locks on one file, held or waited for, than clients need; each costs memory, and time in every later look-up.
    static let maximumLocksPerFile = 2048

    func refusesRead(of range: ByteRange, by registration: OpenRegistration, process: UInt32 = 0) -> Bool {
        self.shard(of: registration.identity).files.withLock { files in
            guard let row = files[registration.identity], !row.locks.held.isEmpty else { return false }
            return row.locks.refusesRead(of: range, by: registration.lockOwner(process))
        }
    }

    /// Whether a lock forbids a write. Where none does the write is as good as done, and what others have read is stale.
    func refusesWrite(of range: ByteRange, by registration: OpenRegistration, process: UInt32 = 0) -> Bool {
        let (refused, notices) = self.shard(of: registration.identity).files.withLock { files -> (Bool, [Oplock.Notice]) in
            guard let index = files.index(forKey: registration.identity) else { return (false, []) }
            let locks = files.values[index].locks
            if !locks.held.isEmpty, locks.refusesWrite(of: range, by: registration.lockOwner(process)) { return (true, []) }
            var notices: [Oplock.Notice] = []
            _ = files.values[index].oplock.yield(to: .change, by: registration.key, telling: &notices)
            return (false, notices)
        }
        for notice in notices { notice.tell() }
        return refused
    }

    /// One lock that a request asks for.
    struct LockWish: Sendable {
        let range: ByteRange
        let isExclusive: Bool
        var process: UInt32 = 0
    }

    /// What came of a request that may wait.
    enum LockResult: Sendable {
        case granted
        /// The mailbox will hear of it. The ticket takes the request back.
        case waiting(ticket: UInt64)
        /// Somebody else has this one.
        case refused(LockWish)
    }

    /// All of these locks or none.
    func lock(_ wanted: [(range: ByteRange, isExclusive: Bool)], by registration: OpenRegistration) throws(NTStatus) {
        let wishes = wanted.map { LockWish(range: $0.range, isExclusive: $0.isExclusive) }
        if case .refused = try self.lock(wishes, by: registration) { throw .lockNotGranted }
    }

    func lock(
        _ range: ByteRange, isExclusive: Bool, by registration: OpenRegistration, orTell mailbox: any Mailbox, _ token: Token
    ) throws(NTStatus) -> LockResult {
        try self.lock([LockWish(range: range, isExclusive: isExclusive)], by: registration, orTell: (mailbox, token))
    }

    /// All of these locks or none, now or, where somebody is named who can wait, later.
    func lock(
        _ wishes: [LockWish], by registration: OpenRegistration, orTell waiter: (mailbox: any Mailbox, token: Token)? = nil,
        inTurn: Bool = false
    ) throws(NTStatus) -> LockResult {
        let ticket = self.nextKey()
        let locks = wishes.map {
            ByteRangeLocks.Lock(
                owner: registration.lockOwner($0.process), ticket: ticket, range: $0.range, isExclusive: $0.isExclusive)
        }
        let (result, notices) = try self.withFile(registration.identity, otherwise: (LockResult.granted, [])) {
            (row) throws(NTStatus) -> (LockResult, [Oplock.Notice]) in
            guard row.locks.count + locks.count <= Self.maximumLocksPerFile else { throw .insufficientResources }
            var notices: [Oplock.Notice] = []
            _ = row.oplock.yield(to: .change, by: registration.key, telling: &notices)
            guard let obstacle = row.locks.acquire(locks) else { return (.granted, notices) }
            guard let waiter else {
                let process = obstacle.owner.process
                return (.refused(LockWish(range: obstacle.range, isExclusive: obstacle.isExclusive, process: process)), notices)
            }
            row.locks.wait(
                ByteRangeLocks.Waiter(locks: locks, ticket: ticket, token: waiter.token, mailbox: waiter.mailbox, keepsItsTurn: inTurn))
            return (.waiting(ticket: ticket), notices)
        }
        for notice in notices { notice.tell() }
        return result
    }

    /// Releases ranges one after the other; those before the first that isn't locked stay released. [MS-SMB2] 3.3.5.14.1
    func unlock(_ ranges: [ByteRange], by registration: OpenRegistration) throws(NTStatus) {
        try self.unlock(ranges.map { (range: $0, process: 0) }, by: registration)
    }

    func unlock(_ ranges: [(range: ByteRange, process: UInt32)], by registration: OpenRegistration) throws(NTStatus) {
        var released = 0
        let granted = try self.withFile(registration.identity, otherwise: []) { (row) throws(NTStatus) -> [ByteRangeLocks.Waiter] in
            for (range, process) in ranges {
                guard row.locks.release(range, of: registration.lockOwner(process)) else { break }
                released += 1
            }
            return row.locks.grantWaiters()
        }
        self.tell(granted)
        if released < ranges.count { throw .rangeNotLocked }
    }

    /// Takes back a request that waited, even if it has been granted meanwhile.
    func withdraw(ticket: UInt64, on identity: FileIdentity) {
        let granted = self.shard(of: identity).files.withLock { files -> [ByteRangeLocks.Waiter] in
            guard let index = files.index(forKey: identity) else { return [] }
            files.values[index].locks.withdraw(ticket: ticket)
            return files.values[index].locks.grantWaiters()
        }
        self.tell(granted)
    }

    func tell(_ granted: [ByteRangeLocks.Waiter]) {
        for waiter in granted { waiter.mailbox.post(.lockSettled(waiter.token, nil)) }
    }
}
