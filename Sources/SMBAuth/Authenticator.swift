// SPDX-License-Identifier: Apache-2.0
package import NIOCore
import SMBCrypto
package import SMBWire

/// One authentication, from the first token to the logon: the acceptor of SPNEGO with Kerberos or NTLM inside, or one of these alone.
/// RFC 4178; [MS-SPNG]
///
/// Time and the server's challenge come from outside; what the peer sends can fail the exchange and nothing else.
package struct Authenticator {
    /// What an SPNEGO exchange must remember of its first token.
    struct Negotiation {
        let encodedMechanisms: [UInt8]
        /// The client would have liked another mechanism best, so that only a mechListMIC shows that nobody took it out of the list.
        let needsMIC: Bool
    }

    enum Phase {
        case begin
        case raw
        case negotiating(Negotiation)
        case lookingUp(Completion)
        case awaitingMechListMIC(NTLMAcceptor.Established, Negotiation)
        /// Kerberos was chosen, or the client's first ticket came with a wrong time. Nil: without SPNEGO.
        case awaitingTicket(Negotiation?, isSecondTry: Bool)
        case acceptingTicket(KerberosExchange)
        case findingPrincipal(KerberosExchange, KerberosAcceptance, PrincipalRules.Match)
        case awaitingTicketMIC(AuthenticatedLogon, MechanismMICs)
        case finished
    }

    /// How the answer to an AUTHENTICATE is wrapped.
    enum Completion {
        case raw
        case spnego(Negotiation, mechListMIC: [UInt8]?)
    }

    let configuration: AuthenticatorConfiguration
    private var ntlm: NTLMAcceptor
    var phase = Phase.begin
    var wrapping = TokenWrapping.spnego

    package init(_ configuration: AuthenticatorConfiguration) {
        self.configuration = configuration
        self.ntlm = NTLMAcceptor(configuration)
    }

    /// The token of a NEGOTIATE response: what we speak. Empty, as is allowed, where we speak nothing.
    package static func hint(kerberos: Bool = false, ntlm: Bool = true) -> [UInt8] {
        // Windows names the misspelt Kerberos first; some clients take what stands first.
        let mechanisms: [MechanismType] =
            (kerberos ? [.microsoftKerberos, .kerberos] : []) + (ntlm && Legacy.isAvailable ? [.ntlm] : [])
        return mechanisms.isEmpty ? [] : NegTokenInit(mechanisms: mechanisms, mechToken: nil).encoded(hints: true)
    }

    func speaks(_ mechanism: MechanismType) -> Bool {
        switch mechanism {
        case .ntlm: Legacy.isAvailable && !self.configuration.refusesNTLM
        case .kerberos, .microsoftKerberos: self.configuration.kerberos != nil
        default: false
        }
    }

    /// No mechanism needs more; Kerberos with a large PAC comes near.
    package static let maximumTokenSize = 65535

    /// Takes the client's next token. `serverChallenge` has eight fresh random bytes; it is used when the token is a NEGOTIATE.
    package mutating func receive(_ token: ByteBuffer, serverChallenge: [UInt8], now: NTTime) -> AuthenticationStep {
        do throws(AuthenticationFailure) {
            guard token.readableBytes <= Self.maximumTokenSize else { throw AuthenticationFailure(.badToken) }
            let input = Input(serverChallenge: serverChallenge, now: now)
            switch self.phase {
            case .begin: return try self.begin(token, input)
            case .raw: return try self.mechanismToken(token, nil, input)
            case .negotiating(let negotiation): return try self.negotiationToken(token, negotiation, input)
            case .awaitingMechListMIC(let established, let negotiation): return try self.lastToken(token, established, negotiation)
            case .awaitingTicket(let negotiation, let isSecondTry): return try self.ticketToken(token, negotiation, isSecondTry)
            case .awaitingTicketMIC(let logon, let expected): return try self.lastToken(token, logon, expected)
            case .lookingUp, .acceptingTicket, .findingPrincipal, .finished: throw AuthenticationFailure(.badToken)
            }
        } catch {
            return self.fail(error)
        }
    }

    /// Takes responses that came without a token, to a challenge that went out before: all of the exchange in one step.
    package mutating func receive(_ responses: NTLMResponses, serverChallenge: [UInt8]) -> AuthenticationStep {
        do throws(AuthenticationFailure) {
            guard case .begin = self.phase else { throw AuthenticationFailure(.badToken) }
            self.wrapping = .raw
            guard self.speaks(.ntlm) else {
                throw AuthenticationFailure(
                    self.configuration.refusesNTLM ? .ntlmRefused : .mechanismRefused, claimedUser: responses.userName,
                    claimedDomain: responses.domainName)
            }
            switch try self.ntlm.authenticate(responses, serverChallenge: serverChallenge) {
            case .lookUp(let query):
                self.phase = .lookingUp(.raw)
                return .lookUp(query)
            case .established(let established):
                return try self.complete(established, .raw)
            }
        } catch {
            return self.fail(error)
        }
    }

    /// Goes on after `.lookUp`. Nil: there is no such user.
    package mutating func resume(_ credential: Credential?) -> AuthenticationStep {
        do throws(AuthenticationFailure) {
            switch self.phase {
            case .lookingUp(let completion): return try self.complete(try self.ntlm.resume(credential), completion)
            case .findingPrincipal(let exchange, let acceptance, let match):
                return try self.complete(exchange, acceptance, match, credential)
            case .begin, .raw, .negotiating, .awaitingMechListMIC, .awaitingTicket, .acceptingTicket, .awaitingTicketMIC, .finished:
                throw AuthenticationFailure(.badToken)
            }
        } catch {
            return self.fail(error)
        }
    }

    /// Makes a guest of somebody whose logon failed, and the token that goes with the success. Only the names that were claimed are known;
    /// nothing that the exchange said counts, and there is no key.
    package func guest(_ failure: AuthenticationFailure) -> (AuthenticatedLogon, token: [UInt8]) {
        let logon = AuthenticatedLogon(
            userName: failure.claimedUser, domainName: failure.claimedDomain, workstation: failure.workstation, kind: .guest,
            sessionKey: SecretKey([UInt8](repeating: 0, count: 16)), mechanism: .ntlmv2, wrapping: self.wrapping, targetName: .absent)
        return (logon, self.wrapping == .raw ? [] : NegTokenResp(state: .acceptCompleted).encoded())
    }

    mutating func fail(_ failure: AuthenticationFailure) -> AuthenticationStep {
        self.phase = .finished
        return .failed(failure, token: nil)
    }
}

