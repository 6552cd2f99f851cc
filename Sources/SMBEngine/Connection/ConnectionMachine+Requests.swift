// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBCrypto
import SMBSettings
import SMBWire

/// One element of a chain between the start of its handling and its response.
struct ElementInProgress {
    var header: SMB2.Header
    /// The element's bytes, header included.
    let bytes: ByteBuffer
    /// Where its response's header lies in the reply.
    let base: Int
    /// Signs the response: the request was signed, or it is a logon's final answer.
    var signer: Signer?
    /// Came in a transform frame: its sender has the session's key, so no signature is due, and the answer is encrypted instead.
    var wasEncrypted = false
}

extension ElementInProgress {
    /// SMB2_SESSION_FLAG_BINDING in the Flags of a SESSION_SETUP, read before the body is. [MS-SMB2] 2.2.5
    var asksToBind: Bool {
        let flags: UInt8? = self.bytes.getInteger(at: self.bytes.readerIndex + SMB2.Header.size + 2)
        return self.header.command == .sessionSetup && SMB2.SessionSetupFlags(rawValue: flags ?? 0).contains(.binding)
    }
}

extension ConnectionMachine {
    /// [MS-SMB2] 3.3.5.2: what a frame is, by its first four bytes.
    func accept(_ frame: consuming ByteBuffer) {
        guard frame.readableBytes <= self.maximumFrameLength else { return self.disconnect(.frameTooLong) }
        if let smb1 = self.smb1 { return smb1.accept(frame) }
        switch ProtocolID(of: copy frame) {
        case .smb2: self.run(RequestChain(frame))
        case .smb1: self.negotiateMultiProtocol(frame)
        case .transform: self.unseal(frame)
        // Compression is never agreed on, so these frames can't be read.
        case .compressed: self.disconnect(.compressedWithoutAgreement)
        case nil: self.disconnect(.unknownProtocol)
        }
    }

    /// Works through a chain until it ends, is parked, or takes the connection with it.
    func run(_ chain: consuming RequestChain) {
        while let offset = chain.nextOffset {
            guard var element = self.nextElement(of: &chain, at: offset) else { return }
            // The reply leaves the chain meanwhile: two owners would make the buffer copy itself.
            var reply = chain.takeReply()
            self.attempt =
                element.header.command == .create ? FileAttempt(token: self.nextToken(), outwaitsSharing: false) : .cannotWait
            let outcome = Self.attempt(&reply, element.base) { (reply) throws(NTStatus) in
                try self.serve(&element, &chain, &reply)
            }
            chain.reply = consume reply
            guard self.settle(outcome, element, &chain) else { return }
        }
        self.send(&chain)
    }

    /// Goes on with a chain that was parked, with the end of the element that parked it.
    func resume(
        _ chain: consuming RequestChain, _ element: ElementInProgress,
        _ end: (inout ElementInProgress, inout WireWriter) throws(NTStatus) -> Outcome
    ) {
        var element = element
        var reply = chain.takeReply()
        let outcome = Self.attempt(&reply, element.base) { (reply) throws(NTStatus) in try end(&element, &reply) }
        chain.reply = consume reply
        guard self.settle(outcome, element, &chain) else { return }
        self.run(chain)
    }

    func send(_ chain: inout RequestChain) {
        guard !chain.isEmpty else { return }
        do throws(Sealer.NoncesExhausted) {
            self.actions.append(.send(try chain.close()))
        } catch {
            self.disconnect(.noncesExhausted)
        }
    }

