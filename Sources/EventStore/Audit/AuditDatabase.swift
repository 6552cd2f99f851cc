// SPDX-License-Identifier: Apache-2.0
import GRDB

/// The file that events and observations lie in, and its schema. One process writes it, the server; any number read.
///
/// The journal is a write-ahead log with `synchronous = NORMAL`. A commit is then a write into the page cache, which outlives the process
/// however it is killed; only a power failure may cost the last seconds, and never the database. FULL would buy those seconds with an
/// fsync for each batch.
enum AuditDatabase {
    static func open(_ state: StateDirectory, busyTimeout: Double) throws(StateError) -> DatabaseQueue {
        let file = state.auditDatabase
        try StateDirectory.createPrivateFile(file)
        return try StateError.wrapping(file) {
            var configuration = Configuration()
            configuration.journalMode = .wal
            configuration.busyMode = .timeout(busyTimeout)
            configuration.prepareDatabase { database in
                try database.execute(sql: "PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 16777216")
            }
            let queue = try DatabaseQueue(path: file, configuration: configuration)
            try queue.inTransaction(.immediate) { database in
                try Self.schema.apply(to: database, file: file)
                return .commit
            }
            return queue
        }
    }

    static func queue(readingFrom file: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        return try DatabaseQueue(path: file, configuration: configuration)
    }

    /// Whether no release has made its tables in the file.
    static func isEmpty(_ file: String) throws(StateError) -> Bool {
        try StateError.wrapping(file) { try self.queue(readingFrom: file).read { try SchemaMigration.version(of: $0) == 0 } }
    }

    /// The first version with the column `encrypted` and the table `trial`.
    static let versionWithTrials = 2

    /// Times are 100 ns since 1601, as in SMB. `attempt` counts what strangers do; it is capped, and so is what it can push out.
    /// A `trial` is one connection that an administrator allowed.
    private static let schema = SchemaMigration(steps: [
        { database in
            try database.execute(
                sql: """
                    CREATE TABLE computer (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
                    CREATE TABLE event (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        time INTEGER NOT NULL,
                        computer INTEGER NOT NULL,
                        number INTEGER NOT NULL,
                        data BLOB NOT NULL
                    );
                    CREATE TABLE session_kind (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        key BLOB NOT NULL UNIQUE,
                        is_proven INTEGER NOT NULL,
                        client_guid BLOB,
                        first INTEGER NOT NULL,
                        last INTEGER NOT NULL,
                        logons INTEGER NOT NULL,
                        valid INTEGER NOT NULL,
                        unsigned INTEGER NOT NULL,
                        bad INTEGER NOT NULL
                    );
                    CREATE INDEX session_kind_last ON session_kind (is_proven, last);
                    CREATE TABLE logon (
                        id INTEGER PRIMARY KEY,
                        time INTEGER NOT NULL,
                        kind INTEGER NOT NULL,
                        session INTEGER NOT NULL
                    );
                    CREATE TABLE attempt (
                        kind INTEGER NOT NULL,
                        address TEXT NOT NULL,
                        count INTEGER NOT NULL,
                        first INTEGER NOT NULL,
                        last INTEGER NOT NULL,
                        detail TEXT NOT NULL,
                        PRIMARY KEY (kind, address)
                    ) WITHOUT ROWID;
                    CREATE INDEX attempt_last ON attempt (last);
                    """)
        },
        { database in
            try database.execute(
                sql: """
                    ALTER TABLE session_kind ADD COLUMN encrypted INTEGER NOT NULL DEFAULT 0;
                    CREATE TABLE trial (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        time INTEGER NOT NULL,
                        data BLOB NOT NULL
                    );
                    """)
        },
    ])
}
