// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBCrypto
import SMBWire

/// The server's side of one NTLM exchange. [MS-NLMP] 3.2.5.1
struct NTLMAcceptor {
    /// What a finished exchange leaves behind: the logon, and the keys for a mechListMIC.
    struct Established: Sendable {
        var logon: AuthenticatedLogon
        var flags: NTLMFlags

        func signature(of sender: NTLMSignature.Sender) -> NTLMSignature? {
            NTLMSignature(sender: sender, exportedSessionKey: self.logon.sessionKey, flags: self.flags)
        }
    }

    enum Progress {
        case lookUp(CredentialQuery)
        case established(Established)
    }

    private enum Phase {
        case awaitingNegotiate
        case awaitingAuthenticate(Exchange)
        case awaitingCredential(NTLMProof)
        case awaitingCredentialForNTLMv1(NTLMv1Proof)
        case finished
    }

    private let configuration: AuthenticatorConfiguration
    private var phase = Phase.awaitingNegotiate

    init(_ configuration: AuthenticatorConfiguration) { self.configuration = configuration }

    var expectsNegotiate: Bool {
        switch self.phase {
        case .awaitingNegotiate: true
        case .awaitingAuthenticate, .awaitingCredential, .awaitingCredentialForNTLMv1, .finished: false
        }
    }

    // MARK: NEGOTIATE → CHALLENGE

    /// A NEGOTIATE longer than this holds more than names; it is kept until the MIC is checked, so its size is the peer's claim on our memory.
    private static let maximumNegotiateSize = 2048

    /// What is granted when asked for.
    private static let supported: NTLMFlags = [
        .unicode, .requestTarget, .sign, .seal, .extendedSessionSecurity, .version, .key128, .keyExchange, .key56,
    ]

    /// [MS-NLMP] 3.2.5.1.1
    mutating func negotiate(
        _ token: ByteBuffer, serverChallenge: [UInt8], now: NTTime
    ) throws(AuthenticationFailure) -> [UInt8] {
        precondition(serverChallenge.count == 8, "a server challenge has 8 bytes")
        guard case .awaitingNegotiate = self.phase else { throw self.fail(.badToken) }
        guard
            token.readableBytes <= Self.maximumNegotiateSize, let message = try? NegotiateMessage(decoding: token),
            message.flags.contains(.unicode)
        else { throw self.fail(.badToken) }

        var flags = message.flags.intersection(Self.supported)
        flags.formUnion([.ntlm, .alwaysSign, .targetInfo, .requestTarget, .targetTypeServer])
        let watermark = NameWatermark(self.configuration.names, serverChallenge: serverChallenge)
        let targetInfo = self.targetInfo(watermark, now)
        let challenge = ChallengeMessage(
            targetName: self.configuration.names.netbiosName, flags: flags, serverChallenge: serverChallenge, targetInfo: targetInfo,
            version: .server
        ).encoded()
        self.phase = .awaitingAuthenticate(
            Exchange(
                negotiate: [UInt8](token.readableBytesView), challenge: challenge, serverChallenge: serverChallenge, flags: flags,
                watermark: watermark, targetInfo: targetInfo))
        return challenge
    }

    /// The timestamp makes clients prove the whole exchange with a MIC. [MS-NLMP] 3.1.5.1.2
    private func targetInfo(_ watermark: NameWatermark, _ now: NTTime) -> AVPairs {
        let names = self.configuration.names
        let pairs: [AVPairs.Pair] = [
            .init(.netbiosDomainName, text: names.netbiosDomain), .init(.netbiosComputerName, text: watermark.netbiosName),
            .init(.dnsDomainName, text: names.dnsDomain), .init(.dnsComputerName, text: watermark.dnsName),
        ]
        let timestamp = (0..<8).map { UInt8(truncatingIfNeeded: now.rawValue >> UInt64(8 * $0)) }
        return AVPairs(pairs.filter { !$0.value.isEmpty } + [.init(.timestamp, timestamp)])
    }

    // MARK: AUTHENTICATE

    /// [MS-NLMP] 3.2.5.1.2
    mutating func authenticate(_ token: ByteBuffer) throws(AuthenticationFailure) -> Progress {
        guard case .awaitingAuthenticate(let exchange) = self.phase, let message = try? AuthenticateMessage(decoding: token)
        else { throw self.fail(.badToken) }
        return try self.judge(message, token: [UInt8](token.readableBytesView), exchange)
    }

    /// What answers a challenge that came without NTLM's messages: no flags, no key exchange, no MIC. [MS-CIFS] 3.3.5.43
    mutating func authenticate(_ responses: NTLMResponses, serverChallenge: [UInt8]) throws(AuthenticationFailure) -> Progress {
        guard case .awaitingNegotiate = self.phase, serverChallenge.count == 8 else { throw self.fail(.badToken) }
        let message = AuthenticateMessage(
            lmResponse: responses.lm, ntResponse: responses.nt, domainName: responses.domainName, userName: responses.userName,
            workstation: "", encryptedSessionKey: [], flags: [], version: nil, mic: nil)
        let exchange = Exchange(
            negotiate: [], challenge: [], serverChallenge: serverChallenge, flags: [],
            watermark: NameWatermark(self.configuration.names, serverChallenge: serverChallenge), targetInfo: nil)
        return try self.judge(message, token: [], exchange)
    }