    /// Reads the next header, finds the element's end, and takes its message ids. `nil`: the connection is gone.
    private func nextElement(of chain: inout RequestChain, at offset: Int) -> ElementInProgress? {
        let found: SMB2.CompoundElement
        do {
            found = try SMB2.CompoundElement(in: chain.frame, at: offset)
        } catch {
            self.disconnect(.unreadableFrame(String(describing: error)))
            return nil
        }
        let header = found.header
        chain.nextOffset = found.nextOffset
        chain.elementCount += 1
        guard chain.elementCount < ConnectionLimits.compoundElements || found.isLast else {
            self.disconnect(.unreadableFrame("more than \(ConnectionLimits.compoundElements) requests"))
            return nil
        }
        guard header.command == .cancel || self.window.use(header.messageID, charge: self.charge(of: header)) else {
            self.disconnect(.messageIDOutOfWindow)
            return nil
        }
        guard let bytes = chain.frame.getSlice(at: chain.frame.readerIndex + offset, length: found.length) else { return nil }
        return ElementInProgress(
            header: header, bytes: bytes, base: chain.beginResponse(), wasEncrypted: chain.envelope != nil)
    }

    /// 2.0.2 has no CreditCharge: the field is reserved there.
    private func charge(of header: SMB2.Header) -> UInt16 {
        self.agreement?.supportsMultiCredit == true ? header.creditCharge : 1
    }

    /// Runs a handler, or the end of one, and turns the status it throws into an error body.
    private static func attempt(_ reply: inout WireWriter, _ base: Int, _ body: (inout WireWriter) throws(NTStatus) -> Outcome) -> Outcome {
        do {
            return try body(&reply)
        } catch {
            reply.truncate(to: base + SMB2.Header.size)
            SMB2.ErrorResponse().encode(into: &reply, base: base)
            return .repliedWith(error)
        }
    }

    /// Finishes the response of one element. False: the chain was parked, or the connection is gone.
    private func settle(_ outcome: Outcome, _ element: ElementInProgress, _ chain: inout RequestChain) -> Bool {
        // Malformed, badly signed or unsigned where it was due: nobody does it often by accident.
        guard self.violations < ConnectionLimits.violations else {
            self.disconnect(.tooManyViolations)
            return false
        }
        switch outcome {
        case .replied:
            self.finishHeader(.success, element, &chain)
        // CANCEL is not answered, whatever is wrong with it. [MS-SMB2] 3.3.5.16
        case .repliedWith where element.header.command == .cancel:
            chain.abandonResponse(at: element.base)
        case .repliedWith(.retry) where self.attempt.isWaiting:
            return self.waitForFile(element, &chain)
        case .repliedWith(let status):
            if status != .success, element.header.command == .create { chain.failure = status }
            self.finishHeader(status, element, &chain)
        case .opened(let file):
            chain.file = file
            chain.failure = nil
            self.finishHeader(.success, element, &chain)
        case .silent:
            chain.abandonResponse(at: element.base)
        case .blocking(let work, let finish):
            let token = self.nextToken()
            self.poolLoad.begin(element.load(in: chain))
            self.parked[token] = .work(chain, element, finish)
            self.actions.append(.run(work, token))
            return false
        case .authenticating(let token, let wait):
            self.parked[token] = .logon(chain, element, wait)
            return false
        case .waiting(let waiting):
            self.unanswered[waiting.token] = Unanswered(
                header: element.header, signer: element.signer, envelope: chain.envelope, waiting: waiting)
            self.writeInterim(waiting.token, element, &chain)
        case .disconnect(let reason):
            self.disconnect(reason)
            return false
        }
        return true
    }

    private func finishHeader(_ status: NTStatus, _ element: ElementInProgress, _ chain: inout RequestChain) {
        var header = element.header
        header.status = status
        header.flags = header.flags.intersection(.related).union(.response)
        header.credits = self.window.grant(element.header.credits, maximum: self.maximumCredits)
        self.place(header, element, &chain)
    }

    /// STATUS_PENDING with the id that CANCEL may use. [MS-SMB2] 3.3.4.2
    func writeInterim(_ token: Token, _ element: ElementInProgress, _ chain: inout RequestChain) {
        chain.reply.truncate(to: element.base + SMB2.Header.size)
        SMB2.ErrorResponse().encode(into: &chain.reply, base: element.base)
        var header = element.header
        header.status = .pending
        header.flags = [.response, .async]
        header.asyncID = token.value
        header.credits = self.window.grant(element.header.credits, maximum: self.maximumCredits)
        // An interim response is not signed.
        self.place(header, ElementInProgress(header: header, bytes: element.bytes, base: element.base), &chain)
    }

