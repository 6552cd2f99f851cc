// SPDX-License-Identifier: Apache-2.0
import Dispatch
import GRDB
package import SMBAudit
package import SMBWire
import Synchronization

/// Stores what the server saw. `record` puts it into a bounded queue and returns; a worker writes a batch a tenth of a second later, so
/// that a thousand sessions share one transaction and each is visible well within a quarter of a second.
package final class AuditWriter: EventSink {
    private struct Waiting {
        var batch = AuditBatch()
        /// One for each kind: a flood of one must not silence another.
        var throttles: [AttemptKind: StrangerThrottle] = [:]

        mutating func admits(_ source: AttemptKey, at time: NTTime) -> Bool {
            self.throttles[source.kind, default: StrangerThrottle()].admits(source, at: time)
        }

        var isScheduled = false
    }

    private struct Stored {
        var liveSessions = LiveSessions()
        var limits: AuditLimits
        var failures = 0
        var nextPruning = NTTime.zero
    }

    private let database: DatabaseQueue
    private let computer: Int64
    private let clock: @Sendable () -> NTTime
    private let report: @Sendable (AuditTrouble) -> Void
    private let worker = DispatchQueue(label: "signet.audit", qos: .utility)
    private let waiting = Mutex(Waiting())
    private let stored: Mutex<Stored>

    private static let delay = DispatchTimeInterval.milliseconds(100)
    private static let longestDelay = 5_000
    private static let pruningInterval: UInt64 = 10_000_000

    package init(
        in state: StateDirectory, computer: String, limits: AuditLimits = AuditLimits(),
        clock: @escaping @Sendable () -> NTTime = { WallTime.now() }, report: @escaping @Sendable (AuditTrouble) -> Void = { _ in }
    ) throws(StateError) {
        let database = try AuditDatabase.open(state, busyTimeout: 0.25)
        self.database = database
        self.computer = try StateError.wrapping(state.auditDatabase) {
            try database.write { database in
                try database.execute(sql: "INSERT OR IGNORE INTO computer (name) VALUES (?)", arguments: [computer])
                return try Int64.fetchOne(database, sql: "SELECT id FROM computer WHERE name = ?", arguments: [computer]) ?? 0
            }
        }
        self.stored = Mutex(Stored(limits: limits))
        self.clock = clock
        self.report = report
    }

    package func record(_ observation: Observation, _ events: [AuditEvent]) {
        let time = self.clock()
        let mustSchedule = self.waiting.withLock { waiting in
            Self.add(observation, events, at: time, to: &waiting)
            defer { waiting.isScheduled = true }
            return !waiting.isScheduled
        }
        if mustSchedule { self.worker.asyncAfter(deadline: .now() + Self.delay) { self.writeWaiting() } }
    }

    package func apply(_ limits: AuditLimits) { self.stored.withLock { $0.limits = limits } }

    /// Writes what waits now, as far as the database lets it: for shutdown.
    package func flush() { self.worker.sync { self.writeWaiting() } }
}

extension AuditWriter {
    private static func add(_ observation: Observation, _ events: [AuditEvent], at time: NTTime, to waiting: inout Waiting) {
        switch ObservationClass(observation.fact) {
        case .logon(let fact):
            waiting.batch.append(.init(time: time, content: .logon(observation.client, fact)))
            if !fact.isProven {
                let source = AttemptKey(kind: .logonFailed, address: observation.client.address)
                guard events.isEmpty || waiting.admits(source, at: time) else { return }
            }
        case .signatures(let session, let counts, let isFinal):
            waiting.batch.append(.init(time: time, content: .signatures(session, counts, isFinal: isFinal)))
        case .trial(let fact):
            waiting.batch.append(.init(time: time, content: .trial(observation.client, fact)))
        case .attempt(let kind, let detail):
            let key = AttemptKey(kind: kind, address: observation.client.address)
            let shown = String(String.UnicodeScalarView(detail.unicodeScalars.prefix(200)))
            waiting.batch.count(key, AttemptTally(count: 1, first: time, last: time, detail: shown))
            guard events.isEmpty || waiting.admits(key, at: time) else { return }
        }
        for event in events { waiting.batch.append(.init(time: time, content: .event(event))) }
    }

    /// On the worker.
    private func writeWaiting() {
        let batch = self.waiting.withLock { waiting in
            defer { waiting.batch = AuditBatch() }
            waiting.isScheduled = false
            return waiting.batch
        }
        guard !batch.isEmpty else { return }
        do {
            try self.stored.withLock { try self.write(batch, &$0) }
            if let losses = batch.losses { self.report(.lost(losses)) }
        } catch {
            self.retryLater(batch, error)
        }
    }

    private func write(_ batch: AuditBatch, _ stored: inout Stored) throws {
        let now = self.clock()
        let mustPrune = now >= stored.nextPruning || batch.attempts.count > 1000 || batch.entries.count > 1000
        let liveSessions = stored.liveSessions
        let limits = stored.limits
        var changes: [(session: UInt64, kind: Int64?)] = []
        try self.database.inTransaction(.immediate) { database in
            var writing = BatchWriting(database, computer: self.computer, liveSessions: liveSessions)
            try writing.write(batch)
            if mustPrune { try Pruning(limits: limits).run(database, now: now, written: batch.entries.count) }
            changes = writing.sessionChanges
            return .commit
        }
        stored.liveSessions.apply(changes)
        if mustPrune { stored.nextPruning = NTTime(rawValue: now.rawValue &+ Self.pruningInterval) }
        if stored.failures > 0 {
            stored.failures = 0
            self.report(.recovered)
        }
    }

    private func retryLater(_ batch: AuditBatch, _ error: any Error) {
        let failures = self.stored.withLock { stored in
            stored.failures += 1
            return stored.failures
        }
        if failures == 1 { self.report(.failing(reason: "\(error)")) }
        let canPass = Self.canPass(error)
        let mustSchedule = self.waiting.withLock { waiting in
            if canPass {
                waiting.batch.putBack(batch)
            } else {
                // Trying again would fail again and hold up all that follows.
                let times = batch.entries.map(\.time)
                let first = times.min() ?? NTTime.zero
                waiting.batch.lose(UInt64(max(batch.entries.count, 1)), from: first, to: times.max() ?? first)
            }
            defer { waiting.isScheduled = true }
            return !waiting.isScheduled
        }
        let delay = min(100 << min(failures, 6), Self.longestDelay)
        if mustSchedule { self.worker.asyncAfter(deadline: .now() + .milliseconds(delay)) { self.writeWaiting() } }
    }

    /// Whether an error is the disk's or another process's, which passes, and not ours.
    private static func canPass(_ error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return false }
        return ![.SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG, .SQLITE_ERROR, .SQLITE_MISUSE].contains(error.resultCode)
    }
}

extension AuditWriter {
    /// Makes the disk as small as a test needs it; nil gives it back.
    func limitPages(_ count: Int?) throws {
        try self.database.writeWithoutTransaction { database in
            let used = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(count.map { used + $0 } ?? 0xFFFF_FFFE)")
        }
    }
}
