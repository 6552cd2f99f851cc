// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import Support
import Testing

/// Every token in every state in which it cannot come.
@Suite("Tokens out of turn") struct WrongStateTests {
    enum State: CaseIterable {
        case begin, challengedInSPNEGO, challengedBare, lookingUp, awaitingMechListMIC, accepted, failed
    }

    enum Token: CaseIterable {
        case empty, rubbish, negotiate, challenge, authenticate, initial, negotiateInside, challengeInside, mechListMICAlone, reject,
            tooLong
    }

    private static let legal: [State: Set<Token>] = [
        .begin: [.negotiate, .initial],
        .challengedInSPNEGO: [.authenticate],
        .challengedBare: [.authenticate],
    ]

    @Test("are refused, and end the exchange", arguments: State.allCases, Token.allCases)
    func refused(_ state: State, _ token: Token) throws {
        guard Self.legal[state]?.contains(token) != true else { return }
        var authenticator = try Self.authenticator(in: state)
        let step = authenticator.receive(try Self.bytes(of: token))
        #expect(step.failure?.reason == (token == .mechListMICAlone && state == .awaitingMechListMIC ? .badMIC : .badToken))
        // Nothing revives it.
        var client = SPNEGOClient(.alice)
        #expect(authenticator.receive(client.begin()).failure?.reason == .badToken)
        #expect(authenticator.resume(.alice()).failure?.reason == .badToken)
    }

    @Test("a credential nobody asked for is refused", arguments: State.allCases.filter { $0 != .lookingUp })
    func strayCredential(_ state: State) throws {
        var authenticator = try Self.authenticator(in: state)
        #expect(authenticator.resume(.alice()).failure?.reason == .badToken)
        #expect(authenticator.resume(nil).failure?.reason == .badToken)
    }

    private static func authenticator(in state: State) throws -> Authenticator {
        var authenticator = Authenticator(.test)
        var client = SPNEGOClient(.alice, wrapping: state == .challengedBare ? .raw : .spnego)
        if state == .awaitingMechListMIC {
            client.mechanisms = [.kerberos, .ntlm]
            client.mechListMIC = .omitted
        }
        guard state != .begin else { return authenticator }
        var step = authenticator.receive(client.begin())
        if state == .awaitingMechListMIC { step = authenticator.receive(try client.answer(try #require(step.token))) }
        guard state != .challengedInSPNEGO, state != .challengedBare else { return authenticator }
        step = authenticator.receive(try client.answer(try #require(step.token)))
        guard state != .lookingUp else { return authenticator }
        step = authenticator.resume(state == .failed ? nil : .alice())
        switch state {
        case .awaitingMechListMIC: #expect(step.token != nil && step.logon == nil)
        case .failed: #expect(step.failure != nil)
        default: #expect(step.logon != nil)
        }
        return authenticator
    }

    private static func bytes(of token: Token) throws -> [UInt8] {
        var ntlm = NTLMClient.alice
        let negotiate = ntlm.negotiate()
        var other = Authenticator(.test)
        let challenge = try #require(other.receive(negotiate).token)
        return switch token {
        case .empty: []
        case .rubbish: [0xDE, 0xAD, 0xBE, 0xEF]
        case .negotiate: negotiate
        case .challenge: challenge
        case .authenticate: try ntlm.authenticate(challenge)
        case .initial: NegTokenInit(mechanisms: [.ntlm], mechToken: negotiate).encoded()
        case .negotiateInside: NegTokenResp(state: .acceptIncomplete, responseToken: negotiate).encoded()
        case .challengeInside: NegTokenResp(state: .acceptIncomplete, responseToken: challenge).encoded()
        case .mechListMICAlone: NegTokenResp(state: nil, mechListMIC: [UInt8](repeating: 1, count: 16)).encoded()
        case .reject: NegTokenResp(state: .reject, responseToken: try ntlm.authenticate(challenge)).encoded()
        case .tooLong: [UInt8](repeating: 0x60, count: Authenticator.maximumTokenSize + 1)
        }
    }
}
