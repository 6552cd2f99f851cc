// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Synchronization

/// All open files of all connections, by what file they are: share modes, deletion and byte-range locks are decided here.
///
/// Sharded, so that connections on different loops seldom meet. A lock is held for a few comparisons, never while a file or a mailbox
/// is called.
package final class OpenTable: Sendable {
    private final class Shard: Sendable {
        let files = Mutex<[FileIdentity: SharedFile]>([:])
    }

    private let shards: [Shard]
    private let lastKey = Atomic<UInt64>(0)
    private let openCount = Atomic<Int>(0)
    private let maximumOpens = Atomic<Int>(.max)

    package init(shardCount: Int = 64) {
        self.shards = (0..<max(1, shardCount)).map { _ in Shard() }
    }

    /// Most opens of all connections together: each has a descriptor, and the process has only so many.
    package func limit(to count: Int) { self.maximumOpens.store(count, ordering: .relaxed) }

    /// The persistent half of a file id: unique in the server.
    func nextPersistentID() -> UInt64 { self.nextKey() }

    private func nextKey() -> UInt64 { self.lastKey.wrappingAdd(1, ordering: .relaxed).newValue }

    private func shard(of identity: FileIdentity) -> Shard {
        self.shards[Int(truncatingIfNeeded: (identity.file ^ identity.volume) % UInt64(self.shards.count))]
    }

    /// Runs `body` on the file's row, which exists while the file is open.
    private func withFile<Value: Sendable>(
        _ identity: FileIdentity, otherwise: Value, _ body: (inout SharedFile) throws(NTStatus) -> Value
    ) throws(NTStatus) -> Value {
        try self.shard(of: identity).files.withLock { (files) throws(NTStatus) -> Value in
            guard let index = files.index(forKey: identity) else { return otherwise }
            return try body(&files.values[index])
        }
    }
}

/// One open's row in the table.
struct OpenRegistration: Hashable, Sendable {
    let identity: FileIdentity
    let key: UInt64
    let mode: ShareMode
}

/// One file that is open at least once, or about to be removed.
private struct SharedFile: Sendable {
    /// How often it is open.
    var count = 0
    var usage = ShareUsage()
    /// The open that the deletion was asked through. Its name goes when the last open does; it is kept until then.
    var condemned: OpenFile?
    var locks = ByteRangeLocks()
    var watchers: [Watcher] = []

    /// An open that watches this directory.
    struct Watcher: Sendable {
        /// `OpenRegistration.key`
        let owner: UInt64
        let token: Token
        let mailbox: any Mailbox

        func tell() { self.mailbox.post(.directoryCondemned(self.token)) }
    }

    /// The first to condemn the file keeps it. Returns who must hear of it.
    mutating func condemn(through file: OpenFile) -> [Watcher] {
        if self.condemned != nil { return [] }
        self.condemned = file
        return self.watchers
    }
}

// MARK: - Opening, closing, deleting

extension OpenTable {
    /// Adds an open, or says who is in the way. [MS-FSA] 2.1.5.1.2
    ///
    /// `intent` is what the open is about to do besides what it was granted: OVERWRITE writes, whatever access was asked for.
    func register(
        _ identity: FileIdentity, _ access: AccessMask, sharing: ShareAccess, intent: AccessMask = []
    ) throws(NTStatus) -> OpenRegistration {
        let asked = ShareMode(access: access.union(intent), sharing: sharing)
        let mode = ShareMode(access: access, sharing: sharing)
        return try self.register(identity, mode, asked)
    }

    /// Adds the file of a stream that is about to be opened: it is not removed before the stream is closed.
    func register(_ identity: FileIdentity, forStreamWith access: AccessMask, sharing: ShareAccess) throws(NTStatus) -> OpenRegistration {
        let mode = ShareMode(access: access, sharing: sharing).ofStreamForItsFile
        return try self.register(identity, mode, mode)
    }

