// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBSettings
import SMBWire
import Testing

@Suite("The catalogue of events") struct EventCatalogueTests {
    /// One fact for every event.
    private static let causes: [(UInt16, Observation.Fact)] = [
        (1003, .unencryptedWhereDue(RequestFact(sessionID: 1, user: "", command: 0, messageID: 0), share: "data")),
        (1015, .undecryptable(sessionID: 1)), (3022, .logon(Sample.logon(dialect: 0x0210))),
        (551, .logon(Sample.logon(refusedByLevel: true))), (1001, .smb1Refused(dialects: [])), (3000, .smb1Refused(dialects: [])),
        (60020, .logon(Sample.logon())),
        (60021, .logonFailed(FailedLogonFact(status: .ntlmBlocked, reason: "ntlmRefused", claimedUser: "", claimedDomain: ""))),
        (3023, .logon(Sample.logon(kind: .guest))),
        (1004, .badSignature(RequestFact(sessionID: 1, user: "", command: 0, messageID: 0))),
        (
            1005,
            .negotiateValidationFailed(
                NegotiateValidationFact(
                    sessionID: 1, user: "", expected: .init(dialect: 0, capabilities: 0, securityMode: 0),
                    received: .init(dialect: 0, capabilities: 0, securityMode: 0)))
        ),
        (1061, .dialectRefused(dialects: [], securityMode: 0)), (3021, .logon(Sample.logon(negotiate: 0, sessionSetup: 0))),
        (3024, .logon(Sample.logon(spn: .nothingSent))), (3025, .logon(Sample.logon(spn: .foreign))),
        (3026, .logon(Sample.logon(spn: .empty))), (3027, .logon(Sample.smb1Logon())),
        (60010, .trialEnded(TrialFact(dialect: 0x0210, negotiateMode: nil, outcome: .failed(.leftAfterNegotiate)))),
        (60011, .logon(Sample.refused(.rewrittenChallenge))),
        (60012, .negotiateNotValidated(RequestFact(sessionID: 1, user: "", command: 0, messageID: 0))),
        (60013, .nullSessionRefused(name: "data")), (60014, .negotiateRefused(status: .invalidParameter, dialects: [0x0311])),
        (60001, .unsignedWhereDue(RequestFact(sessionID: 1, user: "", command: 0, messageID: 0))),
        (60003, .logonFailed(Sample.failure("ntlmv1Refused"))), (60004, .logon(Sample.rewritten)),
    ]

    @Test("events have the names, types and order of their templates", arguments: Self.causes)
    func followsTheTemplate(_ id: UInt16, _ fact: Observation.Fact) throws {
        var settings = LogonRulesTests.bothAudits
        settings.auditsSMB1 = true
        settings.auditsInsecureGuest = true
        settings.ntlmAudit = 1
        settings.auditsEncryption = true
        let event = try #require(audit(Observation(client: Sample.client, fact: fact), under: settings).first { $0.id == id })
        let definition = try #require(EventCatalogue.definition(of: id))
        #expect(event.fields.map(\.name) == definition.template.map(\.name))
        #expect(event.fields.map(\.value.typeName) == definition.template.map(\.type))
    }

    @Test func whatTheStoreStatesFollowsItsTemplate() throws {
        let event = AuditEvent.recordsLost(7, from: .zero, to: .zero)
        let definition = try #require(EventCatalogue.definition(of: event.id))
        #expect(event.fields.map(\.name) == definition.template.map(\.name))
        #expect(event.fields.map(\.value.typeName) == definition.template.map(\.type))
    }

    @Test func everyEventHasACause() {
        let caused = Self.causes.map(\.0) + [60002]  // The store's own.
        #expect(EventCatalogue.all.map(\.id).sorted() == caused.sorted())
    }

    @Test(
        "version, level and channel",
        arguments: [
            (3021, 1, 3, "Microsoft-Windows-SMBServer/Audit"), (3024, 0, 3, "Microsoft-Windows-SMBServer/Audit"),
            (3025, 0, 3, "Microsoft-Windows-SMBServer/Audit"), (3026, 0, 3, "Microsoft-Windows-SMBServer/Audit"),
            (551, 3, 2, "Microsoft-Windows-SMBServer/Security"), (1004, 1, 2, "Microsoft-Windows-SMBServer/Security"),
            (3022, 0, 3, "Microsoft-Windows-SMBServer/Audit"), (1003, 1, 2, "Microsoft-Windows-SMBServer/Security"),
            (1015, 0, 2, "Microsoft-Windows-SMBServer/Security"), (60001, 0, 3, "Signet/Audit"),
        ] as [(UInt16, UInt8, UInt8, String)])
    func headers(_ id: UInt16, _ version: UInt8, _ level: UInt8, _ channel: String) throws {
        let definition = try #require(EventCatalogue.definition(of: id))
        #expect(definition.version == version)
        #expect(definition.level.rawValue == level)
        #expect(definition.channel.rawValue == channel)
    }
}
