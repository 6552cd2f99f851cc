// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// A request that waits for its locks.
struct SMB1LockWait {
    let open: Open
    let wishes: [OpenTable.LockWish]
    let type: SMB1.LockType
    let command: SMB1.Command
    /// Where the lock begins that is in the way, as far as that is known.
    let obstacle: UInt64?
}

extension SMB1TreeContext {
    /// How long a client that asks again for a lock it could not have waits, though it said that it would not: programs ask in a loop.
    private static let repeatMilliseconds = 200

    /// Takes all the locks or none. Nil: it has them.
    func take(
        _ wishes: [OpenTable.LockWish], _ open: Open, _ registration: OpenRegistration, for command: SMB1.Command,
        type: SMB1.LockType = [], timeout: UInt32 = 0
    ) throws(NTStatus) -> Waiting? {
        if wishes.isEmpty { return nil }
        var limit: Int? = timeout == SMB1.LockingRequest.waitForever ? nil : Int(timeout)
        var start = wishes.first?.range.start
        if timeout == 0 {
            guard case .refused(let obstacle) = try self.server.opens.lock(wishes, by: registration) else { return nil }
            let status = open.refusal(of: obstacle)
            guard status == .fileLockConflict else { throw status }
            limit = Self.repeatMilliseconds
            start = obstacle.range.start
        }
        let token = self.connection.nextToken()
        let result = try self.server.opens.lock(wishes, by: registration, orTell: (self.connection.mailbox, token), inTurn: true)
        guard case .waiting(let ticket) = result else { return nil }
        if let limit {
            self.connection.actions.append(.startTimer(milliseconds: max(limit, Self.repeatMilliseconds), token))
        }
        self.machine.lockWaits[token] = SMB1LockWait(open: open, wishes: wishes, type: type, command: command, obstacle: start)
        let opens = self.server.opens
        return Waiting(token: token, cancel: { opens.withdraw(ticket: ticket, on: registration.identity) })
    }
}

extension SMB1Machine {
    /// The locks that a request waited for are there, or never will be.
    func lockSettled(_ token: Token, _ status: NTStatus?) {
        guard let wait = self.lockWaits[token] else { return }
        self.complete(token) { (_, reply) throws(NTStatus) in
            if let status { throw status }
            Self.writeLockingResponse(wait.command, into: &reply)
            return .replied
        }
    }

    /// Locks that were waited for long enough. Whatever was in the way, this is the status.
    func lockTimedOut(_ token: Token) {
        guard let wait = self.lockWaits[token] else { return }
        wait.open.lastLockFailure = wait.obstacle
        self.cancelWaiting(token, status: .fileLockConflict)
    }

    func endLockWait(_ token: Token) {
        guard self.lockWaits.removeValue(forKey: token) != nil else { return }
        self.connection.actions.append(.stopTimer(token))
    }

    /// The request that waits for exactly this lock.
    func lockWait(of open: Open, _ range: SMB1.LockRange, _ type: SMB1.LockType) -> Token? {
        self.lockWaits.first { _, wait in
            guard wait.open === open, wait.type == type, let bytes = try? range.bytes() else { return false }
            return wait.wishes.contains { $0.range == bytes && $0.process == UInt32(clamping: range.processID) }
        }?.key
    }

    /// LOCKING_ANDX answers with an AndX block, the older commands with nothing. [MS-CIFS] 2.2.4.32.2, 2.2.4.13.2
    static func writeLockingResponse(_ command: SMB1.Command, into reply: inout WireWriter) {
        reply.body { if command.isAndX { $0.andX() } }
    }
}

extension SMB1.Header {
    /// Locks know a process by the lower half of its id: LOCKING_ANDX has no room for more.
    var lockProcess: UInt32 { self.processID & 0xFFFF }
}

extension Open {
    /// Locks from here on never say LOCK_NOT_GRANTED, up to where the offset's top bit is set. Clients know Windows by it.
    private static let conflictStart: UInt64 = 0xEF00_0000
    private static let conflictEnd: UInt64 = 1 << 63

    /// LOCK_NOT_GRANTED the first time, FILE_LOCK_CONFLICT when the same lock is asked for again. [MS-CIFS] 3.3.5.30
    func refusal(of lock: OpenTable.LockWish) -> NTStatus {
        let isRepeated = self.lastLockFailure == lock.range.start
        self.lastLockFailure = lock.range.start
        return isRepeated || (Self.conflictStart..<Self.conflictEnd).contains(lock.range.start) ? .fileLockConflict : .lockNotGranted
    }
}
