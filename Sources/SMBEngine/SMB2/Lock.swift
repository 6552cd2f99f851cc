// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension TreeContext {
    /// [MS-SMB2] 3.3.5.14
    func lock(_ request: SMB2.LockRequest, into reply: inout WireWriter, base: Int) throws(NTStatus) -> Outcome {
        let open = try self.open(request.file)
        let file = try open.file(withAnyOf: [.readData, .writeData, .appendData, .execute])
        guard !file.handle.isDirectory else { throw .invalidParameter }
        guard let first = request.elements.first else { throw .invalidParameter }
        let registration = try open.registration()
        if first.flags.contains(.unlock) {
            try self.unlock(request.elements, registration)
        } else if !request.elements.allSatisfy(\.flags.isLock) {
            throw .invalidParameter
        } else if request.elements.count == 1, !first.flags.contains(.failImmediately) {
            if let waiting = try self.waitForLock(first, registration) { return .waiting(waiting) }
        } else {
            try self.lockAll(request.elements, registration)
        }
        SMB2.LockResponse().encode(into: &reply, base: base)
        return .replied
    }

    /// [MS-SMB2] 3.3.5.14.1: one after the other; what stands before an element that fails stays unlocked.
    private func unlock(_ elements: [SMB2.LockElement], _ registration: OpenRegistration) throws(NTStatus) {
        var ranges: [ByteRange] = []
        var failure: NTStatus?
        for element in elements {
            do throws(NTStatus) {
                guard element.flags == .unlock else { throw .invalidParameter }
                ranges.append(try ByteRange(start: element.offset, length: element.length))
            } catch {
                failure = error
                break
            }
        }
        try self.server.opens.unlock(ranges, by: registration)
        if let failure { throw failure }
    }

    /// [MS-SMB2] 3.3.5.14.2: several locks are taken together or not at all, and never waited for.
    private func lockAll(_ elements: [SMB2.LockElement], _ registration: OpenRegistration) throws(NTStatus) {
        var wanted: [(range: ByteRange, isExclusive: Bool)] = []
        for element in elements {
            guard element.flags.contains(.failImmediately) else { throw .invalidParameter }
            wanted.append((try ByteRange(start: element.offset, length: element.length), element.flags.contains(.exclusive)))
        }
        try self.server.opens.lock(wanted, by: registration)
    }

    private func waitForLock(_ element: SMB2.LockElement, _ registration: OpenRegistration) throws(NTStatus) -> Waiting? {
        let range = try ByteRange(start: element.offset, length: element.length)
        try self.verifyMayWait()
        let token = self.connection.nextToken()
        let result = try self.server.opens.lock(
            range, isExclusive: element.flags.contains(.exclusive), by: registration, orTell: self.connection.mailbox, token)
        switch result {
        case .granted: return nil
        case .refused: throw .lockNotGranted
        case .waiting(let ticket):
            let opens = self.server.opens
            return Waiting(token: token, cancel: { opens.withdraw(ticket: ticket, on: registration.identity) })
        }
    }
}

extension TreeContext {
    /// A request that waits has given its credits back: only this bounds how many do.
    func verifyMayWait() throws(NTStatus) {
        guard self.connection.unanswered.count < ConnectionLimits.waitingRequests else { throw .insufficientResources }
    }
}

extension ConnectionMachine {
    func lockSettled(_ token: Token, _ status: NTStatus?) {
        self.complete(token) { (reply, base) throws(NTStatus) in
            if let status { throw status }
            SMB2.LockResponse().encode(into: &reply, base: base)
            return .success
        }
    }
}

extension SMB2.LockFlags {
    /// The combinations of [MS-SMB2] 2.2.26.1 that lock.
    fileprivate var isLock: Bool {
        let kind = self.subtracting(.failImmediately)
        return kind == .shared || kind == .exclusive
    }
}
