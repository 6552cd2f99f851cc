// SPDX-License-Identifier: Apache-2.0
import SMBCrypto

/// An AUTHENTICATE that waits for the user's key. [MS-NLMP] 3.2.5.1.2
struct NTLMProof {
    let exchange: NTLMAcceptor.Exchange
    let message: AuthenticateMessage
    /// The message as it came: what the MIC covers.
    let token: [UInt8]
    let response: NTLMv2Response

    /// Stands in for the key of a user who does not exist, so that this takes the time of a wrong password. No secret: with it nothing is
    /// ever accepted.
    static let dummyKey = SecretKey([UInt8](repeating: 0xA5, count: 16))

    func verify(_ credential: Credential?) throws(AuthenticationFailure) -> NTLMAcceptor.Established {
        let baseKey = self.sessionBaseKey(credential?.ntHash ?? Self.dummyKey)
        guard let credential else { throw self.message.failure(.unknownUser) }
        guard let baseKey else { throw self.message.failure(.wrongPassword) }
        // Only now are the names and the attributes the user's own words.
        guard credential.isEnabled else { throw self.message.failure(.accountDisabled) }
        let key = try self.exchange.exportedSessionKey(baseKey, self.message)
        let attributes = self.response.attributes
        let hasMIC = (attributes.clientFlags ?? 0) & AVPairs.ClientFlags.hasMIC != 0
        if hasMIC { try self.verifyMIC(key) }

        let (origin, targetName) = self.exchange.watermark.trace(attributes.clientTargetName)
        var logon = AuthenticatedLogon(
            userName: credential.userName, domainName: self.message.domainName, workstation: self.message.workstation, kind: .user,
            sessionKey: key, mechanism: .ntlmv2, wrapping: .raw, targetName: targetName,
            avFlags: attributes.clientFlags, hasMIC: hasMIC, clientVersion: self.message.version,
            channelBindings: attributes.channelBindings, anomalies: attributes.anomalies,
            isAdministrator: credential.isAdministrator, relativeIdentifier: credential.relativeIdentifier)
        logon.nameOrigin = origin
        logon.challengeWasRewritten =
            self.exchange.targetInfo.map { ChallengeEcho.wasRewritten(sent: $0, returned: attributes) } ?? false
        return NTLMAcceptor.Established(logon: logon, flags: self.exchange.agreed(self.message))
    }

    /// Nil when the proof is wrong. "NTLM servers SHOULD support NTLM clients which incorrectly use NIL for the UserDom".
    private func sessionBaseKey(_ ntHash: SecretKey) -> SecretKey? {
        for domain in [self.message.domainName, ""] {
            let computation = NTLMv2(ntHash: ntHash, user: self.message.userName, domain: domain)
            let expected = computation.proof(
                serverChallenge: self.exchange.serverChallenge, clientChallenge: self.response.clientChallenge)
            if Digests.constantTimeEquals(expected, self.response.proof) { return computation.sessionBaseKey(proof: expected) }
        }
        return nil
    }

    /// The three messages as they were seen here; so a relay that changed one of them, or took the MIC out, is found.
    private func verifyMIC(_ key: SecretKey) throws(AuthenticationFailure) {
        guard let mic = self.message.mic else { throw self.message.failure(.micMissing) }
        var zeroed = self.token
        let field = AuthenticateMessage.micOffset..<AuthenticateMessage.micOffset + AuthenticateMessage.micSize
        zeroed.replaceSubrange(field, with: repeatElement(0, count: field.count))
        let expected = Digests.hmacMD5(key, [self.exchange.negotiate, self.exchange.challenge, zeroed])
        guard Digests.constantTimeEquals(expected, mic) else { throw self.message.failure(.badMIC) }
    }
}
