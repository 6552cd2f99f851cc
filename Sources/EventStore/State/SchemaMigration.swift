// SPDX-License-Identifier: Apache-2.0
import GRDB

/// The version table of a database and the steps from one version to the next. A step that has been released is never edited.
struct SchemaMigration: Sendable {
    let steps: [@Sendable (Database) throws -> Void]

    /// How many steps a database has; 0 for an empty one. It is asked anew each time, for another process may take the next step.
    static func version(of database: Database) throws -> Int {
        guard try Bool.fetchOne(database, sql: "SELECT count(*) > 0 FROM sqlite_master WHERE name = 'schema_version'") == true else {
            return 0
        }
        return try Int.fetchOne(database, sql: "SELECT version FROM schema_version") ?? 0
    }

    /// Brings a database up to date; refuses one that a later program has written, for it may mean things that we don't know.
    func apply(to database: Database, file: String) throws {
        try database.execute(sql: "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)")
        let version = try Int.fetchOne(database, sql: "SELECT version FROM schema_version") ?? 0
        guard version <= self.steps.count else { throw StateError.newerSchema(file) }
        guard version < self.steps.count else { return }
        for step in self.steps[version...] { try step(database) }
        try database.execute(sql: "DELETE FROM schema_version")
        try database.execute(sql: "INSERT INTO schema_version (version) VALUES (?)", arguments: [self.steps.count])
    }
}