// MARK: Tokens

extension Authenticator {
    private struct Input {
        let serverChallenge: [UInt8]
        let now: NTTime
    }

    private mutating func begin(_ token: ByteBuffer, _ input: Input) throws(AuthenticationFailure) -> AuthenticationStep {
        if NTLMMessage.isOne(token) {
            guard self.speaks(.ntlm) else { throw self.refusal(of: [.ntlm]) }
            self.phase = .raw
            self.wrapping = .raw
            return try self.mechanismToken(token, nil, input)
        }
        if KerberosToken.isOne(token) { return try self.beginRawKerberos(token) }
        guard let offer = try? NegTokenInit(decoding: [UInt8](token.readableBytesView)) else { throw AuthenticationFailure(.badToken) }
        guard let chosen = offer.mechanisms.first(where: self.speaks) else { throw self.refusal(of: offer.mechanisms) }

        let isPreferred = offer.mechanisms.first == chosen
        let negotiation = Negotiation(encodedMechanisms: offer.encodedMechanisms, needsMIC: !isPreferred)
        guard chosen == .ntlm else { return try self.beginKerberos(offer, chosen, negotiation) }
        self.phase = .negotiating(negotiation)
        var response = NegTokenResp(state: isPreferred ? .acceptIncomplete : .requestMIC, supportedMechanism: .ntlm)
        // An optimistic token belongs to the mechanism that the client prefers; another's is thrown away.
        if isPreferred, let mechToken = offer.mechToken, !mechToken.isEmpty {
            response.responseToken = try self.ntlm.negotiate(
                ByteBuffer(bytes: mechToken), serverChallenge: input.serverChallenge, now: input.now)
        }
        return .reply(response.encoded())
    }

    private func refusal(of offered: [MechanismType]) -> AuthenticationFailure {
        AuthenticationFailure(offered.contains(.ntlm) && self.configuration.refusesNTLM ? .ntlmRefused : .mechanismRefused)
    }

