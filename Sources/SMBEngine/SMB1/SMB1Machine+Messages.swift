// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire

extension SMB1Machine {
    /// One message. [MS-CIFS] 3.3.5.2
    func accept(_ frame: ByteBuffer) {
        var chain: AndXChain
        do {
            var reader = WireReader(frame)
            let header = try SMB1.Header(decoding: &reader)
            guard !header.isResponse || header.command == .lockingAndX else { throw reader.failure(.value, "Flags") }
            chain = AndXChain(frame, header)
        } catch {
            return self.connection.disconnect(.unreadableFrame(String(describing: error)))
        }
        guard chain.command != .negotiate else { return self.connection.disconnect(.secondNegotiate) }
        do throws(NTStatus) {
            try self.verifySignature(of: &chain)
        } catch {
            guard self.connection.violations < ConnectionLimits.violations else { return self.connection.disconnect(.tooManyViolations) }
            // Nobody waits for an answer to NT_CANCEL.
            if chain.command != .ntCancel { self.fail(&chain, error) }
            return
        }
        self.run(chain)
    }

    /// Works through a chain until it ends, is parked, or takes the connection with it.
    private func run(_ chain: consuming AndXChain) {
        var chain = chain
        while chain.nextOffset != nil {
            let command = chain.command
            let body: SMB1.Body
            do {
                body = try chain.beginCommand()
                try chain.advance(behind: body)
            } catch {
                self.connection.violations += 1
                return self.fail(&chain, command.statusOfMalformed)
            }
            guard self.mayRun(command, in: chain) else { return self.fail(&chain, .accessDenied) }
            self.connection.attempt = FileAttempt(token: self.connection.nextToken(), outwaitsSharing: true)
            guard self.handle(command, body, &chain) else { return }
        }
        self.send(&chain, .success)
    }

    /// Handles one command. True: the chain goes on.
    private func handle(_ command: SMB1.Command, _ body: SMB1.Body, _ chain: inout AndXChain) -> Bool {
        var reply = chain.takeReply()
        let start = reply.count
        var outcome = Self.attempt(&reply) { (reply) throws(NTStatus) in
            try self.dispatch(command, body, &chain, &reply)
        }
        if case .repliedWith(.retry) = outcome {
            if self.mayPark(chain.message.readableBytes + start), let token = self.connection.keepAttempt() {
                reply.truncate(to: start)
                chain.giveBack(reply)
                self.parked[token] = .attempt(chain, command, body)
                return false
            }
            outcome = .repliedWith(.insufficientResources)
        }
        self.connection.dropAttempt()
        chain.giveBack(reply)
        return self.settle(outcome, &chain)
    }

    /// Others may have let go of the file that a command waits for.
    func tryAgain(_ token: Token) {
        guard let attempt = self.connection.endAttempt(token), case .attempt(var chain, let command, let body)? = self.parked[token] else {
            return
        }
        self.parked[token] = nil
        self.connection.attempt = attempt.again
        guard self.handle(command, body, &chain) else { return }
        self.run(chain)
    }

    /// Runs a handler, or the end of one, and turns the status it throws into an empty body.
    private static func attempt(_ reply: inout WireWriter, _ body: (inout WireWriter) throws(NTStatus) -> SMB1Outcome) -> SMB1Outcome {
        let start = reply.count
        do {
            return try body(&reply)
        } catch {
            reply.truncate(to: start)
            reply.body { _ in }
            return .repliedWith(error)
        }
    }

    /// True: the chain goes on.
    private func settle(_ outcome: SMB1Outcome, _ chain: inout AndXChain) -> Bool {
        guard self.connection.violations < ConnectionLimits.violations else {
            self.connection.disconnect(.tooManyViolations)
            return false
        }
        switch outcome {
        case .replied:
            return true
        // Nobody waits for an answer to NT_CANCEL, whatever is wrong with it. [MS-CIFS] 3.3.5.52
        case .repliedWith where chain.header.command == .ntCancel:
            return false
        case .repliedWith(let status):
            self.send(&chain, status)
            return false
        case .blocking(let work, let finish):
            let token = self.connection.nextToken()
            self.connection.poolLoad.begin(Self.load(of: chain))
            self.parked[token] = .work(chain, finish)
            self.connection.actions.append(.run(work, token))
            return false
        case .waiting(let waiting):
            let mayWait = self.mayPark(chain.size)
            self.parked[waiting.token] = .waiting(chain, waiting)
            if !mayWait { self.cancelWaiting(waiting.token, status: .insufficientResources) }
            return false
        case .authenticating(let token, let wait):
            self.parked[token] = .logon(chain, wait)
            return false
        case .silent:
            return false
        case .disconnect(let reason):
            self.connection.disconnect(reason)
            return false
        }
    }

