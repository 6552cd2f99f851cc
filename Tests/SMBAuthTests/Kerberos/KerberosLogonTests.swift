// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAuth
import SMBCrypto
import SMBWire
import Support
import Testing

extension AuthenticatorConfiguration {
    fileprivate static let withKeytab = AuthenticatorConfiguration.test.with { $0.kerberos = PrincipalRules(realm: "EXAMPLE") }

    fileprivate func with(_ change: (inout AuthenticatorConfiguration) -> Void) -> AuthenticatorConfiguration {
        var copy = self
        change(&copy)
        return copy
    }
}

extension Authenticator {
    /// A whole logon with one token, as Windows and Samba begin it.
    fileprivate mutating func logOn(
        _ token: [UInt8], _ result: Result<KerberosAcceptance, KerberosFailure>, _ credential: Credential? = .alice()
    ) -> AuthenticationStep {
        guard case .acceptKerberos = self.receive(token) else { return .failed(AuthenticationFailure(.badToken), token: nil) }
        let step = self.resume(result)
        guard case .lookUp = step else { return step }
        return self.resume(credential)
    }
}

@Suite("A logon with a ticket") struct KerberosLogonTests {
    private static let reply = TicketClient.framed(.apReply, KerberosAcceptance.alice().reply ?? [])

    @Test func theFirstTokenSuffices() throws {
        var authenticator = Authenticator(.withKeytab)
        let offer = NegTokenInit(mechanisms: [.microsoftKerberos, .kerberos, .ntlm], mechToken: nil)
        let asked = authenticator.receive(TicketClient.offer())
        #expect(asked == .acceptKerberos(KerberosRequest(message: TicketClient.request(), mechanismList: offer.encodedMechanisms)))
        #expect(authenticator.resume(.success(.alice())) == .lookUp(CredentialQuery(user: "alice", domain: "EXAMPLE")))

        let done = authenticator.resume(.alice())
        let logon = try #require(done.logon)
        #expect(logon.userName == "alice")
        #expect(logon.domainName == "EXAMPLE")
        #expect(logon.kind == .user)
        #expect(logon.mechanism == .kerberos)
        #expect(logon.wrapping == .spnego)
        #expect(logon.sessionKey == SecretKey([UInt8](1...32)))
        #expect(logon.expiry == KerberosAcceptance.alice().ticketEnd)
        #expect(logon.relativeIdentifier == 1001)
        let response = NegTokenResp(state: .acceptCompleted, supportedMechanism: .microsoftKerberos, responseToken: Self.reply)
        #expect(done.token == response.encoded())
    }

    @Test(
        "comes without SPNEGO too, and is answered in kind",
        arguments: [
            (TicketClient.framed(.apRequest, TicketClient.request()), KerberosLogonTests.reply),
            (TicketClient.request(), KerberosAcceptance.alice().reply ?? []),
        ])
    func rawTokens(_ token: [UInt8], _ answer: [UInt8]) throws {
        var authenticator = Authenticator(.withKeytab)
        let done = authenticator.logOn(token, .success(.alice()))
        #expect(try #require(done.logon).wrapping == .raw)
        #expect(done.token == answer)
    }

    @Test(
        "the name is the authenticator's where it has one, else the ticket's, which anybody can rewrite",
        arguments: [
            ([], TargetName.present("cifs/server.example@EXAMPLE"), NameSource.ticket),
            (
                [TicketClient.ifRelevant([TicketClient.clientTarget("cifs/files@EXAMPLE")])], .present("cifs/files@EXAMPLE"),
                .authorizationData
            ),
            ([TicketClient.ifRelevant([TicketClient.clientTarget("")])], .empty, .authorizationData),
            (
                [TicketClient.ifRelevant([AuthorizationDatum(type: 143, data: [0, 0x80, 0, 0])])],
                .present("cifs/server.example@EXAMPLE"), .ticket
            ),
        ])
    func targetName(_ data: [AuthorizationDatum], _ name: TargetName, _ source: NameSource) throws {
        var authenticator = Authenticator(.withKeytab)
        let logon = try #require(authenticator.logOn(TicketClient.offer(), .success(.alice { $0.authorizationData = data })).logon)
        #expect(logon.targetName == name)
        #expect(logon.nameSource == source)
    }