    private mutating func negotiationToken(
        _ token: ByteBuffer, _ negotiation: Negotiation, _ input: Input
    ) throws(AuthenticationFailure) -> AuthenticationStep {
        // Windows may send the last token without its wrapping. [MS-SPNG] 3.1.5.1, <8>
        if NTLMMessage.isOne(token) { return try self.mechanismToken(token, (negotiation, nil), input) }
        guard
            let response = try? NegTokenResp(decoding: [UInt8](token.readableBytesView)), response.state != .reject,
            let mechToken = response.responseToken
        else { throw AuthenticationFailure(.badToken) }
        return try self.mechanismToken(ByteBuffer(bytes: mechToken), (negotiation, response.mechListMIC), input)
    }

    private mutating func mechanismToken(
        _ token: ByteBuffer, _ wrapping: (negotiation: Negotiation, mechListMIC: [UInt8]?)?, _ input: Input
    ) throws(AuthenticationFailure) -> AuthenticationStep {
        if self.ntlm.expectsNegotiate {
            let challenge = try self.ntlm.negotiate(token, serverChallenge: input.serverChallenge, now: input.now)
            guard wrapping != nil else { return .reply(challenge) }
            return .reply(NegTokenResp(state: .acceptIncomplete, supportedMechanism: .ntlm, responseToken: challenge).encoded())
        }
        let completion = wrapping.map { Completion.spnego($0.negotiation, mechListMIC: $0.mechListMIC) } ?? .raw
        switch try self.ntlm.authenticate(token) {
        case .lookUp(let query):
            self.phase = .lookingUp(completion)
            return .lookUp(query)
        case .established(let established):
            return try self.complete(established, completion)
        }
    }
}

// MARK: The end of the exchange

extension Authenticator {
    private mutating func complete(
        _ established: NTLMAcceptor.Established, _ completion: Completion
    ) throws(AuthenticationFailure) -> AuthenticationStep {
        switch completion {
        case .raw:
            self.phase = .finished
            return .accepted(established.logon, token: [])
        case .spnego(let negotiation, let mechListMIC?):
            return try self.finish(established, negotiation, mechListMIC)
        case .spnego(let negotiation, nil) where negotiation.needsMIC:
            self.phase = .awaitingMechListMIC(established, negotiation)
            return .reply(NegTokenResp(state: .acceptIncomplete, mechListMIC: Self.mic(established, negotiation)).encoded())
        case .spnego(_, nil):
            self.phase = .finished
            return .accepted(established.spnegoLogon, token: NegTokenResp(state: .acceptCompleted).encoded())
        }
    }

    private mutating func lastToken(
        _ token: ByteBuffer, _ established: NTLMAcceptor.Established, _ negotiation: Negotiation
    ) throws(AuthenticationFailure) -> AuthenticationStep {
        guard
            let response = try? NegTokenResp(decoding: [UInt8](token.readableBytesView)), response.state != .reject,
            response.responseToken == nil, let mechListMIC = response.mechListMIC
        else { throw established.failure(.badToken) }
        return try self.finish(established, negotiation, mechListMIC)
    }

    /// "the server MUST verify the MIC": a list that was changed on the way ends the exchange.
    private mutating func finish(
        _ established: NTLMAcceptor.Established, _ negotiation: Negotiation, _ mechListMIC: [UInt8]
    ) throws(AuthenticationFailure) -> AuthenticationStep {
        guard established.signature(of: .client)?.verify(mechListMIC, over: negotiation.encodedMechanisms) == true
        else { throw established.failure(.badMIC) }
        self.phase = .finished
        let response = NegTokenResp(state: .acceptCompleted, mechListMIC: Self.mic(established, negotiation))
        return .accepted(established.spnegoLogon, token: response.encoded())
    }

    private static func mic(_ established: NTLMAcceptor.Established, _ negotiation: Negotiation) -> [UInt8]? {
        established.signature(of: .server)?.make(over: negotiation.encodedMechanisms)
    }
}

extension NTLMAcceptor.Established {
    fileprivate var spnegoLogon: AuthenticatedLogon {
        var logon = self.logon
        logon.wrapping = .spnego
        return logon
    }

    fileprivate func failure(_ reason: AuthenticationFailure.Reason) -> AuthenticationFailure {
        AuthenticationFailure(
            reason, claimedUser: self.logon.userName, claimedDomain: self.logon.domainName, workstation: self.logon.workstation)
    }
}
