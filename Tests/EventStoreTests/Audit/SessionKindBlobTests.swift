// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import SMBAudit
import SMBAuth
import SMBWire
import Testing
@testable import EventStore

@Suite("stored kinds of session") struct SessionKindBlobTests {
    /// `Sample.logon()` as the first release stored it.
    private static let version1 =
        "01093139322e302e322e370357533105616c6963650546494c45530091060101010001040a636966732f66696c6573030a636966732f66696c6573020a"
        + "63617365466f6c6465640b706f727449676e6f726564010201010566696c65737f020201030201000100"

    private static func changed(_ change: (inout LogonFact) -> Void) throws -> SessionKindKey {
        let sample = Sample.logon()
        guard case .logon(var fact) = sample.fact else { throw BlobCorrupted() }
        change(&fact)
        return SessionKindKey(sample.client, fact)
    }

    @Test func everythingThatWasObservedComesBack() throws {
        let key = try Self.changed { fact in
            fact.cipher = 4
            fact.isEncrypted = true
            fact.nameSource = .ticket
            fact.nameOrigin = .echoed
            fact.challengeWasRewritten = true
            fact.protection = .encryption
            fact.refusal = .rewrittenChallenge
            fact.isTrial = true
        }
        #expect(try SessionKindBlob.decode(SessionKindBlob.encode(key)) == key)
    }

    @Test("every source and origin of a name has its code", arguments: [NameSource.attribute, .authorizationData, .ticket])
    func sources(_ source: NameSource) throws {
        for origin in [NameOrigin.unknown, .typed, .echoed] {
            let key = try Self.changed { fact in
                fact.nameSource = source
                fact.nameOrigin = origin
            }
            #expect(try SessionKindBlob.decode(SessionKindBlob.encode(key)) == key)
        }
    }

    @Test("every refusal has its word", arguments: LogonRefusal.allCases) func refusals(_ refusal: LogonRefusal) throws {
        let key = try Self.changed { $0.refusal = refusal }
        #expect(try SessionKindBlob.decode(SessionKindBlob.encode(key)) == key)
    }

    @Test("every protection has its word", arguments: RelayProtection.allCases) func protections(_ protection: RelayProtection) throws {
        let key = try Self.changed { $0.protection = protection }
        #expect(try SessionKindBlob.decode(SessionKindBlob.encode(key)) == key)
    }

    @Test("what clients of SMB1 claimed comes back", arguments: [nil, .sameUser, .anotherUser] as [SMB1Claims.KeyOwner?])
    func claims(_ owner: SMB1Claims.KeyOwner?) throws {
        let key = try Self.changed { fact in
            fact.smb1 = SMB1Claims(
                negotiateFlags2: 0xC843, sessionSetupFlags2: 0xC857, signingWasOffered: true, signingWasRequired: owner == nil,
                connectionKey: owner,
                followsAnotherUser: owner == .anotherUser)
        }
        #expect(try SessionKindBlob.decode(SessionKindBlob.encode(key)) == key)
    }