    private func place(_ header: SMB2.Header, _ element: ElementInProgress, _ chain: inout RequestChain) {
        var header = header
        header.nextCommand = 0
        header.signatureLow = 0
        header.signatureHigh = 0
        // "If the server encrypts the message … the Signature field … MUST" be zero (3.3.4.1.1).
        if chain.envelope == nil, let signer = element.signer {
            header.flags.insert(.signed)
            chain.seals.append(RequestChain.Seal(base: element.base, messageID: header.messageID, signer: signer))
        }
        chain.place(header, at: element.base)
        self.hash(header, chain.reply.buffer, from: element.base)
    }

    /// The pre-auth hash takes in what was answered, but not the final answer of a logon. [MS-SMB2] 3.3.5.4, 3.3.5.5.3
    private func hash(_ header: SMB2.Header, _ reply: ByteBuffer, from base: Int) {
        guard header.command == .negotiate || header.status == .moreProcessingRequired,
            let response = reply.getSlice(at: base, length: reply.writerIndex - base)
        else { return }
        if header.command == .negotiate { self.preauth?.update(response) } else { self.logons[header.sessionID]?.preauth?.update(response) }
    }

    private var maximumCredits: Int {
        self.sessions.isEmpty ? ConnectionLimits.creditsBeforeLogon : self.creditLimit
    }

    // MARK: - Ends of requests that waited

    func workCompleted(_ token: Token, _ result: Result<WorkValue, NTStatus>) {
        guard case .work(let chain, let element, let finish)? = self.parked[token] else { return }
        self.parked[token] = nil
        self.poolLoad.end(element.load(in: chain))
        self.resume(chain, element) { (element, reply) throws(NTStatus) in
            // The session may have ended meanwhile: what was read for it is nobody's any more.
            guard let session = self.sessions[element.header.sessionID] else { throw .userSessionDeleted }
            // It may have to encrypt by now, and this answer goes out in the clear, as its request came.
            guard element.wasEncrypted || !session.encryptsData else { throw .accessDenied }
            return try finish(try result.get(), &reply, element.base)
        }
    }

    /// Sends the real answer of a request that was answered with STATUS_PENDING. [MS-SMB2] 3.3.4.1
    func complete(_ token: Token, _ body: (inout WireWriter, _ base: Int) throws(NTStatus) -> NTStatus) {
        guard let request = self.unanswered.removeValue(forKey: token) else { return }
        var chain = RequestChain(ByteBuffer(), in: request.envelope ?? self.envelope(ofSession: request.header.sessionID))
        chain.nextOffset = nil
        let element = ElementInProgress(header: request.header, bytes: ByteBuffer(), base: chain.beginResponse(), signer: request.signer)
        var header = request.header
        var reply = chain.takeReply()
        let outcome = Self.attempt(&reply, element.base) { (reply) throws(NTStatus) in
            .repliedWith(try body(&reply, element.base))
        }
        chain.reply = consume reply
        if case .repliedWith(.retry) = outcome, self.keepAttempt() != nil {
            self.unanswered[token] = request
            return
        }
        if case .repliedWith(let status) = outcome { header.status = status }
        header.flags = [.response, .async]
        header.asyncID = token.value
        // The interim response gave the credits.
        header.credits = 0
        self.place(header, element, &chain)
        self.send(&chain)
    }

    /// For what was asked in the clear before a re-authentication made its session encrypt.
    func envelope(ofSession id: UInt64) -> RequestChain.Envelope? {
        guard let session = self.sessions[id], session.encryptsData, let seals = session.seals else { return nil }
        return RequestChain.Envelope(sessionID: id, sealer: seals.sealer)
    }

    /// Ends a waiting request without its result.
    func cancelWaiting(_ token: Token, status: NTStatus) {
        if let smb1 = self.smb1 { return smb1.cancelWaiting(token, status: status) }
        guard let request = self.unanswered[token] else { return }
        request.waiting.cancel()
        self.complete(token) { (_, _) throws(NTStatus) in throw status }
    }
}