    @Test func aClientWithoutMutualAuthenticationGetsNoReply() throws {
        var authenticator = Authenticator(.withKeytab)
        let done = authenticator.logOn(TicketClient.offer(), .success(.alice { $0.reply = nil }))
        #expect(done.token == NegTokenResp(state: .acceptCompleted, supportedMechanism: .microsoftKerberos).encoded())
    }

    @Test func withoutAKeytabTheSecondChoiceIsNTLM() {
        var authenticator = Authenticator(.test)
        #expect(authenticator.receive(TicketClient.offer()).token == NegTokenResp(state: .requestMIC, supportedMechanism: .ntlm).encoded())
        var raw = Authenticator(.test)
        #expect(raw.receive(TicketClient.request()).failure?.reason == .mechanismRefused)
    }

    // MARK: Who it is

    @Test(
        "a principal that is nobody here is refused, and does not become a guest",
        arguments: [(["alice"], "OTHER"), (["alice", "admin"], "EXAMPLE"), (["alice$"], "EXAMPLE"), (["Alice"], "EXAMPLE")])
    func strangers(_ components: [String], _ realm: String) throws {
        var authenticator = Authenticator(.withKeytab)
        let principal = KerberosPrincipal(components: components, realm: realm)
        let failure = try #require(authenticator.logOn(TicketClient.offer(), .success(.alice { $0.client = principal })).failure)
        #expect(failure.reason == .noUserForPrincipal)
        #expect(failure.status == .logonFailure)
        #expect(failure.claimedUser == principal.name)
        #expect(failure.claimedDomain == realm)
    }

    @Test func aUserWhoIsNotThereIsRefused() {
        var authenticator = Authenticator(.withKeytab)
        #expect(authenticator.logOn(TicketClient.offer(), .success(.alice()), nil).failure?.reason == .noUserForPrincipal)
    }

    @Test func inADirectoryTheCaseOfANameSaysNothing() throws {
        var authenticator = Authenticator(.withKeytab)
        let acceptance = KerberosAcceptance.alice {
            $0.client.components = ["ALICE"]
            $0.logonInformation = CapturedPAC.alice
        }
        #expect(try #require(authenticator.logOn(TicketClient.offer(), .success(acceptance)).logon).userName == "alice")
    }

    @Test(
        "in a directory the PAC says whose ticket it is, whatever name the client asked for",
        arguments: [("alic", CapturedPAC.computer), ("bob", CapturedPAC.alice), ("alice", []), ("alice", [1, 2, 3])])
    func borrowedNames(_ name: String, _ logonInformation: [UInt8]) throws {
        var authenticator = Authenticator(.withKeytab)
        let acceptance = KerberosAcceptance.alice {
            $0.client.components = [name]
            $0.logonInformation = logonInformation
        }
        var credential = Credential.alice()
        credential.userName = name
        let failure = try #require(authenticator.logOn(TicketClient.offer(), .success(acceptance), credential).failure)
        #expect(failure.reason == .noUserForPrincipal)
    }

    @Test("a PAC can be demanded", arguments: [([UInt8]?.none, false), (CapturedPAC.alice, true)])
    func requiredPAC(_ logonInformation: [UInt8]?, _ isTaken: Bool) {
        let rules = PrincipalRules(realm: "EXAMPLE", requiresPAC: true)
        var authenticator = Authenticator(.test.with { $0.kerberos = rules })
        let acceptance = KerberosAcceptance.alice { $0.logonInformation = logonInformation }
        let step = authenticator.logOn(TicketClient.offer(), .success(acceptance))
        #expect((step.logon != nil) == isTaken)
        #expect(step.failure?.reason == (isTaken ? nil : .noUserForPrincipal))
    }

    @Test func spellingsThatUnicodeCallsEquivalentAreTwoPrincipals() {
        var authenticator = Authenticator(.withKeytab)
        var credential = Credential.alice()
        credential.userName = "ren\u{E9}"
        let acceptance = KerberosAcceptance.alice { $0.client.components = ["rene\u{301}"] }
        #expect(authenticator.logOn(TicketClient.offer(), .success(acceptance), credential).failure?.reason == .noUserForPrincipal)
    }