    private func register(_ identity: FileIdentity, _ mode: ShareMode, _ asked: ShareMode) throws(NTStatus) -> OpenRegistration {
        try self.countIn()
        do throws(NTStatus) {
            try self.add(identity, mode, asked)
        } catch {
            self.openCount.subtract(1, ordering: .relaxed)
            throw error
        }
        return OpenRegistration(identity: identity, key: self.nextKey(), mode: mode)
    }

    private func countIn() throws(NTStatus) {
        let count = self.openCount.add(1, ordering: .relaxed).newValue
        if count <= self.maximumOpens.load(ordering: .relaxed) { return }
        self.openCount.subtract(1, ordering: .relaxed)
        throw .tooManyOpenedFiles
    }

    private func add(_ identity: FileIdentity, _ mode: ShareMode, _ asked: ShareMode) throws(NTStatus) {
        try self.shard(of: identity).files.withLock { (files) throws(NTStatus) in
            guard let index = files.index(forKey: identity) else {
                files[identity] = SharedFile(count: 1, usage: ShareUsage(mode))
                return
            }
            if files.values[index].condemned != nil { throw .deletePending }
            if files.values[index].usage.excludes(asked) { throw .sharingViolation }
            files.values[index].count += 1
            files.values[index].usage.add(mode)
        }
    }

    struct Closing {
        /// LOCK requests of this open that still waited.
        var abandonedLocks: [Token] = []
        /// The file to remove now; `finishRemoval` afterwards.
        var removal: OpenFile?
    }

    /// Takes an open out. `condemning` is set where it was opened with delete-on-close.
    func close(_ registration: OpenRegistration, condemning: OpenFile?) -> Closing {
        let identity = registration.identity
        self.openCount.subtract(1, ordering: .relaxed)
        let (closing, granted, watchers) = self.shard(of: identity).files.withLock {
            files -> (Closing, [ByteRangeLocks.Waiter], [SharedFile.Watcher]) in
            guard let index = files.index(forKey: identity) else { return (Closing(), [], []) }
            var closing = Closing()
            var granted: [ByteRangeLocks.Waiter] = []
            var watchers: [SharedFile.Watcher] = []
            files.values[index].count -= 1
            files.values[index].usage.remove(registration.mode)
            if !files.values[index].locks.isEmpty {
                closing.abandonedLocks = files.values[index].locks.releaseAll(of: registration.key)
                granted = files.values[index].locks.grantWaiters()
            }
            if !files.values[index].watchers.isEmpty { files.values[index].watchers.removeAll { $0.owner == registration.key } }
            if let condemning { watchers = files.values[index].condemn(through: condemning) }
            if files.values[index].count == 0 {
                closing.removal = files.values[index].condemned
                // A condemned row stays until the name is gone, so that nobody opens the file in between.
                if closing.removal == nil { files.remove(at: index) }
            }
            return (closing, granted, watchers)
        }
        self.tell(granted)
        for watcher in watchers { watcher.tell() }
        return closing
    }

    /// Tells `mailbox` when the directory is condemned, until the open closes.
    func watch(_ registration: OpenRegistration, _ mailbox: any Mailbox, _ token: Token) throws(NTStatus) {
        try self.withFile(registration.identity, otherwise: ()) { (row) throws(NTStatus) in
            row.watchers.append(SharedFile.Watcher(owner: registration.key, token: token, mailbox: mailbox))
        }
    }

    func finishRemoval(_ identity: FileIdentity) {
        // What the row held is let go outside of the lock: that can close a file.
        _ = self.shard(of: identity).files.withLock { files in files.removeValue(forKey: identity)?.condemned }
    }

    /// SET_INFO (disposition): the file goes when its last open closes. [MS-FSA] 2.1.5.15.3
    func condemn(_ registration: OpenRegistration, through file: OpenFile) throws(NTStatus) {
        let watchers = try self.withFile(registration.identity, otherwise: []) { (row) throws(NTStatus) -> [SharedFile.Watcher] in
            row.condemn(through: file)
        }
        for watcher in watchers { watcher.tell() }
    }

