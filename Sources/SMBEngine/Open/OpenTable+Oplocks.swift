// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Synchronization

extension SharedFile {
    /// Opens that wait for one file; more are told at once that it is taken.
    private static let maximumWaiters = 256

    /// Judges an open against the others of its file, in the order of [MS-FSA] 2.1.5.1.2: a batch oplock goes first, because its client
    /// may be willing to close the file; then share modes count; an exclusive oplock goes only for an open that they let in.
    mutating func admit(
        _ candidate: OpenCandidate, _ identity: FileIdentity, _ key: UInt64, telling notices: inout [Oplock.Notice]
    ) throws(NTStatus) -> OpenAdmission {
        if self.condemned != nil { throw .deletePending }
        let breaks = !candidate.asked.looksOnly && !candidate.keepsOplocks
        let operation = Oplock.Operation.open(overwrites: candidate.overwrites)
        if breaks, self.oplock.isBatch, self.oplock.yield(to: operation, telling: &notices) {
            return try self.park(candidate.patience, key, .oplock)
        }
        if !candidate.ignoresSharing, self.usage.excludes(candidate.asked) {
            guard candidate.patience?.outwaitsSharing == true else { throw .sharingViolation }
            return try self.park(candidate.patience, key, .sharing)
        }
        if breaks, self.oplock.yield(to: operation, telling: &notices) { return try self.park(candidate.patience, key, .oplock) }

        let level = self.grant(candidate, key)
        self.add(candidate.mode)
        return .registered(OpenRegistration(identity: identity, key: key, mode: candidate.mode), level)
    }

    private mutating func grant(_ candidate: OpenCandidate, _ key: UInt64) -> OplockLevel {
        guard let wish = candidate.oplock else { return .none }
        let holder = Oplock.Holder(owner: key, takesLevelII: wish.takesLevelII, token: wish.token, mailbox: wish.mailbox)
        return self.oplock.grant(wish.level, to: holder, isAlone: self.workingCount == 0, isLocked: !self.locks.held.isEmpty)
    }

    private mutating func park(
        _ patience: OpenCandidate.Patience?, _ ticket: UInt64, _ obstacle: OpenAdmission.Obstacle
    ) throws(NTStatus) -> OpenAdmission {
        guard let patience, self.waiters.count < Self.maximumWaiters else { throw .sharingViolation }
        self.waiters.append(OpenWaiter(ticket: ticket, token: patience.token, mailbox: patience.mailbox))
        return .waiting(ticket: ticket, for: obstacle)
    }
}

extension OpenTable {
    /// The holder of a breaking oplock says what it keeps of it. [MS-SMB2] 3.3.5.22.1
    func acknowledgeBreak(_ registration: OpenRegistration, keeping level: OplockLevel) throws(NTStatus) {
        let (failure, waiters) = try self.withFile(registration.identity, otherwise: (NTStatus.invalidOplockProtocol, [])) {
            (row) throws(NTStatus) -> (NTStatus?, [OpenWaiter]) in
            do throws(NTStatus) {
                try row.oplock.acknowledge(by: registration.key, keeping: level)
                return (nil, row.takeWaiters())
            } catch {
                return (error, row.takeWaiters())
            }
        }
        for waiter in waiters { waiter.tell() }
        if let failure { throw failure }
    }

    /// The holder of a breaking oplock has not answered in time: those who wait wait no longer. [MS-SMB2] 3.3.6.1
    func expireBreak(_ registration: OpenRegistration) {
        let waiters = self.shard(of: registration.identity).files.withLock { files -> [OpenWaiter] in
            guard let index = files.index(forKey: registration.identity),
                files.values[index].oplock.expire(by: registration.key)
            else { return [] }
            return files.values[index].takeWaiters()
        }
        for waiter in waiters { waiter.tell() }
    }

    /// What others have read of the file goes stale although no byte of it is written. [MS-FSA] 2.1.5.15.1
    func contentsChange(_ registration: OpenRegistration) {
        let notices = self.shard(of: registration.identity).files.withLock { files -> [Oplock.Notice] in
            guard let index = files.index(forKey: registration.identity) else { return [] }
            var notices: [Oplock.Notice] = []
            _ = files.values[index].oplock.yield(to: .change, by: registration.key, telling: &notices)
            return notices
        }
        for notice in notices { notice.tell() }
    }

    /// Somebody waits no longer to open a file.
    func withdrawOpen(ticket: UInt64, of identity: FileIdentity) {
        self.shard(of: identity).files.withLock { files in
            guard let index = files.index(forKey: identity) else { return }
            files.values[index].waiters.removeAll { $0.ticket == ticket }
        }
    }
}
