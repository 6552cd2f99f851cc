// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBCrypto
import SMBSettings
import SMBWire

/// What every request must pass before its handler runs, in the order of [MS-SMB2] 3.3.5.2.
extension ConnectionMachine {
    /// Checks one element, decodes its body and hands it to its handler.
    func serve(_ element: inout ElementInProgress, _ chain: inout RequestChain, _ reply: inout WireWriter) throws(NTStatus) -> Outcome {
        guard let agreement = self.agreement else { return try self.serveNegotiate(element, chain, &reply) }
        try self.inheritIDs(&element, &chain)
        let header = element.header
        guard header.command != .negotiate else { return .disconnect(.secondNegotiate) }
        guard element.bytes.readableBytes <= ConnectionLimits.plainCommand || header.command.carriesPayload else {
            return .disconnect(.frameTooLong)
        }
        guard header.command.isKnown else { return .disconnect(.unreadableFrame("command \(header.command.rawValue)")) }
        element.signer = try self.verifySignature(of: element)
        try self.verifyIsUnexpired(header)
        try self.verifyEncryption(of: element, agreement)

        let request: SMB2.Request
        do {
            var reader = WireReader(element.bytes)
            try reader.skip(SMB2.Header.size)
            request = try SMB2.Request(header.command, decoding: &reader)
        } catch {
            self.violations += 1
            throw .invalidParameter
        }
        try self.verifyCharge(of: request, element, agreement)
        // One frame carries all answers of a chain, and many large ones don't fit (CVE-2024-26936).
        guard element.base + Int(request.answerSize) <= self.transport.maximumReply else { throw .insufficientResources }
        return try self.dispatch(request, &element, &chain, &reply)
    }

    /// A related request means the session, tree and file of the one before it. [MS-SMB2] 3.3.5.2.7.2
    private func inheritIDs(_ element: inout ElementInProgress, _ chain: inout RequestChain) throws(NTStatus) {
        if element.header.flags.contains(.related) {
            // "If … SMB2_FLAGS_RELATED_OPERATIONS is set in the first request: INVALID_PARAMETER" <269>
            guard chain.elementCount > 1 else { throw .invalidParameter }
            element.header.sessionID = chain.sessionID
            element.header.treeID = chain.treeID
        } else {
            chain.file = nil
            chain.failure = nil
        }
        chain.sessionID = element.header.sessionID
        chain.treeID = element.header.treeID
    }

    /// [MS-SMB2] 3.3.5.2.4. The signer for the response, when the request was signed. Any signature that is sent is verified, required or not.
    private func verifySignature(of element: ElementInProgress) throws(NTStatus) -> Signer? {
        let header = element.header
        // "… the message was encrypted: … MUST skip": the cipher's tag has proved more already.
        if element.wasEncrypted {
            guard let session = self.sessions[header.sessionID] else { throw .userSessionDeleted }
            self.sawEncryption(of: session)
            return nil
        }
        guard header.flags.contains(.signed) else {
            try self.verifyUnsignedIsAllowed(header)
            return nil
        }
        guard let session = self.sessions[header.sessionID] else {
            // A logon in progress has no key yet: what is signed can't be checked, and can't be due.
            if header.command == .sessionSetup, header.sessionID == 0 || self.logons[header.sessionID] != nil || element.asksToBind {
                return nil
            }
            throw .userSessionDeleted
        }
        guard let signer = session.signer else { throw .notSupported }
        let isValid = signer.verify(
            element.bytes, at: element.bytes.readerIndex, length: element.bytes.readableBytes, messageID: header.messageID,
            isServer: false, isCancel: header.command == .cancel)
        guard isValid else {
            self.sawBadSignature(of: session, RequestFact(session, header))
            throw .accessDenied
        }
        self.sawSignature(of: session)
        return signer
    }

