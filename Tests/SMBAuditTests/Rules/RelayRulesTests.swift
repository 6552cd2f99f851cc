// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBSettings
import Testing

@Suite("Rules about relay") struct RelayRulesTests {
    private func events(_ fact: Observation.Fact, _ settings: Settings = Settings()) -> [AuditEvent] {
        audit(Observation(client: Sample.client, fact: fact), under: settings)
    }

    @Test("an NTLMv1 or LM answer is reported as a stranger's", arguments: [("ntlmv1Refused", "NTLMv1"), ("lmRefused", "LM")])
    func legacyAnswers(_ reason: String, _ answer: String) throws {
        let event = try #require(self.events(.logonFailed(Sample.failure(reason))).first { $0.id == 60003 })
        #expect(event["Answer"] == .unicode(answer) && event["UserName"] == .unicode("root"))
        #expect(EventCatalogue.definition(of: 60003)?.isUnproven == true)
    }

    @Test("the reasons are the authenticator's own words", arguments: [AuthenticationFailure.Reason.ntlmv1Refused, .lmRefused])
    func reasons(_ reason: AuthenticationFailure.Reason) {
        #expect(Sample.failure(String(describing: reason)).legacyAnswer != nil)
    }

    @Test("no other failure is one", arguments: ["wrongPassword", "unknownUser", "", "badMIC"]) func otherFailures(_ reason: String) {
        #expect(!self.events(.logonFailed(Sample.failure(reason))).map(\.id).contains(60003))
    }

    @Test("a rewritten challenge is reported at every level", arguments: HardeningLevel.allCases)
    func rewritten(_ level: HardeningLevel) throws {
        var settings = Settings()
        settings.hardeningLevel = level
        let event = try #require(self.events(.logon(Sample.rewritten), settings).first { $0.id == 60004 })
        #expect(event["SPNValidationPolicy"] == .uint32(UInt32(level.rawValue)) && event["SPN"] == .unicode("cifs/files"))
        #expect(event["challengeRewritten"] == .boolean(true))
    }

    @Test("only a user's proof shows it", arguments: [LogonKind.guest, .anonymous]) func unproven(_ kind: LogonKind) {
        var logon = Sample.logon(kind: kind)
        logon.challengeWasRewritten = true
        #expect(!self.events(.logon(logon)).map(\.id).contains(60004))
    }

    @Test func anEventSaysWhatIsKnownOfProtection() throws {
        var logon = Sample.logon(negotiate: 0, sessionSetup: 0)
        logon.cipher = 4
        logon.isEncrypted = true
        logon.nameSource = .ticket
        logon.nameOrigin = .echoed
        logon.protection = .encryption
        logon.isTrial = true
        var settings = Settings()
        settings.auditsSigning = true
        let event = try #require(self.events(.logon(logon), settings).first { $0.id == 3021 })
        #expect(event["cipher"] == .unicode("AES-256-GCM") && event["encrypted"] == .boolean(true))
        #expect(event["nameSource"] == .unicode("ticket name, forgeable") && event["nameOrigin"] == .unicode("echoed"))
        #expect(event["protection"] == .unicode("encryption") && event["trial"] == .boolean(true))
        #expect(event["refusal"] == nil)
    }
}