    func pardon(_ registration: OpenRegistration) throws(NTStatus) {
        _ = try self.withFile(registration.identity, otherwise: nil) { (row) throws(NTStatus) -> OpenFile? in
            defer { row.condemned = nil }
            return row.condemned
        }
    }

    func isCondemned(_ identity: FileIdentity) -> Bool {
        self.shard(of: identity).files.withLock { $0[identity]?.condemned != nil }
    }

    /// Whether anybody has the file open, this connection included.
    func isOpen(_ identity: FileIdentity) -> Bool {
        self.shard(of: identity).files.withLock { $0[identity] != nil }
    }

    /// The number of files that are open.
    var count: Int { self.shards.reduce(0) { $0 + $1.files.withLock { $0.count } } }
}

// MARK: - Byte-range locks

extension OpenTable {
    /// More locks on one file, held or waited for, than clients need; each costs memory, and time in every later look-up.
    static let maximumLocksPerFile = 2048

    func refusesRead(of range: ByteRange, by registration: OpenRegistration) -> Bool {
        self.shard(of: registration.identity).files.withLock { files in
            guard let row = files[registration.identity], !row.locks.held.isEmpty else { return false }
            return row.locks.refusesRead(of: range, by: registration.key)
        }
    }

    func refusesWrite(of range: ByteRange, by registration: OpenRegistration) -> Bool {
        self.shard(of: registration.identity).files.withLock { files in
            guard let row = files[registration.identity], !row.locks.held.isEmpty else { return false }
            return row.locks.refusesWrite(of: range, by: registration.key)
        }
    }

    /// All of these locks or none.
    func lock(_ wanted: [(range: ByteRange, isExclusive: Bool)], by registration: OpenRegistration) throws(NTStatus) {
        let ticket = self.nextKey()
        try self.withFile(registration.identity, otherwise: ()) { (row) throws(NTStatus) in
            guard row.locks.count + wanted.count <= Self.maximumLocksPerFile else { throw .insufficientResources }
            for want in wanted {
                let lock = ByteRangeLocks.Lock(
                    owner: registration.key, ticket: ticket, range: want.range, isExclusive: want.isExclusive)
                guard row.locks.acquire(lock) else {
                    row.locks.withdraw(ticket: ticket)
                    throw .lockNotGranted
                }
            }
        }
    }

    /// What came of a request that may wait.
    enum LockResult: Sendable {
        case granted
        /// The mailbox will hear of it. The ticket takes the request back.
        case waiting(ticket: UInt64)
    }

    func lock(
        _ range: ByteRange, isExclusive: Bool, by registration: OpenRegistration, orTell mailbox: any Mailbox, _ token: Token
    ) throws(NTStatus) -> LockResult {
        let lock = ByteRangeLocks.Lock(owner: registration.key, ticket: self.nextKey(), range: range, isExclusive: isExclusive)
        return try self.withFile(registration.identity, otherwise: .granted) { (row) throws(NTStatus) in
            guard row.locks.count < Self.maximumLocksPerFile else { throw .insufficientResources }
            if row.locks.acquire(lock) { return .granted }
            row.locks.wait(ByteRangeLocks.Waiter(lock: lock, token: token, mailbox: mailbox))
            return .waiting(ticket: lock.ticket)
        }
    }

    /// Releases ranges one after the other; those before the first that isn't locked stay released. [MS-SMB2] 3.3.5.14.1
    func unlock(_ ranges: [ByteRange], by registration: OpenRegistration) throws(NTStatus) {
        var released = 0
        let granted = try self.withFile(registration.identity, otherwise: []) { (row) throws(NTStatus) -> [ByteRangeLocks.Waiter] in
            for range in ranges {
                guard row.locks.release(range, of: registration.key) else { break }
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

    private func tell(_ granted: [ByteRangeLocks.Waiter]) {
        for waiter in granted { waiter.mailbox.post(.lockSettled(waiter.token, nil)) }
    }
}