    private mutating func judge(
        _ message: AuthenticateMessage, token: [UInt8], _ exchange: Exchange
    ) throws(AuthenticationFailure) -> Progress {
        if message.isAnonymous {
            guard self.configuration.allowsAnonymous else { throw self.fail(.anonymousRefused, message) }
            self.phase = .finished
            return .established(try exchange.anonymous(message))
        }
        if message.ntResponse.isEmpty { throw self.fail(message.lmResponse.count > 1 ? .lmRefused : .emptyResponse, message) }
        if message.ntResponse.count <= AuthenticateMessage.ntlmv1ResponseSize {
            guard self.configuration.acceptsNTLMv1, message.ntResponse.count == AuthenticateMessage.ntlmv1ResponseSize else {
                throw self.fail(.ntlmv1Refused, message)
            }
            self.phase = .awaitingCredentialForNTLMv1(NTLMv1Proof(exchange: exchange, message: message))
            return .lookUp(CredentialQuery(user: message.userName, domain: message.domainName))
        }
        guard let response = NTLMv2Response(message.ntResponse) else { throw self.fail(.badToken, message) }
        self.phase = .awaitingCredential(NTLMProof(exchange: exchange, message: message, token: token, response: response))
        return .lookUp(CredentialQuery(user: message.userName, domain: message.domainName))
    }

    mutating func resume(_ credential: Credential?) throws(AuthenticationFailure) -> Established {
        let phase = self.phase
        self.phase = .finished
        switch phase {
        case .awaitingCredential(let proof): return try proof.verify(credential)
        case .awaitingCredentialForNTLMv1(let proof): return try proof.verify(credential)
        case .awaitingNegotiate, .awaitingAuthenticate, .finished: throw self.fail(.badToken)
        }
    }

    private mutating func fail(_ reason: AuthenticationFailure.Reason, _ message: AuthenticateMessage? = nil) -> AuthenticationFailure {
        self.phase = .finished
        return message?.failure(reason) ?? AuthenticationFailure(reason)
    }
}

extension NTLMAcceptor {
    /// The first two messages, kept for the MIC, what they agreed on, and what the second said.
    struct Exchange {
        let negotiate: [UInt8]
        let challenge: [UInt8]
        let serverChallenge: [UInt8]
        let flags: NTLMFlags
        let watermark: NameWatermark
        /// What the challenge said of us, to compare with what comes back; nil where there is no room for it in the challenge.
        let targetInfo: AVPairs?

        /// What both sides set.
        func agreed(_ message: AuthenticateMessage) -> NTLMFlags { self.flags.intersection(message.flags) }

        /// The session key that both sides now have.
        ///
        /// "If NTLMSSP_NEGOTIATE_KEY_EXCH is set, the server MUST check if client supplied a valid EncryptedRandomSessionKey". Without signing
        /// and sealing a client may send none; the key exchange key is used then.
        func exportedSessionKey(_ keyExchangeKey: SecretKey, _ message: AuthenticateMessage) throws(AuthenticationFailure) -> SecretKey {
            let agreed = self.agreed(message)
            guard agreed.contains(.keyExchange) else { return keyExchangeKey }
            if message.encryptedSessionKey.isEmpty, agreed.isDisjoint(with: [.sign, .seal]) { return keyExchangeKey }
            guard message.encryptedSessionKey.count == 16 else { throw message.failure(.badToken) }
            return SecretKey(RC4(key: keyExchangeKey).process(message.encryptedSessionKey))
        }

        /// A null session's keys come from sixteen zeros, so they prove nothing.
        func anonymous(_ message: AuthenticateMessage) throws(AuthenticationFailure) -> Established {
            let key = try self.exportedSessionKey(SecretKey([UInt8](repeating: 0, count: 16)), message)
            let logon = AuthenticatedLogon(
                userName: "", domainName: message.domainName, workstation: message.workstation, kind: .anonymous, sessionKey: key,
                mechanism: .anonymous, wrapping: .raw, targetName: .absent, clientVersion: message.version)
            return Established(logon: logon, flags: self.agreed(message))
        }
    }
}

extension AuthenticateMessage {
    /// A longer response is NTLMv2's. [MS-NLMP] 3.2.5.1.2
    static let ntlmv1ResponseSize = 24

    /// No user, no NT response, and an LM response that is empty or one zero byte.
    var isAnonymous: Bool {
        self.userName.isEmpty && self.ntResponse.isEmpty && (self.lmResponse.isEmpty || self.lmResponse == [0])
    }

    func failure(_ reason: AuthenticationFailure.Reason) -> AuthenticationFailure {
        AuthenticationFailure(reason, claimedUser: self.userName, claimedDomain: self.domainName, workstation: self.workstation)
    }
}
