// SPDX-License-Identifier: Apache-2.0
import SMBCrypto

/// A response of NTLMv1 that waits for the user's key. It carries no attributes, so nothing in it says whom its client meant to reach, and no
/// MIC. [MS-NLMP] 3.2.5.1.2
struct NTLMv1Proof {
    let exchange: NTLMAcceptor.Exchange
    let message: AuthenticateMessage

    func verify(_ credential: Credential?) throws(AuthenticationFailure) -> NTLMAcceptor.Established {
        let ntHash = credential?.ntHash ?? NTLMProof.dummyKey
        let expected = NTLMv1.response(ntHash: ntHash, challenge: self.challenge)
        let isRight = expected.map { Digests.constantTimeEquals($0, self.message.ntResponse) } ?? false
        guard let credential else { throw self.message.failure(.unknownUser) }
        guard isRight else { throw self.message.failure(.wrongPassword) }
        guard credential.isEnabled else { throw self.message.failure(.accountDisabled) }
        let key = try self.exchange.exportedSessionKey(self.keyExchangeKey(ntHash), self.message)
        let logon = AuthenticatedLogon(
            userName: credential.userName, domainName: self.message.domainName, workstation: self.message.workstation, kind: .user,
            sessionKey: key, mechanism: .ntlmv1, wrapping: .raw, targetName: .unsupported, clientVersion: self.message.version,
            isAdministrator: credential.isAdministrator, relativeIdentifier: credential.relativeIdentifier)
        return NTLMAcceptor.Established(logon: logon, flags: self.exchange.agreed(self.message))
    }

    private var challenge: [UInt8] {
        self.clientChallenge.map { NTLMv1.challenge(server: self.exchange.serverChallenge, client: $0) } ?? self.exchange.serverChallenge
    }

    private func keyExchangeKey(_ ntHash: SecretKey) -> SecretKey {
        let base = NTLMv1.sessionBaseKey(ntHash: ntHash)
        return self.clientChallenge.map { NTLMv1.keyExchangeKey(base, server: self.exchange.serverChallenge, client: $0) } ?? base
    }

    /// Nil without extended session security.
    private var clientChallenge: [UInt8]? {
        guard self.exchange.agreed(self.message).contains(.extendedSessionSecurity), self.message.lmResponse.count >= 8 else { return nil }
        return [UInt8](self.message.lmResponse.prefix(8))
    }
}
