// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAuth
import SMBWire

extension SMB1Context {
    /// [MS-CIFS] 3.3.5.43, [MS-SMB] 3.3.5.3
    func sessionSetupAndX(_ chain: inout AndXChain, into reply: inout WireWriter) throws(NTStatus) -> SMB1Outcome {
        let request = try self.decode(SMB1.SessionSetupRequest.init(decoding:_:))
        self.machine.clientBuffer = Int(request.maximumBuffer)
        switch request.security {
        case .extended(let blob): return try self.receive(blob, request, &chain, &reply)
        case .responses: throw .notImplemented
        }
    }

    private func receive(
        _ token: ByteBuffer, _ request: SMB1.SessionSetupRequest, _ chain: inout AndXChain, _ reply: inout WireWriter
    ) throws(NTStatus) -> SMB1Outcome {
        guard self.machine.agreement.hasExtendedSecurity else { throw .invalidParameter }
        let (userID, logon) = try self.machine.logon(for: self.header, request)
        // A token cannot be answered before the one in front of it.
        guard !logon.isWaiting else { throw .requestNotAccepted }
        chain.header.userID = userID
        let step = logon.authenticator.receive(token, serverChallenge: self.server.entropy.bytes(8), now: self.server.clock.now())
        let progress = try self.connection.advance(logon, step) { _ in .none }
        return self.machine.answer(progress, of: logon, &chain, &reply)
    }
}

extension SMB1Machine {
    /// The logon that a token belongs to: a new one, one in progress, or the re-authentication of a session.
    fileprivate func logon(for header: SMB1.Header, _ request: SMB1.SessionSetupRequest) throws(NTStatus) -> (UInt16, PendingLogon) {
        // The connection drops a logon that its client gave up.
        self.logons = self.logons.filter { self.connection.logons[$0.value.sessionID] === $0.value }
        let logon: PendingLogon
        var userID = header.userID
        if let pending = self.logons[userID] {
            logon = pending
        } else if let session = self.users[userID] {
            logon = try self.connection.beginLogon(renewing: session, self.terms(request))
        } else {
            userID = try self.nextUser()
            logon = try self.connection.beginLogon(renewing: nil, self.terms(request))
        }
        self.logons[userID] = logon
        logon.mode.formUnion(header.flags2.signingMode)
        return (userID, logon)
    }

    private func terms(_ request: SMB1.SessionSetupRequest) -> LogonTerms {
        LogonTerms(
            dialect: SMB2.Dialect(rawValue: 0x0100), negotiateMode: self.agreement.clientFlags2.signingMode.rawValue,
            signingDemand: self.agreement.signingDemand, signing: "MD5", capabilities: request.capabilities.rawValue)
    }

    func answer(
        _ progress: LogonProgress, of logon: PendingLogon, _ chain: inout AndXChain, _ reply: inout WireWriter
    ) -> SMB1Outcome {
        switch progress {
        case .reply(let token):
            self.writeResponse(token, action: 0, chain, &reply)
            return .repliedWith(.moreProcessingRequired)
        case .waiting(let token, let wait):
            return .authenticating(token, wait)
        case .accepted(let session, let token):
            self.logons[chain.header.userID] = nil
            self.users[chain.header.userID] = session
            session.userID = chain.header.userID
            if let key = logon.sessionKey, session.principal.kind == .user {
                self.logonSucceeded(session, sessionKey: key, challengeResponse: nil, header: chain.header, chain: &chain)
            }
            self.writeResponse(token, action: session.principal.kind == .user ? 0 : SMB1.SessionSetupResponse.guest, chain, &reply)
            return .replied
        }
    }

    private func writeResponse(_ token: [UInt8], action: UInt16, _ chain: AndXChain, _ reply: inout WireWriter) {
        SMB1.SessionSetupResponse(
            action: action, securityBlob: ByteBuffer(bytes: token), nativeOS: "Unix", nativeLANManager: "Signet",
            primaryDomain: self.connection.names.announced.netbiosDomain
        ).encode(into: &reply, SMB1.TextForm(chain.header.flags2), header: AndXChain.base)
    }

    // MARK: - Events that come back

    /// What a logon waited for has come.
    func handleLogon(_ event: ConnectionEvent) -> Bool {
        switch event {
        case .credential(let token, let credential):
            guard case .logon(let chain, .credential(let logon))? = self.parked.removeValue(forKey: token) else { return true }
            self.goOn(chain, logon) { (keys) throws(NTStatus) in try self.connection.resume(logon, with: credential, keys: keys) }
        case .kerberosAccepted(let token, let result):
            guard case .logon(let chain, .ticket(let logon))? = self.parked.removeValue(forKey: token) else { return true }
            self.goOn(chain, logon) { (keys) throws(NTStatus) in try self.connection.resume(logon, with: result, keys: keys) }
        case .delayElapsed(let token):
            guard case .logon(let chain, .pause(let status))? = self.parked.removeValue(forKey: token) else { return true }
            self.connection.pausedLogonCount -= 1
            self.resume(chain) { (_, _) throws(NTStatus) in throw status }
        case .workCompleted, .lockSettled, .directoryChanged, .directoryCondemned, .endSession, .sharesReplaced, .previousSessionEnded,
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
