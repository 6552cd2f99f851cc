// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAuth
import SMBCrypto
import Support
import Testing

@Suite("NTLMv1") struct NTLMv1Tests {
    /// [MS-NLMP] 4.2.2
    private static let example = SecretKey(hex("a4f49c406510bdcab6824ee7c30fd852"))
    private static let names = ServerNames(
        netbiosName: "BENCHSRV", netbiosDomain: "BENCHSRV", dnsName: "vm", dnsDomain: "")
    private static let alice = Credential(
        userName: "alice", ntHash: SecretKey(NTHash.of(password: "Passw0rd!")), relativeIdentifier: 1000)

    @Test("4.2.2.2.1, 4.2.2.1.3") func response() {
        #expect(
            NTLMv1.response(ntHash: Self.example, challenge: hex("0123456789abcdef"))
                == hex("67c43011f30298a2ad35ece64f16331c44bdbed927841f94"))
        #expect(NTLMv1.sessionBaseKey(ntHash: Self.example).copyBytes() == hex("d87262b0cde4b1cb7499becccdf10784"))
    }

    @Test("4.2.3.2.2, 4.2.3.1.3, with extended session security") func extended() {
        let client = [UInt8](repeating: 0xAA, count: 8)
        let server = hex("0123456789abcdef")
        let challenge = NTLMv1.challenge(server: server, client: client)
        #expect(
            NTLMv1.response(ntHash: Self.example, challenge: challenge) == hex("7537f803ae367128ca458204bde7caf81e97ed2683267232"))
        let key = NTLMv1.keyExchangeKey(NTLMv1.sessionBaseKey(ntHash: Self.example), server: server, client: client)
        #expect(key.copyBytes() == hex("eb93429a8bd952f8b89c55b87f475edc"))
    }

    @Test("what smbclient 4.17 sent inside of SPNEGO") func captured() {
        let challenge = NTLMv1.challenge(server: hex("b4bdade4eb8ee876"), client: hex("fe453f97d68d2061"))
        #expect(
            NTLMv1.response(ntHash: Self.alice.ntHash, challenge: challenge) == hex("ec4a2a8fd66052760ada9b94d543483d704bde2272a9c5f5"))
    }

    private static func step(_ responses: NTLMResponses, accepting: Bool, challenge: [UInt8]) -> AuthenticationStep {
        var authenticator = Authenticator(AuthenticatorConfiguration(names: Self.names, acceptsNTLMv1: accepting))
        let step = authenticator.receive(responses, serverChallenge: challenge)
        guard case .lookUp = step else { return step }
        return authenticator.resume(Self.alice)
    }

    /// smbclient 4.17 without SPNEGO.
    private static let captured = NTLMResponses(
        lm: hex("b7b935d6e1cb01bc13cb1cf5a77fd71cad22365680e265d5"), nt: hex("b7b935d6e1cb01bc13cb1cf5a77fd71cad22365680e265d5"),
        userName: "alice", domainName: "WORKGROUP")

    @Test("an answer without SPNEGO is taken where that is allowed, and says nothing of a name") func plain() throws {
        let step = Self.step(Self.captured, accepting: true, challenge: hex("2582a7229ece200c"))
        guard case .accepted(let logon, let token) = step else {
            Issue.record("\(step)")
            return
        }
        #expect(logon.mechanism == .ntlmv1 && logon.kind == .user && logon.userName == "alice")
        #expect(logon.targetName == .unsupported && !logon.hasMIC && token.isEmpty)
        #expect(logon.sessionKey == NTLMv1.sessionBaseKey(ntHash: Self.alice.ntHash))
    }

    @Test("it is refused unseen where it is not, and where the challenge was another") func refused() {
        let reasons = [
            Self.step(Self.captured, accepting: false, challenge: hex("2582a7229ece200c")),
            Self.step(Self.captured, accepting: true, challenge: hex("2582a7229ece200d")),
        ].map { step in
            if case .failed(let failure, _) = step { failure.reason } else { nil as AuthenticationFailure.Reason? }
        }
        #expect(reasons == [.ntlmv1Refused, .wrongPassword])
    }

    @Test("LM alone is refused always") func lanManager() {
        var responses = Self.captured
        responses.nt = []
        guard case .failed(let failure, _) = Self.step(responses, accepting: true, challenge: hex("2582a7229ece200c")) else {
            Issue.record("accepted")
            return
        }
        #expect(failure.reason == .lmRefused)
    }
}
