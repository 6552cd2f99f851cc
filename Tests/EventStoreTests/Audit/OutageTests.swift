// SPDX-License-Identifier: Apache-2.0
import GRDB
import SMBAudit
import Testing
@testable import EventStore

/// A disk that is full and a database that is locked are survived, and nothing goes unsaid.
@Suite("outages") struct OutageTests {
    let fixture: AuditFixture

    init() throws { self.fixture = try AuditFixture() }

    @Test func aLockedDatabaseIsWaitedFor() throws {
        let other = try self.fixture.otherConnection()
        try other.inTransaction(.immediate) { _ in
            self.fixture.writer.record(Sample.logon(session: 1), [Sample.event])
            self.fixture.writer.flush()
            #expect(self.fixture.trouble.count == 1)
            return .commit
        }
        self.fixture.writer.record(Sample.logon(session: 2), [Sample.event])
        self.fixture.writer.flush()
        #expect(self.fixture.trouble.last == .recovered)
        #expect(try self.fixture.reader().events().count == 2)
        #expect(try self.fixture.reader().sessionKinds().map(\.count) == [2])
    }

    @Test func whatAFullDiskCostIsCountedAndSaid() throws {
        try self.fixture.writer.limitPages(2)
        for session in UInt64(1)...40_000 {
            self.fixture.writer.record(Sample.logon(session: session), [])
            if session == 20_000 { self.fixture.writer.flush() }
        }
        self.fixture.writer.flush()
        try self.fixture.writer.limitPages(nil)
        self.fixture.writer.flush()
        let event = try #require(try self.fixture.reader().events().last)
        #expect(event.event.id == 60002)
        #expect(event.event["Count"] == .uint64(40_000 - 32_768))
        #expect(try self.fixture.reader().sessionKinds().map(\.count) == [32_768])
        #expect(
            self.fixture.trouble.contains { trouble in
                if case .lost(let losses) = trouble { losses.count == 40_000 - 32_768 } else { false }
            })
    }

    @Test func attemptsAreCountedOverAnOutage() throws {
        try self.fixture.writer.limitPages(0)
        for number in 0..<2_000 { self.fixture.writer.record(Sample.failure(address: "10.0.\(number >> 8).\(number & 255)"), []) }
        self.fixture.writer.flush()
        try self.fixture.writer.limitPages(nil)
        self.fixture.writer.record(Sample.failure(), [])
        self.fixture.writer.flush()
        #expect(try self.fixture.reader().attempts().reduce(0) { $0 + $1.count } == 2_001)
    }
}