    /// Whether a chain of so many bytes may wait for other clients, besides those that do.
    private func mayPark(_ size: Int) -> Bool {
        var (count, bytes) = (0, size)
        for parked in self.parked.values {
            guard let chain = parked.waitingChain else { continue }
            count += 1
            bytes += chain.size
        }
        return count < ConnectionLimits.waitingRequestsSMB1 && bytes <= ConnectionLimits.waitingBytesSMB1
    }

    /// A read asks for no more than a frame holds.
    private static func load(of chain: AndXChain) -> Int { chain.message.readableBytes + ConnectionLimits.frameSMB1 }

    private func fail(_ chain: inout AndXChain, _ status: NTStatus) {
        var reply = chain.takeReply()
        reply.body { _ in }
        chain.giveBack(reply)
        self.send(&chain, status)
    }

    /// Ends a message: its header, its signature, its length.
    func send(_ chain: inout AndXChain, _ status: NTStatus) {
        repeat {
            var frame = chain.close(status, flags2: self.answerFlags(chain.header))
            // All messages of one answer have the same number. [MS-CIFS] 3.3.4.1.1
            if let sequence = chain.answerSequence { self.sign(&frame, sequence) }
            self.connection.actions.append(.send(frame))
        } while chain.turnToNextMessage()
    }

    /// [MS-CIFS] 2.2.3.1: what the client can do, as far as we can.
    private func answerFlags(_ header: SMB1.Header) -> SMB1.Flags2 {
        let ours: SMB1.Flags2 = [.longNames, .isLongName, .extendedAttributes, .ntStatus, .unicode, .extendedSecurity, .securitySignature]
        var flags = header.flags2.intersection(ours)
        if self.agreement.hasExtendedSecurity { flags.insert(.extendedSecurity) }
        // Who signs says so. Before anything is signed many servers give the flag back as it came.
        if self.isSigning { flags.remove(.securitySignature) }
        return flags
    }

    // MARK: - Ends of requests that waited

    func workCompleted(_ token: Token, _ result: Result<WorkValue, NTStatus>) {
        guard case .work(let chain, let finish)? = self.parked[token] else { return }
        self.parked[token] = nil
        self.connection.poolLoad.end(Self.load(of: chain))
        self.resume(chain) { (chain, reply) throws(NTStatus) in
            // The session may have ended meanwhile: what was read for it is nobody's any more.
            guard self.users[chain.header.userID] != nil else { throw .smbBadUID }
            return try finish(try result.get(), &chain, &reply)
        }
    }

    /// Answers a request that waited for another client.
    func complete(_ token: Token, _ end: (inout AndXChain, inout WireWriter) throws(NTStatus) -> SMB1Outcome) {
        guard case .waiting(let chain, _)? = self.parked[token] else { return }
        self.parked[token] = nil
        self.endLockWait(token)
        defer { self.notifies[token] = nil }
        self.resume(chain, end)
    }

    /// Ends a waiting request without its result.
    func cancelWaiting(_ token: Token, status: NTStatus) {
        guard case .waiting(_, let waiting)? = self.parked[token] else { return }
        waiting.cancel()
        if status == .notifyCleanup { return self.completeNotify(token, []) }
        self.complete(token) { (_, _) throws(NTStatus) in throw status }
    }

    /// Ends a command that waits for a file.
    func cancelAttempt(_ token: Token, status: NTStatus) {
        guard case .attempt(let chain, _, _)? = self.parked[token] else { return }
        self.parked[token] = nil
        _ = self.connection.endAttempt(token)
        self.resume(chain) { (_, _) throws(NTStatus) in throw status }
    }

    /// Goes on with a chain that was parked, with the end of the command that parked it.
    func resume(_ chain: AndXChain, _ end: (inout AndXChain, inout WireWriter) throws(NTStatus) -> SMB1Outcome) {
        // What is half done can't be tried again. A command in hand may have ended the wait of this one, and still wait itself.
        let attempt = self.connection.attempt
        defer { self.connection.attempt = attempt }
        self.connection.attempt = .cannotWait
        var chain = chain
        var reply = chain.takeReply()
        let outcome = Self.attempt(&reply) { (reply) throws(NTStatus) in try end(&chain, &reply) }
        chain.giveBack(reply)
        guard self.settle(outcome, &chain) else { return }
        self.run(chain)
    }
}
