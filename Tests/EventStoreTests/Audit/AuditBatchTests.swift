// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBWire
import Testing
@testable import EventStore

@Suite("what waits to be written") struct AuditBatchTests {
    private static func logon(_ change: (inout LogonFact) -> Void) throws -> LogonFact {
        guard case .logon(var fact) = Sample.logon().fact else { throw BlobCorrupted() }
        change(&fact)
        return fact
    }

    private static func size(_ fact: LogonFact) -> Int { AuditBatch.size(of: .logon(Sample.logon().client, fact)) }

    @Test("the text of a target name counts, trusted or not", arguments: [TargetName.present, TargetName.untrusted])
    func countsTargetName(_ name: @Sendable (String) -> TargetName) throws {
        let short = try Self.logon { $0.targetName = .absent }
        let long = try Self.logon { $0.targetName = name(String(repeating: "x", count: 60_000)) }
        #expect(Self.size(long) == Self.size(short) + 60_000)
    }

    @Test func longTargetNamesFillTheBatchAndAreCountedAsLost() throws {
        let long = try Self.logon { $0.targetName = .untrusted(String(repeating: "x", count: 1 << 20)) }
        var batch = AuditBatch()
        for _ in 0..<40 { batch.append(.init(time: .zero, content: .logon(Sample.logon().client, long))) }
        #expect(batch.entries.count == 31)
        #expect(batch.losses?.count == 9)
    }

    @Test func theGroupsOfADirectoryAccountDoNotWait() throws {
        let sid = SID(authority: 5, [21, 1, 2, 3, 513])
        let account = DirectoryAccount(name: "alice", domain: "EXAMPLE", sid: sid, groups: Array(repeating: sid, count: 1_000))
        let logon = try Self.logon { $0.directoryAccount = account }
        #expect(ObservationClass(.logon(logon)) == .logon(try Self.logon { _ in }))
    }
}
