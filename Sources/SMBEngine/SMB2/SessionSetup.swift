// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAuth
import SMBCrypto
import SMBWire

extension ConnectionMachine {
    /// [MS-SMB2] 3.3.5.5
    func sessionSetup(
        _ request: SMB2.SessionSetupRequest, _ element: inout ElementInProgress, _ chain: RequestChain, _ reply: inout WireWriter
    ) throws(NTStatus) -> Outcome {
        // Alone in its frame: what follows could only mean a session that does not exist yet.
        guard chain.elementCount == 1, chain.nextOffset == nil else { throw .invalidParameter }
        // Multichannel is not offered. "… REQUEST_NOT_ACCEPTED"
        guard !request.flags.contains(.binding) else { throw .requestNotAccepted }
        guard let agreement = self.agreement else { throw .invalidParameter }
        let logon = try self.logon(for: element.header, agreement)
        guard !logon.isWaiting else { throw .requestNotAccepted }
        element.header.sessionID = logon.sessionID
        logon.mode.formUnion(request.securityMode)
        logon.previousSessionID = request.previousSessionID
        logon.preauth?.update(element.bytes)
        let step = logon.authenticator.receive(
            request.securityBuffer, serverChallenge: self.server.entropy.bytes(8), now: self.server.clock.now())
        let progress = try self.advance(logon, step) { self.keys(for: $0, agreement, logon.preauth) }
        return self.answer(progress, of: logon, &element, &reply)
    }

    /// The logon that a token belongs to: a new one, one in progress, or the re-authentication of a session.
    private func logon(for header: SMB2.Header, _ agreement: Agreement) throws(NTStatus) -> PendingLogon {
        let id = header.sessionID
        guard id != 0 else { return try self.beginLogon(renewing: nil, agreement.logonTerms, preauth: self.preauth) }
        if let logon = self.logons[id] { return logon }
        guard let session = self.sessions[id] else { throw .userSessionDeleted }
        return try self.beginLogon(renewing: session, agreement.logonTerms)
    }

    private func answer(
        _ progress: LogonProgress, of logon: PendingLogon, _ element: inout ElementInProgress, _ reply: inout WireWriter
    ) -> Outcome {
        switch progress {
        case .reply(let token):
            SMB2.SessionSetupResponse(sessionFlags: [], securityBuffer: ByteBuffer(bytes: token)).encode(into: &reply, base: element.base)
            return .repliedWith(.moreProcessingRequired)
        case .waiting(let token, let wait):
            return .authenticating(token, wait)
        case .accepted(let session, let token):
            element.signer = session.signer
            if logon.existing == nil, let wait = self.replace(logon.previousSessionID, by: session) {
                return .authenticating(wait, .previousSession(session, token: token))
            }
            self.writeFinalResponse(of: session, token, into: &reply, base: element.base)
            return .replied
        }
    }

    // MARK: - Events that come back

    func credentialFound(_ token: Token, _ credential: Credential?) {
        guard case .logon(let chain, let element, .credential(let logon))? = self.parked[token] else { return }
        self.parked[token] = nil
        self.resume(chain, element) { (element, reply) throws(NTStatus) in
            guard let agreement = self.agreement else { throw .invalidParameter }
            let progress = try self.resume(logon, with: credential) { self.keys(for: $0, agreement, logon.preauth) }
            return self.answer(progress, of: logon, &element, &reply)
        }
    }

    func kerberosAccepted(_ token: Token, _ result: Result<KerberosAcceptance, KerberosFailure>) {
        guard case .logon(let chain, let element, .ticket(let logon))? = self.parked[token] else { return }
        self.parked[token] = nil
        self.resume(chain, element) { (element, reply) throws(NTStatus) in
            guard let agreement = self.agreement else { throw .invalidParameter }
            let progress = try self.resume(logon, with: result) { self.keys(for: $0, agreement, logon.preauth) }
            return self.answer(progress, of: logon, &element, &reply)
        }
    }

    func delayElapsed(_ token: Token) {
        guard case .logon(let chain, let element, .pause(let status))? = self.parked[token] else { return }
        self.parked[token] = nil
        self.pausedLogonCount -= 1
        self.resume(chain, element) { (_, _) throws(NTStatus) in throw status }
    }

    func previousSessionEnded(_ token: Token) {
        guard case .logon(let chain, let element, .previousSession(let session, let final))? = self.parked[token]
        else { return }
        self.parked[token] = nil
        self.resume(chain, element) { (element, reply) throws(NTStatus) in
            guard self.sessions[element.header.sessionID] != nil else { throw .userSessionDeleted }
            self.writeFinalResponse(of: session, final, into: &reply, base: element.base)
            return .replied
        }
    }

    // MARK: - Ends

    /// [MS-SMB2] 3.3.5.5.3, 3.1.4.2. Sealing keys are kept ready on every connection with a cipher: a share may demand them, or the client
    /// want them.
    private func keys(for accepted: AuthenticatedLogon, _ agreement: Agreement, _ preauth: PreauthHash?) -> SessionKeys {
        let key = KeySchedule.signingKey(
            dialect: agreement.dialect.rawValue, sessionKey: KeySchedule.sessionKey(accepted.sessionKey), preauth: preauth)
        let seals = agreement.cipher.map {
            SessionSeals(
                cipher: $0, dialect: agreement.dialect, fullKey: accepted.sessionKey, preauth: preauth,
                firstNonce: self.server.entropy.word())
        }
        return SessionKeys(signer: Signer(algorithm: agreement.signing, key: key), seals: seals)
    }

    /// The client lost its connection and comes back: what it had open must not stand in its way. [MS-SMB2] 3.3.5.5.3
    private func replace(_ previous: UInt64, by session: Session) -> Token? {
        guard previous != 0, previous != session.id else { return nil }
        let token = self.nextToken()
        let mailbox = self.mailbox
        let isAwaited = self.server.sessions.end(previous, .replaced, of: session.principal) {
            mailbox.post(.previousSessionEnded(token))
        }
        return isAwaited ? token : nil
    }

    private func writeFinalResponse(of session: Session, _ token: [UInt8], into reply: inout WireWriter, base: Int) {
        let flags: SMB2.SessionFlags =
            switch session.principal.kind {
            case .user: session.encryptsData ? .encryptData : []
            case .guest: .guest
            case .anonymous: .null
            }
        SMB2.SessionSetupResponse(sessionFlags: flags, securityBuffer: ByteBuffer(bytes: token)).encode(into: &reply, base: base)
    }
}
