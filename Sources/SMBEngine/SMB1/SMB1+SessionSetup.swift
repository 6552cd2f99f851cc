// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAuth
import SMBWire

extension SMB1Context {
    /// [MS-CIFS] 3.3.5.43, [MS-SMB] 3.3.5.3
    func sessionSetupAndX(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.decode(SMB1.SessionSetupRequest.init(decoding:_:))
        self.machine.clientBuffer = Int(request.maximumBuffer)
        self.machine.takesLevelII = request.capabilities.contains(.levelTwoOplocks)
        switch request.security {
        case .extended(let blob): return try self.receive(blob, request, &chain, &reply)
        case .responses(let responses): return try self.receive(responses, request, &chain, &reply)
        }
    }

    /// Without extended security: one request, and each makes a session of its own. [MS-CIFS] 3.3.5.43
    private func receive(
        _ responses: SMB1.SessionSetupRequest.Responses, _ request: SMB1.SessionSetupRequest, _ chain: inout AndXChain,
        _ reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        // A client that agreed on extended security has no challenge to answer: from it only an anonymous logon can be right.
        let challenge = self.machine.agreement.hasExtendedSecurity ? self.server.entropy.bytes(8) : self.machine.agreement.challenge
        let logon = try self.machine.newLogon(request)
        logon.mode.formUnion(self.header.flags2.signingMode)
        logon.flags2.formUnion(self.header.flags2)
        logon.isPlain = true
        if !responses.caseSensitive.isEmpty { logon.challengeResponse = responses.caseSensitive }
        let step = logon.authenticator.receive(
            NTLMResponses(
                lm: responses.caseInsensitive, nt: responses.caseSensitive, userName: responses.accountName,
                domainName: responses.primaryDomain),
            serverChallenge: challenge)
        let progress = try self.connection.advance(logon, step) { _ in .none }
        return self.machine.answer(progress, of: logon, &chain, &reply)
    }

    private func receive(
        _ token: ByteBuffer, _ request: SMB1.SessionSetupRequest, _ chain: inout AndXChain, _ reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        guard self.machine.agreement.hasExtendedSecurity else { throw .invalidParameter }
        let logon = try self.machine.logon(for: self.header, request)
        // A token cannot be answered before the one in front of it.
        guard !logon.isWaiting else { throw .requestNotAccepted }
        let step = logon.authenticator.receive(token, serverChallenge: self.server.entropy.bytes(8), now: self.server.clock.now())
        let progress = try self.connection.advance(logon, step) { _ in .none }
        return self.machine.answer(progress, of: logon, &chain, &reply)
    }
}

extension SMB1Machine {
    /// The logon that a token belongs to: a new one, one in progress, or the re-authentication of a session.
    fileprivate func logon(for header: SMB1.Header, _ request: SMB1.SessionSetupRequest) throws(NTStatus) -> PendingLogon {
        self.forgetAbandonedLogons()
        let logon: PendingLogon
        if let pending = self.logons[header.userID] {
            logon = pending
        } else if let session = self.users[header.userID] {
            logon = try self.connection.beginLogon(renewing: session, self.terms(request))
            logon.userID = header.userID
            self.logons[header.userID] = logon
        } else {
            logon = try self.newLogon(request)
        }
        logon.mode.formUnion(header.flags2.signingMode)
        logon.flags2.formUnion(header.flags2)
        return logon
    }

    fileprivate func newLogon(_ request: SMB1.SessionSetupRequest) throws(NTStatus) -> PendingLogon {
        let logon = try self.connection.beginLogon(renewing: nil, self.terms(request))
        self.forgetAbandonedLogons()
        logon.userID = try self.nextUser()
        self.logons[logon.userID] = logon
        return logon
    }

    /// The connection drops a logon that its client gave up.
    private func forgetAbandonedLogons() {
        self.logons = self.logons.filter { self.connection.logons[$0.value.sessionID] === $0.value }
    }

