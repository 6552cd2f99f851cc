// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBCrypto
import SMBSettings
import SMBWire

/// What a step of a logon came to, in no dialect's words. A refusal is thrown instead, as the status that the client sees.
enum LogonProgress {
    /// This token goes out with STATUS_MORE_PROCESSING_REQUIRED.
    case reply([UInt8])
    /// The answer waits for the edge.
    case waiting(Token, LogonWait)
    /// The session is registered, or renewed; this token goes with the success.
    case accepted(Session, token: [UInt8])
}

/// The keys of a session, which each dialect derives in its own way.
struct SessionKeys {
    let signer: Signer?
    let seals: SessionSeals?

    static var none: SessionKeys { SessionKeys(signer: nil, seals: nil) }
}

/// Where a logon is begun, judged, recorded and registered, whatever it came in. [MS-SMB2] 3.3.5.5, [MS-SMB] 3.3.5.3
extension ConnectionMachine {
    func beginLogon(renewing existing: Session?, _ terms: LogonTerms, preauth: PreauthHash? = nil) throws(NTStatus) -> PendingLogon {
        let settings = self.server.settings.value
        var id = existing?.id ?? 0
        if existing == nil {
            guard self.makeRoomForLogon(), self.sessions.count < settings.maximumSessionsPerConnection else {
                throw .insufficientResources
            }
            repeat { id = self.server.entropy.word() } while id == 0 || id == .max || self.server.sessions.contains(id)
        }
        let configuration = AuthenticatorConfiguration(
            names: self.names.announced, allowsAnonymous: settings.allowsAnonymous, refusesNTLM: settings.refusesNTLM,
            acceptsNTLMv1: terms.mayUseNTLMv1 && settings.takesNTLMv1,
            kerberos: self.server.kerberos.value?.principals)
        let logon = PendingLogon(
            sessionID: id, order: self.nextToken().value, existing: existing, authenticator: Authenticator(configuration), terms: terms,
            preauth: preauth)
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

    /// `keys`: what the dialect makes of a proven logon's key.
    func advance(
        _ logon: PendingLogon, _ step: AuthenticationStep, keys: (AuthenticatedLogon) -> SessionKeys
    ) throws(NTStatus) -> LogonProgress {
        switch step {
        case .reply(let token):
            return .reply(token)
        case .lookUp(let query):
            logon.isWaiting = true
            let token = self.nextToken()
            self.actions.append(.lookUp(query, token))
            return .waiting(token, .credential(logon))
        case .acceptKerberos(let request):
            // A keytab may be taken away while a client talks.
            guard let service = self.server.kerberos.value else { return try self.fail(logon, AuthenticationFailure(.kerberosUnavailable)) }
            logon.isWaiting = true
            let token = self.nextToken()
            self.actions.append(.acceptKerberos(request, service.acceptor, token))
            return .waiting(token, .ticket(logon))
        case .retry(let failure, let token):
            self.observe(failure, of: logon.sessionID)
            return .reply(token)
        case .accepted(let accepted, let token):
            self.logons[logon.sessionID] = nil
            logon.sessionKey = accepted.sessionKey
            return .accepted(try self.finish(logon, accepted, keys), token: token)
        case .failed(let failure, _) where self.acceptsAsGuest(failure, logon):
            self.logons[logon.sessionID] = nil
            let (guest, token) = logon.authenticator.guest(failure)
            return .accepted(try self.finish(logon, guest, keys), token: token)
        case .failed(let failure, _):
            return try self.fail(logon, failure)
        }
    }

    /// Goes on when the credential that a logon waited for has come, or nil: no such user. Both take the same time.
    func resume(
        _ logon: PendingLogon, with credential: Credential?, keys: (AuthenticatedLogon) -> SessionKeys
    ) throws(NTStatus) -> LogonProgress {
        logon.isWaiting = false
        // The session that it renews may have ended meanwhile.
        guard self.logons[logon.sessionID] === logon else { throw .userSessionDeleted }
        return try self.advance(logon, logon.authenticator.resume(credential), keys: keys)
    }

    /// The ticket that a logon waited for was proved, or was not.
    func resume(
        _ logon: PendingLogon, with result: Result<KerberosAcceptance, KerberosFailure>, keys: (AuthenticatedLogon) -> SessionKeys
    ) throws(NTStatus) -> LogonProgress {
        logon.isWaiting = false
        guard self.logons[logon.sessionID] === logon else { throw .userSessionDeleted }
        return try self.advance(logon, logon.authenticator.resume(result), keys: keys)
    }

    // MARK: - Ends

    /// Somebody unknown, where guests are welcome. Nobody who has an account becomes a guest by a wrong password, and no guest could sign.
    private func acceptsAsGuest(_ failure: AuthenticationFailure, _ logon: PendingLogon) -> Bool {
        self.wouldBeGuest(failure, logon) && logon.terms.signingDemand == SigningDemand.none
    }

    /// As far as the settings go: a trial may still stand in the way.
    private func wouldBeGuest(_ failure: AuthenticationFailure, _ logon: PendingLogon) -> Bool {
        let settings = self.server.settings.value
        return settings.allowsGuest && failure.reason == .unknownUser && logon.existing == nil && !settings.isolatesUnproven
    }

    /// The authentication failed. The answer waits a while, so that guessing is slow; the loop does not.
    private func fail(_ logon: PendingLogon, _ failure: AuthenticationFailure) throws(NTStatus) -> LogonProgress {
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
        return .waiting(token, .pause(failure.status))
    }

    private func observe(_ failure: AuthenticationFailure, of sessionID: UInt64) {
        self.observe(
            .logonFailed(
                FailedLogonFact(
                    sessionID: sessionID, status: failure.status, reason: String(describing: failure.reason),
                    claimedUser: failure.claimedUser, claimedDomain: failure.claimedDomain)),
            workstation: self.workstation(said: failure.workstation))
    }

    /// A logon of SMB1 without SPNEGO has no place for the name; the NetBIOS session that carries it has.
    private func workstation(said: String) -> String { said.isEmpty ? self.callingName ?? "" : said }

    /// The authentication is proven: judge it, then answer. Facts first, so that the audit can't disagree with what is done.
    private func finish(
        _ logon: PendingLogon, _ accepted: AuthenticatedLogon, _ keys: (AuthenticatedLogon) -> SessionKeys
    ) throws(NTStatus) -> Session {
        var accepted = accepted
        accepted.workstation = self.workstation(said: accepted.workstation)
        let settings = self.server.settings.value
        let principal = Principal(
            userName: accepted.userName, domainName: accepted.domainName, kind: accepted.kind, relativeID: accepted.relativeIdentifier,
            isAdministrator: accepted.isAdministrator)
        let verdict = judgeTargetName(
            accepted.targetName, mechanism: accepted.mechanism, names: self.names.accepted,
            peerIsLoopback: self.peer.isLoopback)
        var observed = LogonFact(logon, accepted, principal, verdict)
        observed.smb1 = self.smb1?.claims(of: logon, by: principal)
        let fact = self.judged(observed, demand: logon.terms.signingDemand, settings, renewing: logon.existing)

        if let session = logon.existing { return try self.renew(session, fact, principal, accepted, settings) }
        var deduplication = EventDeduplication()
        self.record(fact, accepted, settings, &deduplication)
        // The logon itself succeeded, so no bad-password count moves. Facts 3.4.
        guard fact.refusal == nil else { throw .accessDenied }

        // Guest and anonymous have no key.
        let keys = accepted.kind == .user ? keys(accepted) : .none
        let session = Session(
            id: logon.sessionID, principal: principal, workstation: accepted.workstation, signer: keys.signer, seals: keys.seals,
            signingRequired: fact.signingRequired, encryptsData: fact.isEncrypted, deduplication: deduplication)
        session.expiry = accepted.expiry
        self.register(session, accepted, fact, logon.terms)
        return session
    }

    /// Keys, trees and opens stay; the user must too. [MS-SMB2] 3.3.5.5.2
    private func renew(
        _ session: Session, _ fact: LogonFact, _ principal: Principal, _ accepted: AuthenticatedLogon, _ settings: Settings
    ) throws(NTStatus) -> Session {
        let isSame = principal.kind == session.principal.kind && principal.relativeID == session.principal.relativeID
        // What was counted is the old user's: it is told before another user's logon is recorded under the session's id.
        if !isSame { self.remove(session) }
        self.record(fact, accepted, settings, &session.deduplication)
        guard fact.refusal == nil, isSame else {
            if isSame {
                self.remove(session)
            } else {
                self.observe(.sessionEnded(sessionID: session.id, .zero), workstation: session.workstation)
            }
            throw .accessDenied
        }
        session.expiry = accepted.expiry
        self.renewProtection(of: session, fact)
        return session
    }

    private func record(
        _ fact: LogonFact, _ accepted: AuthenticatedLogon, _ settings: Settings, _ deduplication: inout EventDeduplication
    ) {
        let observation = self.observation(.logon(fact), workstation: accepted.workstation)
        let events = deduplication.unseen(audit(observation, under: settings), user: fact.user)
        self.server.sink.record(observation, events)
        if fact.refusal == nil { self.trial?.loggedOn(fact, workstation: accepted.workstation) } else { self.trial?.logonFailed() }
    }

    private func register(_ session: Session, _ accepted: AuthenticatedLogon, _ fact: LogonFact, _ terms: LogonTerms) {
        self.sessions[session.id] = session
        self.server.sessions.add(
            SessionTable.Row(
                id: session.id, principal: session.principal, address: self.peer.address, workstation: session.workstation,
                dialect: terms.dialect, signingRequired: session.signingRequired,
                signingAlgorithm: accepted.kind == .user ? terms.signing : "none",
                cipher: session.seals?.sealer.cipher.description, encryptsData: session.encryptsData,
                mechanism: String(describing: accepted.mechanism), spn: fact.spn, protection: fact.protection,
                evidence: Evidence(claimed: fact.signingModes),
                since: self.server.clock.now(), mailbox: self.mailbox))
    }
}

extension LogonFact {
    fileprivate init(_ logon: PendingLogon, _ accepted: AuthenticatedLogon, _ principal: Principal, _ verdict: SPNVerdict) {
        let terms = logon.terms
        self.init(
            sessionID: logon.sessionID, user: principal.userName, domain: principal.domainName, kind: accepted.kind,
            dialect: terms.dialect.rawValue, negotiateMode: terms.negotiateMode,
            sessionSetupMode: UInt8(truncatingIfNeeded: logon.mode.rawValue),
            mechanism: accepted.mechanism, wrapping: accepted.wrapping, targetName: accepted.targetName, spn: verdict,
            avFlags: accepted.avFlags,
            hasMIC: accepted.hasMIC, netname: terms.netname, capabilities: terms.capabilities,
            ciphers: terms.offeredCiphers, signingAlgorithms: terms.offeredSigning, isReauthentication: logon.existing != nil)
        self.nameSource = accepted.nameSource
        self.nameOrigin = judgeNameOrigin(
            accepted.nameOrigin, source: accepted.nameSource, targetName: accepted.targetName, netname: terms.netname)
        self.challengeWasRewritten = accepted.challengeWasRewritten
        self.directoryAccount = accepted.directoryAccount
        self.cipher = terms.cipher?.rawValue
    }
}
