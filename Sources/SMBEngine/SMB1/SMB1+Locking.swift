// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension SMB1TreeContext {
    /// [MS-CIFS] 3.3.5.30
    func lockingAndX(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.LockingRequest.init(decoding:_:))
        let open = try self.open(request.file, chain)
        if request.type.contains(.oplockRelease) {
            // An answer that comes too late, or to no question, changes nothing.
            try? self.connection.acknowledgeBreak(of: open, keeping: request.oplockLevel == 1 ? .levelII : .none)
            // "… the server MUST NOT send a response": it was one itself.
            if request.unlocks.isEmpty, request.locks.isEmpty { return .silent }
        }
        // Nobody ever changed a lock's type in one step.
        if request.type.contains(.changeLockType) { throw chain.dosError(.noAtomicLocks) }
        let registration = try self.lockable(open)
        if request.type.contains(.cancelLock) { return try self.cancelLock(request, open, &chain, into: &reply) }

        try self.server.opens.unlock(
            try request.unlocks.map { (range) throws(NTStatus) in
                (range: try range.bytes(), process: UInt32(clamping: range.processID))
            }, by: registration)
        let isExclusive = !request.type.contains(.shared)
        let wishes = try request.locks.map { (range) throws(NTStatus) in
            OpenTable.LockWish(range: try range.bytes(), isExclusive: isExclusive, process: UInt32(clamping: range.processID))
        }
        if let waiting = try self.take(wishes, open, registration, for: .lockingAndX, type: request.type, timeout: request.timeout) {
            return .waiting(waiting)
        }
        SMB1Machine.writeLockingResponse(.lockingAndX, into: &reply)
        return .replied
    }

    /// [MS-CIFS] 3.3.5.14
    func lockByteRange(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.ByteRangeRequest.init(decoding:_:))
        let open = try self.open(request.file, chain)
        let registration = try self.lockable(open)
        let wish = OpenTable.LockWish(range: try request.bytes(), isExclusive: true, process: self.header.lockProcess)
        if let waiting = try self.take([wish], open, registration, for: .lockByteRange) { return .waiting(waiting) }
        SMB1Machine.writeLockingResponse(.lockByteRange, into: &reply)
        return .replied
    }

    /// [MS-CIFS] 3.3.5.15
    func unlockByteRange(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.command.decode(SMB1.ByteRangeRequest.init(decoding:_:))
        let open = try self.open(request.file, chain)
        try self.server.opens.unlock([(range: try request.bytes(), process: self.header.lockProcess)], by: try self.lockable(open))
        SMB1Machine.writeLockingResponse(.unlockByteRange, into: &reply)
        return .replied
    }

    /// What has locks: a file, opened for more than a look.
    func lockable(_ open: Open) throws(NTStatus) -> OpenRegistration {
        let file = try open.file(withAnyOf: [.readData, .writeData, .appendData, .execute])
        guard !file.handle.isDirectory else { throw .invalidDeviceRequest }
        return try open.registration()
    }

    /// A lock that is had at once or not at all.
    func takeNow(_ range: ByteRange, _ open: Open) throws(NTStatus) {
        let wish = OpenTable.LockWish(range: range, isExclusive: true, process: self.header.lockProcess)
        if case .refused(let obstacle) = try self.server.opens.lock([wish], by: try self.lockable(open)) {
            throw open.refusal(of: obstacle)
        }
    }

    /// LOCKING_ANDX_CANCEL_LOCK: ends the request that waits for just this lock. [MS-CIFS] 2.2.4.32.1
    private func cancelLock(_ request: SMB1.LockingRequest, _ open: Open, _ chain: inout AndXChain, into reply: inout WireWriter)
        throws(NTStatus) -> SMB1Outcome
    {
        guard let range = request.locks.first, let token = self.machine.lockWait(of: open, range, request.type.subtracting(.cancelLock))
        else {
            throw chain.dosError(.cancelViolation)
        }
        SMB1Machine.writeLockingResponse(.lockingAndX, into: &reply)
        self.machine.cancelWaiting(token, status: .fileLockConflict)
        return .replied
    }
}

extension SMB1.LockRange {
    func bytes() throws(NTStatus) -> ByteRange { try ByteRange(start: self.offset, length: self.length) }
}

extension SMB1.ByteRangeRequest {
    fileprivate func bytes() throws(NTStatus) -> ByteRange { try ByteRange(start: UInt64(self.offset), length: UInt64(self.count)) }
}
