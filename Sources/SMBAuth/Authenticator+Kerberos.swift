// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBCrypto

// Tickets: read here, proved by the port, mapped to a user here.

extension Authenticator {
    mutating func beginRawKerberos(_ token: ByteBuffer) throws(AuthenticationFailure) -> AuthenticationStep {
        guard self.speaks(.kerberos) else { throw AuthenticationFailure(.mechanismRefused) }
        self.wrapping = .raw
        return try self.accept([UInt8](token.readableBytesView), .raw, isSecondTry: false)
    }

    mutating func beginKerberos(
        _ offer: NegTokenInit, _ mechanism: MechanismType, _ negotiation: Negotiation
    ) throws(AuthenticationFailure) -> AuthenticationStep {
        // An optimistic token belongs to the mechanism that the client prefers; another's is thrown away.
        if !negotiation.needsMIC, let mechToken = offer.mechToken, !mechToken.isEmpty {
            let wrapping = KerberosExchange.Wrapping.spnego(negotiation, announced: mechanism, mechListMIC: offer.mechListMIC)
            return try self.accept(mechToken, wrapping, isSecondTry: false)
        }
        self.phase = .awaitingTicket(negotiation, isSecondTry: false)
        return .reply(
            NegTokenResp(state: negotiation.needsMIC ? .requestMIC : .acceptIncomplete, supportedMechanism: mechanism).encoded())
    }

    mutating func ticketToken(
        _ token: ByteBuffer, _ negotiation: Negotiation?, _ isSecondTry: Bool
    ) throws(AuthenticationFailure) -> AuthenticationStep {
        let token = [UInt8](token.readableBytesView)
        guard let negotiation else { return try self.accept(token, .raw, isSecondTry: isSecondTry) }
        guard let response = NegTokenResp(token), response.state != .reject, let ticket = response.responseToken
        else { throw AuthenticationFailure(.badToken) }
        let wrapping = KerberosExchange.Wrapping.spnego(negotiation, announced: nil, mechListMIC: response.mechListMIC)
        return try self.accept(ticket, wrapping, isSecondTry: isSecondTry)
    }

    private mutating func accept(
        _ token: [UInt8], _ wrapping: KerberosExchange.Wrapping, isSecondTry: Bool
    ) throws(AuthenticationFailure) -> AuthenticationStep {
        guard let exchange = KerberosExchange(token, wrapping, isSecondTry: isSecondTry) else { throw AuthenticationFailure(.badToken) }
        self.phase = .acceptingTicket(exchange)
        return .acceptKerberos(exchange.request)
    }

    // MARK: What the port says

    /// Goes on after `.acceptKerberos`.
    package mutating func resume(_ result: Result<KerberosAcceptance, KerberosFailure>) -> AuthenticationStep {
        do throws(AuthenticationFailure) {
            guard case .acceptingTicket(let exchange) = self.phase else { throw AuthenticationFailure(.badToken) }
            switch result {
            case .success(let acceptance): return try self.find(acceptance, exchange)
            case .failure(let failure): return try self.refuse(failure, exchange)
            }
        } catch {
            return self.fail(error)
        }
    }

    private mutating func find(
        _ acceptance: KerberosAcceptance, _ exchange: KerberosExchange
    ) throws(AuthenticationFailure) -> AuthenticationStep {
        guard let rules = self.configuration.kerberos, acceptance.logonInformation != nil || !rules.requiresPAC,
            let match = rules.match(acceptance.client)
        else { throw acceptance.failure(.noUserForPrincipal) }
        self.phase = .findingPrincipal(exchange, acceptance, match)
        return .lookUp(CredentialQuery(user: match.user, domain: acceptance.client.realm))
    }

    /// A client whose clock is wrong learns ours and may try once more, as with Windows. [MS-KILE] 3.2.5.8
    private mutating func refuse(
        _ failure: KerberosFailure, _ exchange: KerberosExchange
    ) throws(AuthenticationFailure) -> AuthenticationStep {
        guard failure.reason == .clockSkew, !exchange.isSecondTry, let message = failure.message else {
            throw AuthenticationFailure(failure.reason)
        }
        switch exchange.wrapping {
        case .raw: self.phase = .awaitingTicket(nil, isSecondTry: true)
        case .spnego(let negotiation, _, _): self.phase = .awaitingTicket(negotiation, isSecondTry: true)
        }
        return .retry(AuthenticationFailure(.clockSkew), token: exchange.answer(.error, message, state: .acceptIncomplete))
    }

