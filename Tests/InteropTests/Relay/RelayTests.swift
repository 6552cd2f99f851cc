// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Testing

/// A real client is lured to a rogue server, which passes its logon on to Signet: does the relay read a file of the share, and what does
/// Signet say of it?
@Suite("A relay", .serialized) struct RelayTests {
    // MARK: - Nothing required

    @Test("gets in while nothing is required, and is seen", arguments: Victim.all)
    func getsInWhereNothingIsRequired(_ victim: Victim) async throws {
        let attack = try await Attack(on: victim)
        #expect(attack.isIn, "\(attack.outcome)")
        Self.expect(victim.namedAs(0), attack)
        let session = try #require(attack.sessions.first)
        #expect(session.user == SignetServer.user)
        #expect(session.signing == "supported")
        #expect(session.protection == victim.protection)
    }

    @Test("gets in by every dialect but 3.1.1, whose tree connect it cannot sign", arguments: SMB2.Dialect.all)
    func needsADialectWithoutSignedTreeConnect(_ dialect: SMB2.Dialect) async throws {
        let attack = try await Attack(on: .impacket, dialect: dialect)
        #expect(attack.isIn == (dialect != .smb3_1_1), "\(attack.outcome)")
        if dialect == .smb3_1_1 { #expect(attack.outcome == .shutOut(nil)) }
    }

    // MARK: - What keeps it out

    @Test("is kept out by required signing, whoever is lured", arguments: Victim.all)
    func signingKeepsItOut(_ victim: Victim) async throws {
        let attack = try await Attack(on: victim, ["RequireSecuritySignature=1"])
        #expect(attack.outcome == .shutOut(.accessDenied))
        Self.expect(victim.namedAs(0) + [.unsignedWhereDue], attack)
        #expect(attack.sessions.map(\.signing) == ["required"])
        #expect(attack.sessions.map(\.protection) == ["signing"])
    }

    @Test("is kept out by required signing, whatever it speaks", arguments: SMB2.Dialect.all)
    func signingKeepsItOutInEveryDialect(_ dialect: SMB2.Dialect) async throws {
        let attack = try await Attack(on: .impacket, ["RequireSecuritySignature=1"], dialect: dialect)
        #expect(attack.outcome == .shutOut(.accessDenied))
    }

    @Test("is kept out by required encryption, whoever is lured", arguments: Victim.all)
    func encryptionKeepsItOut(_ victim: Victim) async throws {
        let attack = try await Attack(on: victim, ["EncryptData=1"])
        #expect(attack.outcome == .logonRefused(.accessDenied))
        Self.expect(victim.namedAs(0) + [.unencrypted(), .refused(code: 4)], attack)
    }

    @Test("is kept out by required encryption, whatever it speaks", arguments: SMB2.Dialect.all)
    func encryptionKeepsItOutInEveryDialect(_ dialect: SMB2.Dialect) async throws {
        let attack = try await Attack(on: .impacket, ["EncryptData=1"], dialect: dialect)
        #expect(attack.outcome == .logonRefused(.accessDenied))
    }

    @Test("is kept out by required encryption where it says that it can", arguments: [SMB2.Dialect.smb3_0, .smb3_0_2, .smb3_1_1])
    func aClaimToEncryptDoesNotLetItIn(_ dialect: SMB2.Dialect) async throws {
        let attack = try await Attack(on: .impacket, ["EncryptData=1"], dialect: dialect, claimsEncryption: true)
        #expect(attack.outcome == .shutOut(.accessDenied))
        #expect(attack.sessions.map(\.protection) == ["encryption"])
    }

    @Test("is kept out by any-of, whoever is lured to the rogue's name", arguments: [Victim.smbclient, .smbprotocol, .pysmb, .impacket])
    func anyOfKeepsItOut(_ victim: Victim) async throws {
        let attack = try await Attack(on: victim, ["RequireRelayProtection=1"])
        #expect(attack.outcome == .shutOut(.accessDenied))
        Self.expect(victim.namedAs(0) + [.unsignedWhereDue], attack)
        #expect(attack.sessions.map(\.protection) == ["signing"])
    }

    @Test("is kept out by level 1 and 2 where the client names what was typed", arguments: [Victim.smbclient, .smbprotocol], [1, 2])
    func levelsKeepItOut(_ victim: Victim, _ level: Int) async throws {
        let attack = try await Attack(on: victim, ["SmbServerNameHardeningLevel=\(level)"])
        #expect(attack.outcome == .logonRefused(.accessDenied))
        Self.expect(victim.namedAs(level) + [.refusedByLevel(level)], attack)
        #expect(attack.sessions.isEmpty)
    }

    @Test("is kept out by level 2 where the client names nothing")
    func level2KeepsItOutWhereNothingIsNamed() async throws {
        let attack = try await Attack(on: .pysmb, ["SmbServerNameHardeningLevel=2"])
        #expect(attack.outcome == .logonRefused(.accessDenied))
        Self.expect(Victim.pysmb.namedAs(2) + [.refusedByLevel(2)], attack)
    }

    // MARK: - The gaps

    @Test("gets in at level 1 through a client that names nothing")
    func level1LetsItInWhereNothingIsNamed() async throws {
        let attack = try await Attack(on: .pysmb, ["SmbServerNameHardeningLevel=1"])
        #expect(attack.isIn, "\(attack.outcome)")
        Self.expect(Victim.pysmb.namedAs(1), attack)
    }

    @Test("gets in at level 2 through a client that names what the challenge says")
    func level2LetsItInThroughAnEcho() async throws {
        let attack = try await Attack(on: .impacket, ["SmbServerNameHardeningLevel=2"])
        #expect(attack.isIn, "\(attack.outcome)")
        Self.expect(Victim.impacket.namedAs(2), attack)
        #expect(attack.sessions.map(\.spnVerdict) == ["accepted"])
        #expect(attack.sessions.map(\.protection) == [nil])
        let reported = try #require(attack.record.clients.first).spn
        #expect(reported.verdict == "ready" && reported.reason.contains("takes it from the server's own challenge"), "\(reported)")
    }

    @Test(
        "gets in through a client that typed the right name and was sent astray",
        arguments: ["SmbServerNameHardeningLevel=2", "RequireRelayProtection=1"])
    func aNameThatIsRightLetsItIn(_ setting: String) async throws {
        let attack = try await Attack(on: .misled, [setting])
        #expect(attack.isIn, "\(attack.outcome)")
        Self.expect([], attack)
        #expect(attack.sessions.map(\.protection) == ["spn"])
    }

    // MARK: - Names replaced on the way

    @Test("gets in with other names in the challenge, where the client has no MIC to tell by; but that is seen", arguments: [0, 2])
    func replacesNames(_ level: Int) async throws {
        let attack = try await Attack(
            on: .impacket, ["SmbServerNameHardeningLevel=\(level)"], challenge: .renamed(SignetServer.name))
        #expect(attack.isIn, "\(attack.outcome)")
        Self.expect([.challengeRewritten(level)], attack)
        #expect(attack.sessions.map(\.spn) == ["cifs/\(SignetServer.name)"])
        #expect(attack.sessions.map(\.protection) == [nil])
    }

    @Test("is refused by any-of when it replaced names in the challenge", arguments: [Victim.impacket, .pysmb])
    func anyOfRefusesReplacedNames(_ victim: Victim) async throws {
        let attack = try await Attack(on: victim, ["RequireRelayProtection=1"], challenge: .renamed(SignetServer.name))
        #expect(attack.outcome == .logonRefused(.accessDenied))
        Self.expect(victim.namedAs(0) + [.challengeRewritten(0), .refusedByAnyOf, .refused(code: 3)], attack)
    }

    @Test("cannot replace names in the challenge for a client that sends a MIC", arguments: [Victim.smbclient, .smbprotocol])
    func aMICTellsOfReplacedNames(_ victim: Victim) async throws {
        let attack = try await Attack(on: victim, challenge: .renamed(SignetServer.name))
        guard case .logonRefused = attack.outcome else {
            Issue.record("\(attack.outcome)")
            return
        }
        #expect(attack.record.clients.isEmpty, "a logon that was changed on its way proves nobody")
    }

    /// Every event that these tests judge: no more, no fewer.
    private static func expect(_ events: [ExpectedEvent], _ attack: Attack) {
        #expect(attack.events.map(\.id).sorted() == events.map(\.id).sorted())
        for expected in events {
            #expect(attack.events.contains(where: expected.describes), "no event \(expected) in \(attack.events.map(\.fields))")
        }
    }
}

extension ExpectedEvent {
    /// 551: the password was right, and the name was not.
    fileprivate static func refusedByLevel(_ level: Int) -> ExpectedEvent {
        ExpectedEvent(
            id: 551,
            fields: ["UserName": .string(SignetServer.user), "Status": .string("0xc0000022"), "SPNValidationPolicy": .number(level)])
    }

    /// 551 by another rule than a level.
    fileprivate static func refused(code: Int) -> ExpectedEvent {
        ExpectedEvent(id: 551, fields: ["UserName": .string(SignetServer.user), "ReasonCode": .number(code)])
    }

    /// 60004: the names that came back are not those that were sent.
    fileprivate static func challengeRewritten(_ level: Int) -> ExpectedEvent {
        ExpectedEvent(
            id: 60004,
            fields: ["ClientName": Self.clientName, "UserName": .string(SignetServer.user), "SPNValidationPolicy": .number(level)])
    }

    /// 60011
    fileprivate static let refusedByAnyOf = ExpectedEvent(
        id: 60011, fields: ["UserName": .string(SignetServer.user), "Reason": .string("rewrittenChallenge")])

    /// 60001: somebody without the session's key.
    fileprivate static let unsignedWhereDue = ExpectedEvent(
        id: 60001, fields: ["ClientName": Self.clientName, "UserName": .string(SignetServer.user)])
}