    /// After the end of its ticket a session may only be cleaned up or renewed: "LOGOFF, CLOSE, and LOCK". [MS-SMB2] 3.3.5.2.9
    private func verifyIsUnexpired(_ header: SMB2.Header) throws(NTStatus) {
        guard let expiry = self.sessions[header.sessionID]?.expiry, !header.command.survivesExpiry,
            self.server.clock.now().rawValue >= expiry.rawValue
        else { return }
        throw .networkSessionExpired
    }

    private func verifyUnsignedIsAllowed(_ header: SMB2.Header) throws(NTStatus) {
        guard let session = self.sessions[header.sessionID] else { return }
        guard session.signingRequired else {
            // Where the session is encrypted this is refused further on, and does not speak for who holds the key.
            if session.encryptsData, header.command != .sessionSetup {
                self.sawUnencrypted(of: session)
            } else if header.command != .logoff || !session.hasShownKey {
                // Some clients that encrypt all their work take their leave in the clear: that leaves nothing unprotected.
                self.sawUnsigned(of: session)
            }
            return
        }
        self.sawMissingSignature(of: session, RequestFact(session, header))
        throw .accessDenied
    }

    /// [MS-SMB2] 3.3.5.2.9, 3.3.5.2.11: what must be encrypted and is not, is refused.
    ///
    /// The rules are those of a server that "supports the 3.1.1 dialect", which this program does whatever MaxSmb2Dialect says. The
    /// refusal goes out in the clear, although 3.3.4.1.4 would encrypt it: one frame may hold requests of several sessions, and there is
    /// only a status in it.
    private func verifyEncryption(of element: ElementInProgress, _ agreement: Agreement) throws(NTStatus) {
        let header = element.header
        // A re-authentication may come in the clear, as the logon did (3.3.5.5).
        guard !element.wasEncrypted, header.command != .sessionSetup, let session = self.sessions[header.sessionID] else { return }
        let tree = header.command.usesTree ? session.trees[header.treeID] : nil
        let share = tree?.encryptedShare
        guard session.encryptsData || share != nil && self.demandsEncryption(agreement) else { return }
        self.observeViolation(
            .unencryptedWhereDue(RequestFact(session, header), share: share?.name ?? ""), workstation: session.workstation)
        throw .accessDenied
    }

    /// Whether an encrypted share is closed to requests in the clear. Who can't encrypt is let in where RejectUnencryptedAccess is off.
    func demandsEncryption(_ agreement: Agreement) -> Bool {
        agreement.cipher != nil || self.server.settings.value.rejectsUnencryptedAccess
    }

    /// [MS-SMB2] 3.3.5.2.5: the charge covers the larger of what is sent and what is asked for.
    private func verifyCharge(of request: SMB2.Request, _ element: ElementInProgress, _ agreement: Agreement) throws(NTStatus) {
        let size = request.payloadSize
        guard size <= agreement.maximumPayload else { throw .invalidParameter }
        guard agreement.supportsMultiCredit else { return }
        let needed = size == 0 ? 1 : (size - 1) / 65536 + 1
        guard needed <= max(UInt32(element.header.creditCharge), 1) else { throw .invalidParameter }
    }

    /// [MS-SMB2] 3.3.5.2.9
    func session(of header: SMB2.Header) throws(NTStatus) -> SessionContext {
        guard let session = self.sessions[header.sessionID] else { throw .userSessionDeleted }
        return SessionContext(connection: self, session: session, header: header)
    }

    /// [MS-SMB2] 3.3.5.2.11
    func tree(of header: SMB2.Header) throws(NTStatus) -> TreeContext {
        let context = try self.session(of: header)
        guard let tree = context.session.trees[header.treeID] else { throw .networkNameDeleted }
        self.noteMissingValidation(context.session, header)
        return TreeContext(connection: self, session: context.session, tree: tree, header: header)
    }
}

extension RequestFact {
    fileprivate init(_ session: Session, _ header: SMB2.Header) {
        self.init(
            sessionID: session.id, user: session.principal.userName, command: header.command.rawValue, messageID: header.messageID)
    }
}
