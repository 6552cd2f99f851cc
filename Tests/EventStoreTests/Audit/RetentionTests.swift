// SPDX-License-Identifier: Apache-2.0
import EventStore
import Foundation
import SMBAudit
import Testing

@Suite("retention") struct RetentionTests {
    @Test func whatIsOlderThanTheRetentionGoes() throws {
        let fixture = try AuditFixture(limits: AuditLimits(retentionDays: 90))
        fixture.writer.record(Sample.logon(session: 1, user: "old"), [Sample.event])
        fixture.writer.flush()
        fixture.advance(days: 91)
        fixture.writer.record(Sample.logon(session: 2, user: "new"), [Sample.event])
        fixture.writer.flush()
        #expect(try fixture.reader().events().map(\.recordID) == [2])
        #expect(try fixture.reader().sessionKinds().map(\.logon.user) == ["new"])
        #expect(try fixture.count("logon") == 1)
    }

    @Test func aShorterRetentionAppliesAtOnce() throws {
        let fixture = try AuditFixture()
        fixture.writer.record(Sample.logon(), [Sample.event])
        fixture.writer.flush()
        fixture.advance(days: 2)
        fixture.writer.apply(AuditLimits(retentionDays: 1))
        fixture.writer.record(Sample.end(), [])
        fixture.writer.flush()
        #expect(try fixture.count("event") == 0)
    }

    @Test func theFileStaysNearItsLimit() throws {
        let fixture = try AuditFixture(limits: AuditLimits(maximumMegabytes: 1))
        for round in 1...10 {
            for session in 1...2_000 {
                fixture.writer.record(Sample.logon(session: UInt64(round * 10_000 + session)), [Sample.event])
            }
            fixture.writer.flush()
            fixture.advance(seconds: 2)
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: fixture.state.directory.auditDatabase)
        #expect((attributes[.size] as? NSNumber)?.intValue ?? .max < 3 << 20)
        let last = try fixture.reader().lastRecord()
        #expect(last == 20_000)
    }
}