    @Test("rows of SMB2 are written as before, so that they are found again") func versions() throws {
        #expect(SessionKindBlob.encode(try Self.changed { _ in }).first == 2)
        #expect(
            SessionKindBlob.encode(
                try Self.changed { $0.smb1 = SMB1Claims(negotiateFlags2: 0, sessionSetupFlags2: 0, signingWasOffered: false) }
            ).first == 3)
    }

    @Test func aRowOfTheFirstReleaseIsReadWithTheRestUnknown() throws {
        #expect(try SessionKindBlob.decode(Self.bytes(Self.version1)) == Self.changed { _ in })
    }

    @Test func aRowOfTheFirstReleaseThatTheLevelRefusedSaysWhy() throws {
        var bytes = Self.bytes(Self.version1)
        bytes[bytes.endIndex - 1] = 1
        let fact = try SessionKindBlob.decode(bytes).fact
        #expect(fact.refusedByLevel && fact.refusal == .level)
    }

    @Test("a version that this program does not know is not guessed at", arguments: [UInt8(0), 3, 0x7F])
    func refusesOtherVersions(_ version: UInt8) throws {
        var bytes = Self.bytes(Self.version1)
        bytes[0] = version
        #expect(throws: BlobCorrupted.self) { try SessionKindBlob.decode(bytes) }
    }

    @Test func aStateOfTheFirstReleaseIsReadAndGoesOn() throws {
        let state = try TemporaryState()
        try Self.writeFirstRelease(to: state.directory)
        // Read before a server of this release has run on it, and after. What was open before reads on.
        let earlier = try AuditReader(in: state.directory)
        #expect(try earlier.sessionKinds().map(\.signatures) == [SignatureCounts(valid: 3, unsigned: 2, bad: 1)])
        let writer = try AuditWriter(in: state.directory, computer: "files.example")
        writer.record(Sample.logon(), [])
        writer.record(Sample.end(valid: 1), [])
        writer.flush()
        let kinds = try AuditReader(in: state.directory).sessionKinds()
        #expect(kinds.map(\.logon) == [kinds[0].logon, kinds[0].logon])
        #expect(kinds.map(\.count) == [7, 1])
        #expect(try earlier.sessionKinds() == kinds)
    }

    @Test func readingAStateOfTheFirstReleaseLeavesItToItsServer() throws {
        let state = try TemporaryState()
        try Self.writeFirstRelease(to: state.directory)
        let reader = try AuditReader(in: state.directory)
        #expect(try reader.events().isEmpty && reader.trials().isEmpty && reader.attempts().isEmpty)
        #expect(try reader.sessionKinds(since: NTTime(stored: 0)).map(\.signatures.encrypted) == [0])
        let version = try DatabaseQueue(path: state.directory.auditDatabase).read {
            try Int.fetchOne($0, sql: "SELECT version FROM schema_version")
        }
        #expect(version == 1)
    }

    private static func writeFirstRelease(to state: StateDirectory) throws {
        try DatabaseQueue(path: state.auditDatabase).write { database in
            try database.execute(
                sql: """
                    CREATE TABLE schema_version (version INTEGER NOT NULL);
                    INSERT INTO schema_version VALUES (1);
                    CREATE TABLE computer (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
                    CREATE TABLE event (id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, computer INTEGER NOT NULL,
                        number INTEGER NOT NULL, data BLOB NOT NULL);
                    CREATE TABLE session_kind (id INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL UNIQUE, is_proven INTEGER NOT NULL,
                        client_guid BLOB, first INTEGER NOT NULL, last INTEGER NOT NULL, logons INTEGER NOT NULL, valid INTEGER NOT NULL,
                        unsigned INTEGER NOT NULL, bad INTEGER NOT NULL);
                    CREATE INDEX session_kind_last ON session_kind (is_proven, last);
                    CREATE TABLE logon (id INTEGER PRIMARY KEY, time INTEGER NOT NULL, kind INTEGER NOT NULL, session INTEGER NOT NULL);
                    CREATE TABLE attempt (kind INTEGER NOT NULL, address TEXT NOT NULL, count INTEGER NOT NULL, first INTEGER NOT NULL,
                        last INTEGER NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (kind, address)) WITHOUT ROWID;
                    CREATE INDEX attempt_last ON attempt (last);
                    """)
            let now = WallTime.now().stored
            try database.execute(
                sql: "INSERT INTO session_kind VALUES (1, ?, 1, NULL, ?, ?, 7, 3, 2, 1)",
                arguments: [Data(Self.bytes(Self.version1)), now, now])
        }
    }

    private static func bytes(_ hex: String) -> [UInt8] {
        stride(from: 0, to: hex.utf8.count, by: 2).compactMap { offset in
            let start = hex.index(hex.startIndex, offsetBy: offset)
            return UInt8(hex[start..<hex.index(start, offsetBy: 2)], radix: 16)
        }
    }
}