    // MARK: The end of the exchange

    mutating func complete(
        _ exchange: KerberosExchange, _ acceptance: KerberosAcceptance, _ match: PrincipalRules.Match, _ credential: Credential?
    ) throws(AuthenticationFailure) -> AuthenticationStep {
        guard let credential, acceptance.isOwn(match, credential) else { throw acceptance.failure(.noUserForPrincipal) }
        guard credential.isEnabled else { throw acceptance.failure(.accountDisabled) }
        var logon = exchange.logon(acceptance, credential)
        switch exchange.wrapping {
        case .raw: break
        case .spnego(let negotiation, _, let mechListMIC?):
            guard let expected = acceptance.mechanismMICs else {
                // Only AES has MICs that are understood here; where none is due, one more or less decides nothing.
                if negotiation.needsMIC { throw acceptance.failure(.badMIC) }
                break
            }
            guard expected.includes(mechListMIC) else { throw acceptance.failure(.badMIC) }
            logon.hasMIC = true
            self.phase = .finished
            return .accepted(
                logon, token: exchange.answer(.apReply, acceptance.reply, state: .acceptCompleted, mechListMIC: expected.server))
        case .spnego(let negotiation, _, nil) where negotiation.needsMIC:
            guard let expected = acceptance.mechanismMICs else { throw acceptance.failure(.badMIC) }
            self.phase = .awaitingTicketMIC(logon, expected)
            return .reply(exchange.answer(.apReply, acceptance.reply, state: .acceptIncomplete, mechListMIC: expected.server))
        case .spnego(_, _, nil): break
        }
        self.phase = .finished
        return .accepted(logon, token: exchange.answer(.apReply, acceptance.reply, state: .acceptCompleted))
    }

    /// "the server MUST verify the MIC": the list decided that Kerberos was not the client's first choice.
    mutating func lastToken(
        _ token: ByteBuffer, _ logon: AuthenticatedLogon, _ expected: MechanismMICs
    ) throws(AuthenticationFailure) -> AuthenticationStep {
        guard let response = NegTokenResp([UInt8](token.readableBytesView)), response.state != .reject, response.responseToken == nil,
            let mechListMIC = response.mechListMIC
        else { throw AuthenticationFailure(.badToken, claimedUser: logon.userName, claimedDomain: logon.domainName) }
        guard expected.includes(mechListMIC)
        else { throw AuthenticationFailure(.badMIC, claimedUser: logon.userName, claimedDomain: logon.domainName) }
        var logon = logon
        logon.hasMIC = true
        self.phase = .finished
        return .accepted(logon, token: NegTokenResp(state: .acceptCompleted).encoded())
    }
}

extension KerberosAcceptance {
    fileprivate func failure(_ reason: AuthenticationFailure.Reason) -> AuthenticationFailure {
        AuthenticationFailure(reason, claimedUser: self.client.name, claimedDomain: self.client.realm)
    }

    /// In Active Directory a principal's name is what the client asked for: a KDC that finds no account `backup` tries `backup$`, and a
    /// user principal name is whatever whoever may write it wrote. Whose ticket it is the PAC tells, and case means nothing. (CVE-2020-25719)
    ///
    /// Elsewhere `Alice` and `alice` are two principals; here they would be one user. So the spelling decides there.
    fileprivate func isOwn(_ match: PrincipalRules.Match, _ credential: Credential) -> Bool {
        switch match {
        case .rule: true
        case .ownName(let user):
            if let logonInformation {
                DirectoryAccount(logonInformation: logonInformation).map {
                    Self.isSameFolded($0.name, user) && Self.isSameFolded(user, credential.userName)
                } ?? false
            } else {
                user.utf8.elementsEqual(credential.userName.utf8)
            }
        }
    }

    private static func isSameFolded(_ one: String, _ other: String) -> Bool {
        one.lowercased().utf8.elementsEqual(other.lowercased().utf8)
    }
}

extension MechanismMICs {
    fileprivate func includes(_ mic: [UInt8]) -> Bool { self.client.contains { Digests.constantTimeEquals($0, mic) } }
}