    private func terms(_ request: SMB1.SessionSetupRequest) -> LogonTerms {
        LogonTerms(
            dialect: .ntLanManager, negotiateMode: nil, signingDemand: self.agreement.signingDemand, signing: "MD5", mayUseNTLMv1: true,
            capabilities: request.capabilities.rawValue)
    }

    func answer(
        _ progress: LogonProgress, of logon: PendingLogon, _ chain: inout AndXChain, _ reply: inout WireWriter
    ) -> SMB1Outcome {
        switch progress {
        case .reply(let token):
            chain.header.userID = logon.userID
            self.writeResponse(ByteBuffer(bytes: token), action: 0, chain, &reply)
            return .repliedWith(.moreProcessingRequired)
        case .waiting(let token, let wait):
            return .authenticating(token, wait)
        case .accepted(let session, let token):
            chain.header.userID = logon.userID
            self.logons[logon.userID] = nil
            self.users[logon.userID] = session
            session.userID = logon.userID
            if session.principal.kind == .user, self.firstUser == nil { self.firstUser = session.principal }
            if let key = logon.sessionKey, session.principal.kind == .user {
                self.logonSucceeded(
                    session, sessionKey: key, challengeResponse: logon.challengeResponse, header: chain.header, chain: &chain)
            }
            let action = session.principal.kind == .guest ? SMB1.SessionSetupResponse.guest : 0
            self.writeResponse(logon.isPlain ? nil : ByteBuffer(bytes: token), action: action, chain, &reply)
            return .replied
        }
    }

    private func writeResponse(_ blob: ByteBuffer?, action: UInt16, _ chain: AndXChain, _ reply: inout WireWriter) {
        SMB1.SessionSetupResponse(
            action: action, securityBlob: blob, nativeOS: "Unix", nativeLANManager: "Signet",
            primaryDomain: self.connection.names.announced.netbiosDomain
        ).encode(into: &reply, SMB1.TextForm(chain.header.flags2), header: AndXChain.base)
    }

    // MARK: - Events that come back

    /// What a logon waited for has come.
    func handleLogon(_ event: ConnectionEvent) -> Bool {
        switch event {
        case .credential(let token, let credential):
            guard case .logon(let chain, .credential(let logon))? = self.parked[token] else { return true }
            self.parked[token] = nil
            self.goOn(chain, logon) { (keys) throws(NTStatus) in try self.connection.resume(logon, with: credential, keys: keys) }
        case .kerberosAccepted(let token, let result):
            guard case .logon(let chain, .ticket(let logon))? = self.parked[token] else { return true }
            self.parked[token] = nil
            self.goOn(chain, logon) { (keys) throws(NTStatus) in try self.connection.resume(logon, with: result, keys: keys) }
        case .delayElapsed(let token):
            guard case .logon(let chain, .pause(let status))? = self.parked[token] else { return true }
            self.parked[token] = nil
            self.connection.pausedLogonCount -= 1
            self.resume(chain) { (_, _) throws(NTStatus) in throw status }
        case .workCompleted, .lockSettled, .oplockBroken, .mayTryAgain, .timerElapsed, .directoryChanged, .directoryCondemned, .endSession,
            .sharesReplaced, .previousSessionEnded,
            .logonTimedOut:
            return false
        }
        return true
    }

    private func goOn(
        _ chain: AndXChain, _ logon: PendingLogon,
        _ step: ((AuthenticatedLogon) -> SessionKeys) throws(NTStatus) -> LogonProgress
    ) {
        self.resume(chain) { (chain, reply) throws(NTStatus) in
            let progress = try step { _ in .none }
            return self.answer(progress, of: logon, &chain, &reply)
        }
    }
}

extension SMB1.Flags2 {
    /// What a message says of its sender's signatures, in the words that SMB2 has for it.
    fileprivate var signingMode: SMB2.SecurityMode {
        var mode = SMB2.SecurityMode()
        if self.contains(.securitySignature) { mode.insert(.signingEnabled) }
        if self.contains(.securitySignatureRequired) { mode.insert(.signingRequired) }
        return mode
    }
}