    @Test func aRuleNamesAUser() throws {
        let rules = PrincipalRules(realm: "EXAMPLE", users: ["alice/admin@OTHER": "bob"])
        var authenticator = Authenticator(.test.with { $0.kerberos = rules })
        _ = authenticator.receive(TicketClient.offer())
        let client = KerberosPrincipal(components: ["alice", "admin"], realm: "OTHER")
        #expect(authenticator.resume(.success(.alice { $0.client = client })).query == CredentialQuery(user: "bob", domain: "OTHER"))
    }

    @Test func aDisabledUserIsRefused() {
        var authenticator = Authenticator(.withKeytab)
        let step = authenticator.logOn(TicketClient.offer(), .success(.alice()), .alice(isEnabled: false))
        #expect(step.failure?.reason == .accountDisabled)
    }

    // MARK: Refusals

    @Test(
        "a ticket that is not taken is a logon failure",
        arguments: [
            (AuthenticationFailure.Reason.ticketForAnother, NTStatus.logonFailure), (.ticketExpired, .logonFailure),
            (.ticketReplayed, .logonFailure), (.ticketInvalid, .logonFailure), (.ticketNotYetValid, .logonFailure),
            (.clockSkew, .timeDifferenceAtDC), (.kerberosUnavailable, .insufficientResources),
        ])
    func refusals(_ reason: AuthenticationFailure.Reason, _ status: NTStatus) throws {
        var authenticator = Authenticator(.withKeytab)
        let failure = try #require(authenticator.logOn(TicketClient.offer(), .failure(KerberosFailure(reason))).failure)
        #expect(failure.reason == reason)
        #expect(failure.status == status)
    }

    @Test("a client whose clock is wrong learns ours and may try once more", arguments: [true, false])
    func clockSkew(_ isRaw: Bool) throws {
        let first = isRaw ? TicketClient.framed(.apRequest, TicketClient.request()) : TicketClient.offer()
        let second =
            isRaw ? first : NegTokenResp(state: nil, responseToken: TicketClient.framed(.apRequest, TicketClient.request())).encoded()
        let skew = KerberosFailure(.clockSkew, message: [0x7E, 1, 0xEE])
        var authenticator = Authenticator(.withKeytab)
        let error = TicketClient.framed(.error, [0x7E, 1, 0xEE])
        let answer =
            isRaw
            ? error : NegTokenResp(state: .acceptIncomplete, supportedMechanism: .microsoftKerberos, responseToken: error).encoded()
        #expect(authenticator.logOn(first, .failure(skew)) == .retry(AuthenticationFailure(.clockSkew), token: answer))
        var patient = authenticator
        #expect(authenticator.logOn(second, .success(.alice())).logon != nil)
        #expect(patient.logOn(second, .failure(skew)).failure?.reason == .clockSkew)
    }

    @Test(
        "what is no AP-REQ never reaches the library",
        arguments: [[], [0x6E], TicketClient.framed(.apReply, TicketClient.request()), Array(TicketClient.request().dropLast())])
    func malformedTickets(_ token: [UInt8]) {
        var authenticator = Authenticator(.withKeytab)
        _ = authenticator.receive(TicketClient.offer([.kerberos], nil))
        let step = authenticator.receive(NegTokenResp(state: nil, responseToken: token).encoded())
        #expect(step.failure?.reason == .badToken)
    }

    @Test func eventsThatAreNotDueFail() {
        var authenticator = Authenticator(.withKeytab)
        #expect(authenticator.resume(.success(.alice())).failure?.reason == .badToken)
        _ = authenticator.receive(TicketClient.offer())
        #expect(authenticator.receive(TicketClient.offer()).failure?.reason == .badToken)
        #expect(authenticator.resume(.success(.alice())).failure?.reason == .badToken)
    }
}

@Suite("The mechListMIC of Kerberos") struct KerberosMICTests {
    private static let foreign = MechanismType(octets: [0x2B, 1, 2, 3])

    /// Up to the ticket, where Kerberos is the client's second choice.
    private func chosenSecond() -> Authenticator {
        var authenticator = Authenticator(.withKeytab)
        let step = authenticator.receive(TicketClient.offer([Self.foreign, .kerberos], [1, 2, 3]))
        #expect(step == .reply(NegTokenResp(state: .requestMIC, supportedMechanism: .kerberos).encoded()))
        return authenticator
    }

