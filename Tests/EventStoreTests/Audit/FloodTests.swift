// SPDX-License-Identifier: Apache-2.0
import EventStore
import SMBAudit
import SMBAuth
import SMBWire
import Testing

/// Nobody who proved nothing may fill the disk, nor push out what others did.
@Suite("floods") struct FloodTests {
    let fixture: AuditFixture

    init() throws { self.fixture = try AuditFixture() }

    private static func address(_ number: Int) -> String { "10.\(number >> 16).\(number >> 8 & 255).\(number & 255)" }

    @Test func aHundredThousandFailedLogonsFromAsManyAddressesAreBoundedAndCounted() throws {
        for number in 0..<100_000 {
            self.fixture.writer.record(Sample.failure(address: Self.address(number)), [])
            if number.isMultiple(of: 5_000) { self.fixture.writer.flush() }
        }
        self.fixture.writer.flush()
        self.fixture.advance(seconds: 2)
        self.fixture.writer.record(Sample.end(), [])
        self.fixture.writer.flush()
        let counters = try self.fixture.reader().attempts()
        #expect(counters.count <= 10_000)
        #expect(counters.reduce(0) { $0 + $1.count } == 100_000)
        #expect(counters.contains { $0.address == AttemptCounter.others })
        #expect(self.fixture.trouble.isEmpty)
    }

    @Test func aHundredThousandFailedLogonsFromOneAddressAreOneRow() throws {
        for _ in 0..<100_000 { self.fixture.writer.record(Sample.failure(), [AuditEvent(id: 551, fields: [])]) }
        self.fixture.writer.flush()
        let counter = try #require(try self.fixture.reader().attempts().first)
        #expect(counter.count == 100_000 && counter.kind == .logonFailed && counter.address == "192.0.2.66")
        #expect(try self.fixture.count("event") == 100)
    }

    @Test func aDayHoldsABoundedNumberOfStrangersEvents() throws {
        for number in 0..<20_000 {
            self.fixture.writer.record(Sample.failure(address: Self.address(number)), [AuditEvent(id: 551, fields: [])])
        }
        self.fixture.writer.flush()
        #expect(try self.fixture.count("event") == 10_000)
    }

    @Test func aFloodOfOneKindDoesNotSilenceAnother() throws {
        for number in 0..<20_000 {
            self.fixture.writer.record(Sample.failure(address: Self.address(number)), [AuditEvent(id: 551, fields: [])])
        }
        self.fixture.writer.record(Sample.badSignature(), [AuditEvent(id: 1004, fields: [])])
        self.fixture.writer.flush()
        #expect(try self.fixture.count("event") == 10_001)
    }

    @Test func guestsGetARowForEachKindAndNotForEachVisit() throws {
        for session in UInt64(1)...1_000 {
            self.fixture.writer.record(Sample.logon(session: session, user: "", kind: .anonymous), [])
        }
        self.fixture.writer.flush()
        #expect(try self.fixture.count("logon") == 0)
        #expect(try self.fixture.reader().sessionKinds().map(\.count) == [1_000])
    }

    @Test func kindsOfGuestsAreCapped() throws {
        for session in UInt64(1)...12_000 {
            self.fixture.writer.record(
                Sample.logon(session: session, user: "x", kind: .guest, workstation: "WS\(session)"), [])
        }
        self.fixture.advance(seconds: 2)
        self.fixture.writer.record(Sample.logon(session: 1), [])
        self.fixture.writer.flush()
        #expect(try self.fixture.count("session_kind") == 10_001)
    }

    @Test func aLogonIsNotPushedOutByAFlood() throws {
        self.fixture.writer.record(Sample.logon(), [Sample.event])
        for number in 0..<50_000 { self.fixture.writer.record(Sample.failure(address: Self.address(number)), []) }
        self.fixture.writer.record(Sample.logon(session: 2), [])
        self.fixture.writer.flush()
        #expect(try self.fixture.reader().sessionKinds().map(\.count) == [2])
        #expect(self.fixture.trouble.isEmpty)
    }
}
