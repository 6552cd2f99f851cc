// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
package import SMBAudit
package import SMBWire

/// What `signet events`, `clients` and `assess` read, whether a server writes at the same time or none runs.
///
/// A file of an older release is read as it is: a server of that release may be writing it, and only a server brings it up to date.
package final class AuditReader: Sendable {
    private let file: String
    private let queue: DatabaseQueue

    package init(in state: StateDirectory) throws(StateError) {
        let file = state.auditDatabase
        self.file = file
        // A state that no server has run on yet gets its empty tables.
        let isEmpty = try Self.isMissing(file) ? true : AuditDatabase.isEmpty(file)
        if isEmpty { _ = try AuditDatabase.open(state, busyTimeout: 5) }
        self.queue = try StateError.wrapping(file) { try AuditDatabase.queue(readingFrom: file) }
    }

    /// The oldest events first, at most `limit` after the record `after`.
    package func events(
        ids: Set<UInt16> = [], since: NTTime? = nil, after: UInt64 = 0, limit: Int = 1000
    ) throws(StateError) -> [EventRecord] {
        try self.read { database in
            var sql = """
                SELECT event.id, event.time, computer.name, event.number, event.data FROM event JOIN computer ON computer.id = event.computer
                WHERE event.id > ?
                """
            var arguments: StatementArguments = [Int64(clamping: after)]
            if !ids.isEmpty {
                sql += " AND number IN (\(ids.sorted().map(String.init).joined(separator: ",")))"
            }
            if let since {
                sql += " AND time >= ?"
                arguments += [since.stored]
            }
            sql += " ORDER BY event.id LIMIT ?"
            arguments += [limit]
            return try Row.fetchAll(database, sql: sql, arguments: arguments).map { row in
                let number = UInt16(clamping: row[3] as Int64)
                return EventRecord(
                    recordID: UInt64(clamping: row[0] as Int64), time: NTTime(stored: row[1]), computer: row[2],
                    event: try EventBlob.decode([UInt8](row[4] as Data), id: number))
            }
        }
    }

    /// Changes when another connection has committed something.
    package func version() throws(StateError) -> Int {
        try self.read { try Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
    }

    /// The last event there is, 0 for none.
    package func lastRecord() throws(StateError) -> UInt64 {
        try self.read { UInt64(clamping: try Int64.fetchOne($0, sql: "SELECT max(id) FROM event") ?? 0) }
    }

    /// The kinds of session seen since a moment; how often is counted within that time as far as single logons are still kept.
    package func sessionKinds(since: NTTime? = nil) throws(StateError) -> [SessionKind] {
        try self.read { database in
            let from = since?.stored ?? 0
            var recent: [Int64: Int64] = [:]
            if since != nil {
                for row in try Row.fetchAll(
                    database, sql: "SELECT kind, count(*) FROM logon WHERE time >= ? GROUP BY kind", arguments: [from])
                {
                    recent[row[0]] = row[1]
                }
            }
            let encrypted = try Self.hasTrials(database) ? "encrypted" : "0"
            let sql = """
                SELECT id, key, client_guid, first, last, logons, valid, unsigned, bad, \(encrypted) FROM session_kind
                WHERE last >= ? ORDER BY id
                """
            return try Row.fetchAll(database, sql: sql, arguments: [from]).map { row in
                let first: Int64 = row[3]
                let total: Int64 = row[5]
                let logons = first >= from ? total : min(recent[row[0]] ?? total, total)
                return try Self.kind(row, logons: logons)
            }
        }
    }

    /// The trials that ended since a moment, the oldest first.
    package func trials(since: NTTime? = nil) throws(StateError) -> [TrialResult] {
        try self.read { database in
            guard try Self.hasTrials(database) else { return [] }
            let sql = "SELECT time, data FROM trial WHERE time >= ? ORDER BY id"
            return try Row.fetchAll(database, sql: sql, arguments: [since?.stored ?? 0]).map {
                try TrialBlob.decode([UInt8]($0[1] as Data), at: NTTime(stored: $0[0]))
            }
        }
    }

    package func attempts(since: NTTime? = nil) throws(StateError) -> [AttemptCounter] {
        try self.read { database in
            try Row.fetchAll(
                database, sql: "SELECT kind, address, count, first, last, detail FROM attempt WHERE last >= ? ORDER BY last DESC",
                arguments: [since?.stored ?? 0]
            ).compactMap { row in
                guard let kind = AttemptKind(rawValue: UInt8(clamping: row[0] as Int64)) else { return nil }
                return AttemptCounter(
                    kind: kind, address: row[1], count: UInt64(clamping: row[2] as Int64), firstSeen: NTTime(stored: row[3]),
                    lastSeen: NTTime(stored: row[4]), detail: row[5])
            }
        }
    }

    private func read<Value>(_ body: (Database) throws -> Value) throws(StateError) -> Value {
        try StateError.wrapping(self.file) { try self.queue.read(body) }
    }

    private static func kind(_ row: Row, logons: Int64) throws -> SessionKind {
        let key = try SessionKindBlob.decode([UInt8](row[1] as Data))
        let guid = (row[2] as Data?).flatMap { GUID(bytes: [UInt8]($0)) }
        return SessionKind(
            client: ClientIdentity(address: key.address, workstation: key.workstation, clientGUID: guid), logon: key.fact,
            firstSeen: NTTime(stored: row[3]), lastSeen: NTTime(stored: row[4]), count: Int(logons),
            signatures: SignatureCounts(
                valid: UInt64(clamping: row[6] as Int64), unsigned: UInt64(clamping: row[7] as Int64),
                bad: UInt64(clamping: row[8] as Int64), encrypted: UInt64(clamping: row[9] as Int64)))
    }

    private static func hasTrials(_ database: Database) throws -> Bool {
        try SchemaMigration.version(of: database) >= AuditDatabase.versionWithTrials
    }

    private static func isMissing(_ file: String) throws(StateError) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        return ((attributes?[.size] as? NSNumber)?.intValue ?? 0) == 0
    }
}