    private func ticket(mic: [UInt8]? = nil) -> [UInt8] {
        NegTokenResp(state: nil, responseToken: TicketClient.framed(.apRequest, TicketClient.request()), mechListMIC: mic).encoded()
    }

    @Test func isDemandedOfASecondChoiceAndChecked() throws {
        var authenticator = self.chosenSecond()
        let step = authenticator.logOn(self.ticket(), .success(.alice()))
        let reply = TicketClient.framed(.apReply, KerberosAcceptance.alice().reply ?? [])
        #expect(step == .reply(NegTokenResp(state: .acceptIncomplete, responseToken: reply, mechListMIC: [1]).encoded()))
        var forged = authenticator
        let last = authenticator.receive(NegTokenResp(state: nil, mechListMIC: [3]).encoded())
        #expect(try #require(last.logon).hasMIC)
        #expect(last.token == NegTokenResp(state: .acceptCompleted).encoded())
        #expect(forged.receive(NegTokenResp(state: nil, mechListMIC: [4]).encoded()).failure?.reason == .badMIC)
    }

    @Test func mayComeWithTheTicket() throws {
        var authenticator = self.chosenSecond()
        let step = authenticator.logOn(self.ticket(mic: [2]), .success(.alice()))
        #expect(try #require(step.logon).hasMIC)
        #expect(NegTokenResp(try #require(step.token))?.mechListMIC == [1])
    }

    @Test func leftOutAtTheEndItFails() {
        var authenticator = self.chosenSecond()
        _ = authenticator.logOn(self.ticket(), .success(.alice()))
        #expect(authenticator.receive(NegTokenResp(state: .acceptCompleted).encoded()).failure?.reason == .badToken)
    }

    @Test("a wrong one fails, due or not", arguments: [true, false])
    func wrongOnesFail(_ isDue: Bool) {
        var authenticator = isDue ? self.chosenSecond() : Authenticator(.withKeytab)
        let token = isDue ? self.ticket(mic: [9]) : TicketClient.offer(mechListMIC: [9])
        #expect(authenticator.logOn(token, .success(.alice())).failure?.reason == .badMIC)
    }

    @Test func aKeyThatMakesNoneCannotServeASecondChoice() {
        var authenticator = self.chosenSecond()
        let rc4 = KerberosAcceptance.alice { $0.mechanismMICs = nil }
        #expect(authenticator.logOn(self.ticket(), .success(rc4)).failure?.reason == .badMIC)
        var preferred = Authenticator(.withKeytab)
        #expect(preferred.logOn(TicketClient.offer(mechListMIC: [9]), .success(rc4)).logon?.hasMIC == false)
    }
}

@Suite("NTLM switched off") struct NTLMRefusedTests {
    private static let configuration = AuthenticatorConfiguration.withKeytab.with { $0.refusesNTLM = true }

    @Test("no challenge is given", arguments: [TokenWrapping.spnego, .raw])
    func noChallenge(_ wrapping: TokenWrapping) throws {
        var exchange = Exchange(.alice, wrapping: wrapping, configuration: Self.configuration)
        let failure = try #require(try exchange.run().failure)
        #expect(failure.reason == .ntlmRefused)
        #expect(failure.status == .ntlmBlocked)
        #expect(exchange.legs == 1)
    }

    @Test func aTicketIsTakenInstead() {
        var authenticator = Authenticator(Self.configuration)
        let step = authenticator.receive(TicketClient.offer([.ntlm, .kerberos]))
        #expect(step == .reply(NegTokenResp(state: .requestMIC, supportedMechanism: .kerberos).encoded()))
    }

    @Test(
        "NEGOTIATE offers what is taken",
        arguments: [
            (true, true, [MechanismType.microsoftKerberos, .kerberos, .ntlm]), (true, false, [.microsoftKerberos, .kerberos]),
            (false, true, [.ntlm]),
        ])
    func hints(_ kerberos: Bool, _ ntlm: Bool, _ mechanisms: [MechanismType]) {
        #expect(
            Authenticator.hint(kerberos: kerberos, ntlm: ntlm)
                == NegTokenInit(mechanisms: mechanisms, mechToken: nil).encoded(hints: true))
    }

    @Test func whoTakesNothingOffersNothing() {
        #expect(Authenticator.hint(kerberos: false, ntlm: false) == [])
    }
}
