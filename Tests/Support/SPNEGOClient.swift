// SPDX-License-Identifier: Apache-2.0
package import SMBAuth
package import SMBCrypto

/// NTLM as a client sends it in SESSION_SETUP: inside SPNEGO, or bare.
///
///     var client = SPNEGOClient(NTLMClient(user: "alice", password: "secret"))
///     var token = client.begin()               // → SESSION_SETUP
///     token = try client.answer(serverToken)   // while the server says MORE_PROCESSING_REQUIRED
///     try client.finish(serverToken)           // on success; then client.sessionKey
package struct SPNEGOClient: Sendable {
    package enum MechListMIC: Sendable {
        case sent
        case omitted
        case corrupted
    }

    package var ntlm: NTLMClient
    package var wrapping: TokenWrapping
    package var mechListMIC = MechListMIC.sent
    /// NTLM first is what lets the first token be optimistic.
    package var mechanisms: [MechanismType] = [.ntlm]
    /// Sends a token of the preferred mechanism at once: NTLM's, or something that only looks like one.
    package var isOptimistic = true
    private var hasSentNegotiate = false
    private var encodedMechanisms: [UInt8] = []

    package init(_ ntlm: NTLMClient, wrapping: TokenWrapping = .spnego) {
        self.ntlm = ntlm
        self.wrapping = wrapping
    }

    package var sessionKey: SecretKey? { self.ntlm.sessionKey }

    /// The first token.
    package mutating func begin() -> [UInt8] {
        if self.wrapping == .raw { return self.negotiate() }
        var mechToken: [UInt8]?
        if self.isOptimistic { mechToken = self.mechanisms.first == .ntlm ? self.negotiate() : [0x60, 0] }
        let token = NegTokenInit(mechanisms: self.mechanisms, mechToken: mechToken)
        self.encodedMechanisms = token.encodedMechanisms
        return token.encoded()
    }

    /// The answer to a token that came with STATUS_MORE_PROCESSING_REQUIRED.
    package mutating func answer(_ token: [UInt8]) throws -> [UInt8] {
        if self.wrapping == .raw { return try self.ntlm.authenticate(token) }
        guard let response = NegTokenResp(token) else { throw NTLMClient.Failure.unexpectedToken }
        if !self.hasSentNegotiate {
            return NegTokenResp(state: .acceptIncomplete, responseToken: self.negotiate()).encoded()
        }
        if let challenge = response.responseToken {
            let authenticate = try self.ntlm.authenticate(challenge)
            return NegTokenResp(state: .acceptIncomplete, responseToken: authenticate, mechListMIC: self.mic(self.mechListMIC)).encoded()
        }
        // The server waits for the mechListMIC alone.
        try self.verify(response)
        return NegTokenResp(state: .acceptCompleted, mechListMIC: self.mic(self.mechListMIC == .omitted ? .sent : self.mechListMIC))
            .encoded()
    }

    /// Checks the token that came with the success.
    package func finish(_ token: [UInt8]) throws {
        if self.wrapping == .raw {
            guard token.isEmpty else { throw NTLMClient.Failure.unexpectedToken }
            return
        }
        guard let response = NegTokenResp(token), response.state == .acceptCompleted else { throw NTLMClient.Failure.unexpectedToken }
        if self.mechListMIC == .sent { try self.verify(response) }
    }

    private mutating func negotiate() -> [UInt8] {
        self.hasSentNegotiate = true
        return self.ntlm.negotiate()
    }

    private func mic(_ kind: MechListMIC) -> [UInt8]? {
        guard kind != .omitted, var mic = self.ntlm.signature(of: .client)?.make(over: self.encodedMechanisms) else { return nil }
        if kind == .corrupted { mic[4] ^= 1 }
        return mic
    }

    private func verify(_ response: NegTokenResp) throws {
        guard let signature = self.ntlm.signature(of: .server) else { return }
        guard let mic = response.mechListMIC, signature.verify(mic, over: self.encodedMechanisms)
        else { throw NTLMClient.Failure.unexpectedToken }
    }
}
