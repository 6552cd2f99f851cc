// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import Support
import Testing

@Suite("SPNEGO") struct SPNEGOTests {
    @Test func aClientThatWaitsWithItsFirstTokenNeedsOneMoreLeg() throws {
        var exchange = Exchange(.alice)
        exchange.client.isOptimistic = false
        #expect(try exchange.run().logon != nil)
        #expect(exchange.legs == 3)
    }

    @Test("a client that prefers Kerberos falls back to NTLM, its token thrown away", arguments: [true, false])
    func fallsBack(_ isOptimistic: Bool) throws {
        var exchange = Exchange(.alice)
        exchange.client.mechanisms = [.microsoftKerberos, .kerberos, .ntlm]
        exchange.client.isOptimistic = isOptimistic
        #expect(try exchange.run().logon?.wrapping == .spnego)
        #expect(exchange.legs == 3)
    }

    @Test func theFirstAnswerToAFallbackAsksForAMIC() throws {
        var authenticator = Authenticator(.test)
        let step = authenticator.receive(NegTokenInit(mechanisms: [.kerberos, .ntlm], mechToken: nil).encoded())
        #expect(NegTokenResp(try #require(step.token)) == NegTokenResp(state: .requestMIC, supportedMechanism: .ntlm))
    }

    @Test func afterAFallbackAMissingMechListMICIsAskedFor() throws {
        var exchange = Exchange(.alice)
        exchange.client.mechanisms = [.kerberos, .ntlm]
        exchange.client.mechListMIC = .omitted
        #expect(try exchange.run().logon != nil)
        #expect(exchange.legs == 4)
    }

    @Test("the preferred mechanism needs no mechListMIC", arguments: [SPNEGOClient.MechListMIC.sent, .omitted])
    func optionalMIC(_ mic: SPNEGOClient.MechListMIC) throws {
        var exchange = Exchange(.alice)
        exchange.client.mechListMIC = mic
        let token = try #require(try exchange.run().token)
        #expect((NegTokenResp(token)?.mechListMIC != nil) == (mic == .sent))
    }

    @Test("a wrong mechListMIC ends the logon", arguments: [[MechanismType.ntlm], [.kerberos, .ntlm]])
    func wrongMIC(_ mechanisms: [MechanismType]) throws {
        var exchange = Exchange(.alice)
        exchange.client.mechanisms = mechanisms
        exchange.client.mechListMIC = .corrupted
        let failure = try #require(try exchange.run().failure)
        #expect(failure.reason == .badMIC)
        #expect(failure.claimedUser == "alice")
    }

    @Test func aMechanismListThatWasShortenedOnTheWayIsFound() throws {
        var client = SPNEGOClient(.alice)
        client.mechanisms = [.kerberos, .ntlm]
        _ = client.begin()
        var authenticator = Authenticator(.test)
        // The man in the middle takes Kerberos out.
        let first = authenticator.receive(NegTokenInit(mechanisms: [.ntlm], mechToken: nil).encoded())
        let negotiate = try client.answer(try #require(first.token))
        let challenge = authenticator.receive(negotiate)
        _ = authenticator.receive(try client.answer(try #require(challenge.token)))
        #expect(authenticator.resume(.alice()).failure?.reason == .badMIC)
    }

    @Test func theLastTokenMayComeBare() throws {
        var client = SPNEGOClient(.alice)
        var authenticator = Authenticator(.test)
        let challenge = authenticator.receive(client.begin())
        let wrapped = try #require(challenge.token.flatMap(NegTokenResp.init)?.responseToken)
        #expect(authenticator.receive(try client.ntlm.authenticate(wrapped)).query?.user == "alice")
        #expect(authenticator.resume(.alice()).logon?.sessionKey == client.sessionKey)
    }

    @Test("a list without NTLM is refused", arguments: [[MechanismType.kerberos], [.microsoftKerberos, .kerberos], [.spnego]])
    func noCommonMechanism(_ mechanisms: [MechanismType]) {
        var authenticator = Authenticator(.test)
        let step = authenticator.receive(NegTokenInit(mechanisms: mechanisms, mechToken: nil).encoded())
        #expect(step.failure?.reason == .mechanismRefused)
    }

    @Test(
        "a malformed token is refused",
        arguments: [
            "", "60", "6000", "ff", "a100", "a1023000", "6080", "604806062b0601050502", "3000", "60080606 2b0601050502",
            // No mechanisms; an empty list; a list of strings; a field twice; a state of two bytes.
            "600e06062b0601050502a0043002a000", "601006062b0601050502a0063004a0023000", "601306062b0601050502a0093007a00530030c0161",
            "a1103 00ea0030a0101a0030a0101a2020400", "a10830 06a0040a020001",
            // Lengths beyond the token, and beyond everything.
            "6084ffffffff", "608488ffffffffffffffff", "a184ffffffff3000",
        ])
    func malformed(_ token: String) {
        var first = Authenticator(.test)
        #expect(first.receive(hex(token)).failure?.reason == .badToken)
        var client = SPNEGOClient(.alice)
        var second = Authenticator(.test)
        _ = second.receive(client.begin())
        #expect(second.receive(hex(token)).failure?.reason == .badToken)
    }

    @Test func nestingDeeperThanAnyTokenIsRefused() {
        var token: [UInt8] = []
        for _ in 0..<120 {
            token = [0x30] + (token.count < 128 ? [UInt8(token.count)] : [0x82, UInt8(token.count >> 8), UInt8(token.count & 255)]) + token
        }
        var authenticator = Authenticator(.test)
        #expect(authenticator.receive(token).failure?.reason == .badToken)
    }

    @Test("messages survive their encoding") func roundTrip() {
        let response = NegTokenResp(state: .requestMIC, supportedMechanism: .ntlm, responseToken: [1, 2], mechListMIC: [3])
        #expect(NegTokenResp(response.encoded()) == response)
        #expect(NegTokenResp(NegTokenResp(state: nil).encoded()) == NegTokenResp(state: nil))
    }
}
