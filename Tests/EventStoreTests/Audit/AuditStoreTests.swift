// SPDX-License-Identifier: Apache-2.0
import EventStore
import SMBAudit
import SMBWire
import Testing

@Suite("audit store") struct AuditStoreTests {
    let fixture: AuditFixture

    init() throws { self.fixture = try AuditFixture() }

    @Test func theFileIsTheOwnersAlone() throws {
        #expect(try self.fixture.state.mode(of: self.fixture.state.directory.auditDatabase) == 0o600)
    }

    @Test func anEventComesBackAsItWasRecorded() throws {
        self.fixture.writer.record(Sample.logon(), [Sample.event])
        self.fixture.writer.flush()
        let record = try #require(try self.fixture.reader().events().first)
        #expect(record.event == Sample.event)
        #expect(record.recordID == 1 && record.time == self.fixture.now && record.computer == "files.example")
    }

    @Test func eventsAreWrittenWithoutBeingAskedTo() async throws {
        let reader = try self.fixture.reader()
        self.fixture.writer.record(Sample.logon(), [Sample.event])
        let deadline = ContinuousClock.now + .seconds(30)
        while try reader.events().isEmpty, ContinuousClock.now < deadline { await Task.yield() }
        #expect(try reader.events().count == 1)
    }

    @Test func eventsAreFilteredAndPaged() throws {
        self.fixture.writer.record(Sample.logon(), [Sample.event, AuditEvent(id: 3024, fields: [])])
        self.fixture.advance(seconds: 60)
        self.fixture.writer.record(Sample.logon(), [AuditEvent(id: 3025, fields: [])])
        self.fixture.writer.flush()
        let reader = try self.fixture.reader()
        #expect(try reader.events(ids: [3024, 3025]).map(\.event.id) == [3024, 3025])
        #expect(try reader.events(since: self.fixture.now).map(\.event.id) == [3025])
        #expect(try reader.events(after: 1, limit: 1).map(\.event.id) == [3024])
        #expect(try reader.lastRecord() == 3)
    }

    @Test func aReaderNoticesThatSomethingWasWritten() throws {
        let reader = try self.fixture.reader()
        let before = try reader.version()
        #expect(try reader.version() == before)
        self.fixture.writer.record(Sample.logon(), [])
        self.fixture.writer.flush()
        #expect(try reader.version() != before)
    }

    @Test func aStateThatNoServerRanOnHasNoEvents() throws {
        let state = try TemporaryState()
        let reader = try AuditReader(in: state.directory)
        #expect(try reader.events().isEmpty && reader.sessionKinds().isEmpty && reader.attempts().isEmpty)
    }

    @Test func whatAServerWroteIsThereAfterIt() throws {
        let state = try TemporaryState()
        for _ in 1...2 {
            let writer = try AuditWriter(in: state.directory, computer: "files.example")
            writer.record(Sample.logon(), [Sample.event])
            writer.flush()
        }
        let reader = try AuditReader(in: state.directory)
        #expect(try reader.events().map(\.recordID) == [1, 2])
        #expect(try reader.sessionKinds().map(\.count) == [2])
    }

    // MARK: Kinds of session

    @Test func sessionsThatLookTheSameBecomeOneKind() throws {
        let first = self.fixture.now
        for session in UInt64(1)...500 {
            self.fixture.writer.record(Sample.logon(session: session, guid: GUID(low: session, high: 0)), [])
            self.fixture.writer.record(Sample.end(session: session, valid: 3, unsigned: 2, bad: 1), [])
            if session == 250 { self.fixture.writer.flush() }
        }
        self.fixture.advance(seconds: 60)
        self.fixture.writer.record(Sample.logon(session: 501), [])
        self.fixture.writer.flush()
        let kind = try #require(try self.fixture.reader().sessionKinds().first)
        #expect(try self.fixture.reader().sessionKinds().count == 1)
        #expect(kind.count == 501 && kind.firstSeen == first && kind.lastSeen == self.fixture.now)
        #expect(kind.signatures == SignatureCounts(valid: 1500, unsigned: 1000, bad: 500))
        #expect(kind.client.clientGUID == GUID(low: 500, high: 0))
        #expect(try self.fixture.count("logon") == 501)
    }

    @Test func everythingThatWasObservedComesBack() throws {
        let observation = Sample.logon()
        guard case .logon(let fact) = observation.fact else { return }
        self.fixture.writer.record(observation, [])
        self.fixture.writer.flush()
        let kind = try #require(try self.fixture.reader().sessionKinds().first)
        #expect(kind == SessionKind(client: observation.client, logon: fact, firstSeen: self.fixture.now, lastSeen: self.fixture.now))
    }

    @Test func sessionsThatDifferAreKeptApart() throws {
        self.fixture.writer.record(Sample.logon(session: 1), [])
        self.fixture.writer.record(Sample.logon(session: 2, user: "bob"), [])
        self.fixture.writer.record(Sample.logon(session: 3, dialect: 0x0302), [])
        self.fixture.writer.record(Sample.logon(session: 4, workstation: "WS2"), [])
        self.fixture.writer.flush()
        #expect(try self.fixture.reader().sessionKinds().count == 4)
    }

    @Test func aReauthenticationIsNotAnotherSession() throws {
        self.fixture.writer.record(Sample.logon(), [])
        self.fixture.writer.record(Sample.logon(isReauthentication: true), [])
        self.fixture.writer.flush()
        #expect(try self.fixture.reader().sessionKinds().map(\.count) == [1])
    }

    @Test func aSessionThatEndsInALaterBatchFindsItsKind() throws {
        self.fixture.writer.record(Sample.logon(session: 7), [])
        self.fixture.writer.flush()
        self.fixture.writer.record(Sample.end(session: 7, valid: 9), [])
        self.fixture.writer.flush()
        #expect(try self.fixture.reader().sessionKinds().first?.signatures.valid == 9)
    }

    @Test func theWindowCountsItsOwnSessions() throws {
        self.fixture.writer.record(Sample.logon(session: 1), [])
        self.fixture.advance(days: 2)
        self.fixture.writer.record(Sample.logon(session: 2), [])
        self.fixture.writer.flush()
        let yesterday = NTTime(rawValue: self.fixture.now.rawValue - 864_000_000_000)
        #expect(try self.fixture.reader().sessionKinds(since: yesterday).map(\.count) == [1])
        self.fixture.advance(days: 2)
        #expect(try self.fixture.reader().sessionKinds(since: self.fixture.now).isEmpty)
    }

    @Test func aTextThatAClientChoseTooLongIsCut() throws {
        let long = String(repeating: "é", count: 40_000)
        self.fixture.writer.record(Sample.logon(workstation: long), [])
        self.fixture.writer.flush()
        let kind = try #require(try self.fixture.reader().sessionKinds().first)
        #expect(kind.client.workstation == String(repeating: "é", count: 512))
    }
}
