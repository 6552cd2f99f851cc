// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBAuth
import SMBCrypto
import SMBSettings
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
        let logon = try self.logon(for: element.header, request)
        guard !logon.isWaiting else { throw .requestNotAccepted }
        element.header.sessionID = logon.sessionID
        logon.mode.formUnion(request.securityMode)
        logon.previousSessionID = request.previousSessionID
        logon.preauth?.update(element.bytes)
        let step = logon.authenticator.receive(
            request.securityBuffer, serverChallenge: self.server.entropy.bytes(8), now: self.server.clock.now())
        return try self.advance(logon, step, &element, &reply)
    }

    /// The logon that a token belongs to: a new one, one in progress, or the re-authentication of a session.
    private func logon(for header: SMB2.Header, _ request: SMB2.SessionSetupRequest) throws(NTStatus) -> PendingLogon {
        if let logon = self.logons[header.sessionID], header.sessionID != 0 { return logon }
        var existing: Session?
        var id = header.sessionID
        if id != 0 {
            guard let session = self.sessions[id] else { throw .userSessionDeleted }
            existing = session
        } else {
            guard self.makeRoomForLogon(), self.sessions.count < self.server.settings.value.maximumSessionsPerConnection else {
                throw .insufficientResources
            }
            repeat { id = self.server.entropy.word() } while id == 0 || id == .max || self.server.sessions.contains(id)
        }
        let settings = self.server.settings.value
        let configuration = AuthenticatorConfiguration(
            names: self.names.announced, allowsAnonymous: settings.allowsAnonymous, refusesNTLM: settings.refusesNTLM,
            kerberos: self.server.kerberos.value?.principals)
        let logon = PendingLogon(
            sessionID: id, order: self.nextToken().value, existing: existing, authenticator: Authenticator(configuration),
            preauth: existing == nil ? self.preauth : nil)
        self.logons[id] = logon
        return logon
    }

    /// A logon that its client gave up makes room; one that the server is at, or punishes with a pause, does not.
    private func makeRoomForLogon() -> Bool {
        guard self.logons.count + self.pausedLogonCount >= ConnectionLimits.pendingLogons else { return true }
        guard let oldest = self.logons.values.filter({ !$0.isWaiting }).min(by: { $0.order < $1.order }) else { return false }
        self.logons[oldest.sessionID] = nil
        return true
    }

    private func advance(
        _ logon: PendingLogon, _ step: AuthenticationStep, _ element: inout ElementInProgress, _ reply: inout WireWriter
    ) throws(NTStatus) -> Outcome {
        switch step {
        case .reply(let token):
            SMB2.SessionSetupResponse(sessionFlags: [], securityBuffer: ByteBuffer(bytes: token)).encode(into: &reply, base: element.base)
            return .repliedWith(.moreProcessingRequired)
        case .lookUp(let query):
            logon.isWaiting = true
            let token = self.nextToken()
            self.actions.append(.lookUp(query, token))
            return .authenticating(token, .credential(logon))
        case .acceptKerberos(let request):
            // A keytab may be taken away while a client talks.
            guard let service = self.server.kerberos.value else { return try self.fail(logon, AuthenticationFailure(.kerberosUnavailable)) }
            logon.isWaiting = true
            let token = self.nextToken()
            self.actions.append(.acceptKerberos(request, service.acceptor, token))
            return .authenticating(token, .ticket(logon))
        case .retry(let failure, let token):
            self.observe(failure, of: logon.sessionID)
            SMB2.SessionSetupResponse(sessionFlags: [], securityBuffer: ByteBuffer(bytes: token)).encode(into: &reply, base: element.base)
            return .repliedWith(.moreProcessingRequired)
        case .accepted(let accepted, let token):
            self.logons[logon.sessionID] = nil
            return try self.finish(logon, accepted, token: token, &element, &reply)
        case .failed(let failure, _) where self.acceptsAsGuest(failure, logon):
            self.logons[logon.sessionID] = nil
            let (guest, token) = logon.authenticator.guest(failure)
            return try self.finish(logon, guest, token: token, &element, &reply)
        case .failed(let failure, _):
            return try self.fail(logon, failure)
        }
    }

    // MARK: - Events that come back

    /// The credential that a logon waited for, or nil: no such user. Both take the same time.
    func credentialFound(_ token: Token, _ credential: Credential?) {
        guard case .logon(let chain, let element, .credential(let logon))? = self.parked[token] else { return }
        self.parked[token] = nil
        logon.isWaiting = false
        self.resume(chain, element) { (element, reply) throws(NTStatus) in
            // The session that it renews may have ended meanwhile.
            guard self.logons[logon.sessionID] === logon else { throw .userSessionDeleted }
            return try self.advance(logon, logon.authenticator.resume(credential), &element, &reply)
        }
    }

    /// The ticket that a logon waited for was proved, or was not.
    func kerberosAccepted(_ token: Token, _ result: Result<KerberosAcceptance, KerberosFailure>) {
        guard case .logon(let chain, let element, .ticket(let logon))? = self.parked.removeValue(forKey: token) else { return }
        logon.isWaiting = false
        self.resume(chain, element) { (element, reply) throws(NTStatus) in
            guard self.logons[logon.sessionID] === logon else { throw .userSessionDeleted }
            return try self.advance(logon, logon.authenticator.resume(result), &element, &reply)
        }
    }

    func delayElapsed(_ token: Token) {
        guard case .logon(let chain, let element, .pause(let status))? = self.parked[token] else { return }
        self.parked[token] = nil
        self.pausedLogonCount -= 1
        self.resume(chain, element) { (_, _) throws(NTStatus) in throw status }
    }

    func previousSessionEnded(_ token: Token) {
        guard case .logon(let chain, let element, .previousSession(let session, let final))? = self.parked.removeValue(forKey: token)
        else { return }
        self.resume(chain, element) { (element, reply) throws(NTStatus) in
            guard self.sessions[element.header.sessionID] != nil else { throw .userSessionDeleted }
            self.writeFinalResponse(of: session, final, into: &reply, base: element.base)
            return .replied
        }
    }

    // MARK: - Ends

    /// Somebody unknown, where guests are welcome. Nobody who has an account becomes a guest by a wrong password, and no guest could sign.
    private func acceptsAsGuest(_ failure: AuthenticationFailure, _ logon: PendingLogon) -> Bool {
        self.wouldBeGuest(failure, logon) && self.agreement?.signingDemand == SigningDemand.none
    }

    /// As far as the settings go: a trial may still stand in the way.
    private func wouldBeGuest(_ failure: AuthenticationFailure, _ logon: PendingLogon) -> Bool {
        let settings = self.server.settings.value
        return settings.allowsGuest && failure.reason == .unknownUser && logon.existing == nil && !settings.isolatesUnproven
    }

    /// The authentication failed. The answer waits a while, so that guessing is slow; the loop does not.
    private func fail(_ logon: PendingLogon, _ failure: AuthenticationFailure) throws(NTStatus) -> Outcome {
        self.logons[logon.sessionID] = nil
        let settings = self.server.settings.value
        if self.wouldBeGuest(failure, logon) { self.trialTurnedGuestAway() } else { self.trial?.logonFailed() }
        self.observe(failure, of: logon.sessionID)
        // [MS-SMB2] 3.3.5.5.3: a failed re-authentication ends the session.
        if let session = logon.existing { self.remove(session) }
        guard settings.limitsFailedLogons, settings.failedLogonDelayMilliseconds > 0 else { throw failure.status }
        let token = self.nextToken()
        self.pausedLogonCount += 1
        self.actions.append(.delay(milliseconds: settings.failedLogonDelayMilliseconds, token))
        return .authenticating(token, .pause(failure.status))
    }

    private func observe(_ failure: AuthenticationFailure, of sessionID: UInt64) {
        self.observe(
            .logonFailed(
                FailedLogonFact(
                    sessionID: sessionID, status: failure.status, reason: String(describing: failure.reason),
                    claimedUser: failure.claimedUser, claimedDomain: failure.claimedDomain)),
            workstation: failure.workstation)
    }

    /// The authentication is proven: judge it, then answer. Facts first, so that the audit can't disagree with what is done.
    private func finish(
        _ logon: PendingLogon, _ accepted: AuthenticatedLogon, token: [UInt8], _ element: inout ElementInProgress, _ reply: inout WireWriter
    ) throws(NTStatus) -> Outcome {
        guard let agreement = self.agreement else { throw .invalidParameter }
        let settings = self.server.settings.value
        let principal = Principal(
            userName: accepted.userName, domainName: accepted.domainName, kind: accepted.kind, relativeID: accepted.relativeIdentifier,
            isAdministrator: accepted.isAdministrator)
        let verdict = judgeTargetName(
            accepted.targetName, mechanism: accepted.mechanism, names: self.names.accepted,
            peerIsLoopback: self.peer.isLoopback)
        let fact = self.judged(LogonFact(logon, accepted, principal, agreement, verdict), agreement, settings, renewing: logon.existing)

        if let session = logon.existing {
            return try self.finishReauthentication(of: session, fact, principal, accepted, token, &element, &reply)
        }
        var deduplication = EventDeduplication()
        self.record(fact, accepted, settings, &deduplication)
        // The logon itself succeeded, so no bad-password count moves. Facts 3.4.
        guard fact.refusal == nil else { throw .accessDenied }

        let session = Session(
            id: logon.sessionID, principal: principal, workstation: accepted.workstation,
            signer: self.signer(for: accepted, agreement, logon.preauth), seals: self.seals(for: accepted, agreement, logon.preauth),
            signingRequired: fact.signingRequired, encryptsData: fact.isEncrypted, deduplication: deduplication)
        session.expiry = accepted.expiry
        self.register(session, accepted, fact, agreement)
        element.signer = session.signer
        if let wait = self.replace(logon.previousSessionID, by: session) {
            return .authenticating(wait, .previousSession(session, token: token))
        }
        self.writeFinalResponse(of: session, token, into: &reply, base: element.base)
        return .replied
    }

    /// Keys, trees and opens stay; the user must too. [MS-SMB2] 3.3.5.5.2
    private func finishReauthentication(
        of session: Session, _ fact: LogonFact, _ principal: Principal, _ accepted: AuthenticatedLogon, _ token: [UInt8],
        _ element: inout ElementInProgress, _ reply: inout WireWriter
    ) throws(NTStatus) -> Outcome {
        self.record(fact, accepted, self.server.settings.value, &session.deduplication)
        guard fact.refusal == nil, principal.kind == session.principal.kind, principal.relativeID == session.principal.relativeID else {
            self.remove(session)
            throw .accessDenied
        }
        session.expiry = accepted.expiry
        self.renewProtection(of: session, fact)
        element.signer = session.signer
        self.writeFinalResponse(of: session, token, into: &reply, base: element.base)
        return .replied
    }

    private func record(
        _ fact: LogonFact, _ accepted: AuthenticatedLogon, _ settings: Settings, _ deduplication: inout EventDeduplication
    ) {
        let observation = self.observation(.logon(fact), workstation: accepted.workstation)
        let events = deduplication.unseen(audit(observation, under: settings), user: fact.user)
        self.server.sink.record(observation, events)
        if fact.refusal == nil { self.trial?.loggedOn(fact, workstation: accepted.workstation) } else { self.trial?.logonFailed() }
    }

    /// [MS-SMB2] 3.3.5.5.3, 3.1.4.2. Guest and anonymous have no key.
    private func signer(for accepted: AuthenticatedLogon, _ agreement: Agreement, _ preauth: PreauthHash?) -> Signer? {
        guard accepted.kind == .user else { return nil }
        let key = KeySchedule.signingKey(
            dialect: agreement.dialect.rawValue, sessionKey: KeySchedule.sessionKey(accepted.sessionKey), preauth: preauth)
        return Signer(algorithm: agreement.signing, key: key)
    }

    /// Kept ready on every connection with a cipher: a share may demand it, or the client want it. [MS-SMB2] 3.3.5.5.3
    private func seals(for accepted: AuthenticatedLogon, _ agreement: Agreement, _ preauth: PreauthHash?) -> SessionSeals? {
        guard accepted.kind == .user, let cipher = agreement.cipher else { return nil }
        return SessionSeals(
            cipher: cipher, dialect: agreement.dialect, fullKey: accepted.sessionKey, preauth: preauth,
            firstNonce: self.server.entropy.word())
    }

    private func register(_ session: Session, _ accepted: AuthenticatedLogon, _ fact: LogonFact, _ agreement: Agreement) {
        self.sessions[session.id] = session
        self.server.sessions.add(
            SessionTable.Row(
                id: session.id, principal: session.principal, address: self.peer.address, workstation: session.workstation,
                dialect: agreement.dialect, signingRequired: session.signingRequired,
                signingAlgorithm: session.signer == nil ? "none" : String(describing: agreement.signing),
                cipher: session.seals?.sealer.cipher.description, encryptsData: session.encryptsData,
                mechanism: String(describing: accepted.mechanism), spn: fact.spn, protection: fact.protection,
                evidence: Evidence(claimed: fact.signingModes),
                since: self.server.clock.now(), mailbox: self.mailbox))
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

extension LogonFact {
    fileprivate init(
        _ logon: PendingLogon, _ accepted: AuthenticatedLogon, _ principal: Principal, _ agreement: Agreement, _ verdict: SPNVerdict
    ) {
        self.init(
            sessionID: logon.sessionID, user: principal.userName, domain: principal.domainName, kind: accepted.kind,
            dialect: agreement.dialect.rawValue, negotiateMode: agreement.clientMode?.rawValue,
            sessionSetupMode: UInt8(truncatingIfNeeded: logon.mode.rawValue),
            mechanism: accepted.mechanism, wrapping: accepted.wrapping, targetName: accepted.targetName, spn: verdict,
            avFlags: accepted.avFlags,
            hasMIC: accepted.hasMIC, netname: agreement.netname, capabilities: agreement.clientCapabilities.rawValue,
            ciphers: agreement.offeredCiphers, signingAlgorithms: agreement.offeredSigning, isReauthentication: logon.existing != nil)
        self.nameSource = accepted.nameSource
        self.nameOrigin = judgeNameOrigin(
            accepted.nameOrigin, source: accepted.nameSource, targetName: accepted.targetName, netname: agreement.netname)
        self.challengeWasRewritten = accepted.challengeWasRewritten
        self.directoryAccount = accepted.directoryAccount
        self.cipher = agreement.cipher?.rawValue
    }
}
