// SPDX-License-Identifier: Apache-2.0
import GRDB
import SMBWire

/// How long and how much is kept.
package struct AuditLimits: Hashable, Sendable {
    package var retentionDays: Int
    package var maximumMegabytes: Int

    package init(retentionDays: Int = 90, maximumMegabytes: Int = 1024) {
        self.retentionDays = retentionDays
        self.maximumMegabytes = maximumMegabytes
    }
}

/// Removes what is too old or too much, in steps small enough that no batch waits long for one.
struct Pruning {
    let limits: AuditLimits

    static let maximumAttempts = 10_000
    static let maximumStrangerKinds = 10_000
    static let maximumKinds = 100_000
    static let maximumTrials = 10_000
    private static let step = 2_000
    private static let stepsPerDay: UInt64 = 864_000_000_000

    /// `written` rows came with this batch: at least twice as many go, or the file would grow beyond its limit under load.
    func run(_ database: Database, now: NTTime, written: Int) throws {
        let age = UInt64(max(self.limits.retentionDays, 1)) * Self.stepsPerDay
        let oldest = NTTime(rawValue: now.rawValue - min(age, now.rawValue)).stored
        for table in ["event", "logon", "trial"] {
            // The identifiers rise with time, so a step looks at the oldest rows only.
            try database.execute(
                sql: "DELETE FROM \(table) WHERE id < (SELECT min(id) FROM \(table)) + ? AND time < ?", arguments: [Self.step, oldest])
        }
        try database.execute(sql: "DELETE FROM session_kind WHERE last < ?", arguments: [oldest])
        try database.execute(sql: "DELETE FROM trial WHERE id <= (SELECT max(id) FROM trial) - ?", arguments: [Self.maximumTrials])
        try self.limitKinds(database)
        try self.limitAttempts(database)
        if try self.isTooLarge(database) { try self.removeOldest(database, count: max(Self.step, written * 2)) }
    }

    private func limitKinds(_ database: Database) throws {
        for (condition, maximum) in [("is_proven = 0", Self.maximumStrangerKinds), ("is_proven = 1", Self.maximumKinds)] {
            let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM session_kind WHERE \(condition)") ?? 0
            guard count > maximum else { continue }
            try database.execute(
                sql: "DELETE FROM session_kind WHERE id IN (SELECT id FROM session_kind WHERE \(condition) ORDER BY last LIMIT ?)",
                arguments: [count - maximum])
        }
    }

    /// The addresses that were quiet longest become one row of a kind.
    private func limitAttempts(_ database: Database) throws {
        let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM attempt") ?? 0
        guard count > Self.maximumAttempts else { return }
        // Making room for a tenth at a time keeps this rare under a flood.
        let surplus = count - Self.maximumAttempts * 9 / 10
        try database.execute(
            sql: """
                CREATE TEMP TABLE IF NOT EXISTS evicted (kind, address, count, first, last);
                DELETE FROM evicted;
                """)
        try database.execute(
            sql: "INSERT INTO evicted SELECT kind, address, count, first, last FROM attempt WHERE address <> ? ORDER BY last LIMIT ?",
            arguments: [AttemptCounter.others, surplus])
        try database.execute(sql: "DELETE FROM attempt WHERE (kind, address) IN (SELECT kind, address FROM evicted)")
        try database.execute(
            sql: """
                INSERT INTO attempt (kind, address, count, first, last, detail)
                SELECT kind, ?, sum(count), min(first), max(last), '' FROM evicted WHERE true GROUP BY kind
                ON CONFLICT (kind, address) DO UPDATE SET count = count + excluded.count, first = min(first, excluded.first),
                    last = max(last, excluded.last)
                """, arguments: [AttemptCounter.others])
    }

    private func isTooLarge(_ database: Database) throws -> Bool {
        let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
        let free = try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
        let size = try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 4096
        return (pages - free) * size > self.limits.maximumMegabytes << 20
    }

    private func removeOldest(_ database: Database, count: Int) throws {
        let event = try Int64.fetchOne(database, sql: "SELECT time FROM event ORDER BY id LIMIT 1") ?? Int64.max
        let logon = try Int64.fetchOne(database, sql: "SELECT time FROM logon ORDER BY id LIMIT 1") ?? Int64.max
        let table = logon <= event ? "logon" : "event"
        // Never more than the older half: what was just written stays, however small the limit.
        try database.execute(
            sql: "DELETE FROM \(table) WHERE id < (SELECT min(id) + min(?, (max(id) - min(id)) / 2 + 1) FROM \(table))",
            arguments: [count])
    }
}
