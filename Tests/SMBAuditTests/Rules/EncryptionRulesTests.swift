// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBSettings
import Testing

@Suite("Rules about encryption") struct EncryptionRulesTests {
    private static let audited: Settings = {
        var settings = Settings()
        settings.auditsEncryption = true
        return settings
    }()

    private func events(_ fact: Observation.Fact, _ settings: Settings = Self.audited) -> [AuditEvent] {
        audit(Observation(client: Sample.client, fact: fact), under: settings)
    }

    struct Offer: Sendable {
        var dialect: UInt16
        var hasCapability: Bool
        var ciphers: [UInt16] = []
        var agreed: UInt16?
        /// SmbClientDoesNotSupportEncryptionType, or no event.
        var type: UInt32?
    }

    static let offers: [Offer] = [
        Offer(dialect: 0x0202, hasCapability: false, type: 1), Offer(dialect: 0x0210, hasCapability: false, type: 1),
        Offer(dialect: 0x0210, hasCapability: true, type: 1),
        Offer(dialect: 0x0300, hasCapability: false, type: 2), Offer(dialect: 0x0302, hasCapability: false, type: 2),
        Offer(dialect: 0x0300, hasCapability: true, agreed: 1, type: nil), Offer(dialect: 0x0302, hasCapability: true, type: 4),
        Offer(dialect: 0x0311, hasCapability: false, type: 3), Offer(dialect: 0x0311, hasCapability: true, type: 3),
        Offer(dialect: 0x0311, hasCapability: true, ciphers: [0x77], type: 4),
        Offer(dialect: 0x0311, hasCapability: false, ciphers: [2, 1], agreed: 2, type: nil),
        Offer(dialect: 0x0311, hasCapability: true, ciphers: [2, 1], agreed: 2, type: nil),
    ]

    @Test("3022 says what a client lacks", arguments: offers) func lacks(_ offer: Offer) throws {
        var logon = Sample.logon(dialect: offer.dialect, capabilities: offer.hasCapability ? 0x40 : 0, ciphers: offer.ciphers)
        logon.cipher = offer.agreed
        let events = self.events(.logon(logon))
        guard let type = offer.type else {
            #expect(events.isEmpty)
            return
        }
        #expect(events.map(\.id) == [3022])
        let event = try #require(events.first)
        #expect(event["SmbClientDoesNotSupportEncryptionType"] == .uint32(type))
        #expect(event["ServerRequiresEncryption"] == .boolean(false))
        #expect(event["encryptionCapability"] == .boolean(offer.hasCapability))
        #expect(event["user"] == .unicode("alice"))
    }

    @Test("3022 by kind of logon", arguments: [(LogonKind.user, [3022]), (.guest, [3022]), (.anonymous, [])] as [(LogonKind, [UInt16])])
    func kinds(_ kind: LogonKind, _ expected: [UInt16]) {
        #expect(self.events(.logon(Sample.logon(kind: kind, dialect: 0x0210))).map(\.id) == expected)
    }

    @Test("3022 is SMB2's") func notOfSMB1() { #expect(self.events(.logon(Sample.smb1Logon())).isEmpty) }

    @Test("3022 has its switch, and says whether encryption is required") func switches() {
        let logon = Sample.logon(dialect: 0x0210)
        #expect(self.events(.logon(logon), Settings()).isEmpty)
        var settings = Self.audited
        settings.encryptsData = true
        #expect(self.events(.logon(logon), settings).first?["ServerRequiresEncryption"] == .boolean(true))
    }

    @Test("1003 when a proven logon is refused because its client can't encrypt") func refusedLogon() throws {
        var logon = Sample.logon(dialect: 0x0210)
        logon.refusal = .encryption
        let events = self.events(.logon(logon), Settings())
        #expect(events.map(\.id) == [551, 1003], "551 says it of every refused logon")
        let event = try #require(events.last)
        #expect(event["ShareName"] == .unicode(""))
        #expect(event["UserName"] == .unicode("alice"))
        #expect(event["dialect"] == .unicode("2.1"))
        logon.refusal = .level
        #expect(!self.events(.logon(logon), Settings()).contains { $0.id == 1003 })
    }

    @Test("1003 names the share that demands encryption") func refusedRequest() throws {
        let request = RequestFact(sessionID: 0x1122, user: "alice", command: 5, messageID: 9)
        let event = try #require(self.events(.unencryptedWhereDue(request, share: "secret"), Settings()).first)
        #expect(event.id == 1003)
        #expect(event["ShareNameLength"] == .uint16(6))
        #expect(event["ShareName"] == .unicode("secret"))
        #expect(event["SessionID"] == .hexInt64(0x1122))
        #expect(event["messageId"] == .uint64(9))
    }

    @Test("1015 has the session that was named, and no user: who sent it is not known") func undecryptable() throws {
        let event = try #require(self.events(.undecryptable(sessionID: 0x1122), Settings()).first)
        #expect(event.id == 1015)
        #expect(event["ClientName"] == .ansi(#"\\192.0.2.7"#))
        #expect(event["ClientAddressLength"] == .uint16(16))
        #expect(event["Status"]?.description == "0xc000a000")
        #expect(event["SessionID"] == .hexInt64(0x1122))
    }
}
