// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Synchronization

/// All open files of all connections, by what file they are: share modes, deletion, byte-range locks and
/// oplocks are decided here.
///
/// Sharded, so that connections on different loops seldom meet. A lock is held for a few comparisons, never while a file or a mailbox
/// is called.
package final class OpenTable: Sendable {
    final class Shard: Sendable {
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

    func nextKey() -> UInt64 { self.lastKey.wrappingAdd(1, ordering: .relaxed).newValue }

    func shard(of identity: FileIdentity) -> Shard {
        self.shards[Int(truncatingIfNeeded: (identity.file ^ identity.volume) % UInt64(self.shards.count))]
    }

    /// Whether a row is such as `matches` says; each shard is looked at by itself.
    func contains(where matches: (FileIdentity, SharedFile) -> Bool) -> Bool {
        self.shards.contains { shard in shard.files.withLock { files in files.contains { matches($0.key, $0.value) } } }
    }

    /// Runs `body` on the file's row, which exists while the file is open.
    func withFile<Value: Sendable>(
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

extension OpenRegistration {
    /// Whose locks are meant, where a process counts.
    func lockOwner(_ process: UInt32 = 0) -> LockOwner { LockOwner(open: self.key, process: process) }
}

// MARK: - Opening, closing, deleting

extension OpenTable {
    /// Adds an open that neither waits nor wants an oplock, or says who is in the way. [MS-FSA] 2.1.5.1.2
    func register(
        _ identity: FileIdentity, _ access: AccessMask, sharing: ShareAccess, intent: AccessMask = []
    ) throws(NTStatus) -> OpenRegistration {
        try self.register(identity, OpenCandidate(access: access, sharing: sharing, intent: intent))
    }

    /// Adds the file of a stream that is about to be opened: it is not removed before the stream is closed.
    func register(_ identity: FileIdentity, forStreamWith access: AccessMask, sharing: ShareAccess) throws(NTStatus) -> OpenRegistration {
        try self.register(identity, OpenCandidate(ShareMode(access: access, sharing: sharing).ofStreamForItsFile))
    }

    private func register(_ identity: FileIdentity, _ candidate: OpenCandidate) throws(NTStatus) -> OpenRegistration {
        guard case .registered(let registration, _) = try self.admit(candidate, to: identity) else { throw .sharingViolation }
        return registration
    }

    /// Adds an open, makes it wait, or says who is in the way. [MS-FSA] 2.1.5.1.2
    func admit(_ candidate: OpenCandidate, to identity: FileIdentity) throws(NTStatus) -> OpenAdmission {
        try self.countIn()
        let key = self.nextKey()
        do throws(NTStatus) {
            let (verdict, notices) = self.shard(of: identity).files.withLock {
                files -> (Result<OpenAdmission, NTStatus>, [Oplock.Notice]) in
                var notices: [Oplock.Notice] = []
                do throws(NTStatus) {
                    let admission = try files[identity, default: SharedFile()].admit(candidate, identity, key, telling: &notices)
                    return (.success(admission), notices)
                } catch {
                    return (.failure(error), notices)
                }
            }
            for notice in notices { notice.tell() }
            let admission = try verdict.get()
            if case .waiting = admission { self.openCount.subtract(1, ordering: .relaxed) }
            return admission
        } catch {
            self.openCount.subtract(1, ordering: .relaxed)
            throw error
        }
    }

    private func countIn() throws(NTStatus) {
        let count = self.openCount.add(1, ordering: .relaxed).newValue
        if count <= self.maximumOpens.load(ordering: .relaxed) { return }
        self.openCount.subtract(1, ordering: .relaxed)
        throw .tooManyOpenedFiles
    }

    /// What keeps a file open without being an open in the table: it counts like one until it is let go.
    final class Holding: Sendable {
        private let table: OpenTable

        init(in table: OpenTable) throws(NTStatus) {
            try table.countIn()
            self.table = table
        }

        deinit { self.table.openCount.subtract(1, ordering: .relaxed) }
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
        let (closing, granted, watchers, waiters) = self.shard(of: identity).files.withLock {
            files -> (Closing, [ByteRangeLocks.Waiter], [SharedFile.Watcher], [OpenWaiter]) in
            guard let index = files.index(forKey: identity) else { return (Closing(), [], [], []) }
            var closing = Closing()
            var granted: [ByteRangeLocks.Waiter] = []
            var watchers: [SharedFile.Watcher] = []
            var waiters: [OpenWaiter] = []
            files.values[index].remove(registration.mode)
            _ = files.values[index].oplock.release(by: registration.key)
            if !files.values[index].locks.isEmpty {
                closing.abandonedLocks = files.values[index].locks.releaseAll(of: registration.key)
                granted = files.values[index].locks.grantWaiters()
            }
            if !files.values[index].watchers.isEmpty { files.values[index].watchers.removeAll { $0.owner == registration.key } }
            if let condemning { watchers = files.values[index].condemn(through: condemning) }
            if files.values[index].count == 0 {
                closing.removal = files.values[index].condemned
                // A condemned row stays until the name is gone, so that nobody opens the file in between.
                if closing.removal == nil { waiters = files.remove(at: index).value.waiters }
            } else {
                waiters = files.values[index].takeWaiters()
            }
            return (closing, granted, watchers, waiters)
        }
        self.tell(granted)
        for waiter in waiters { waiter.tell() }
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
        let row = self.shard(of: identity).files.withLock { files in files.removeValue(forKey: identity) }
        for waiter in row?.waiters ?? [] { waiter.tell() }
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
