// SPDX-License-Identifier: Apache-2.0
import GRDB

/// Users, shares and the registry layer of the settings. Written by the command line, read by the server when it is told to.
package final class SettingsDatabase: Sendable {
    let file: String
    private let queue: DatabaseQueue

    package init(in state: StateDirectory) throws(StateError) {
        let file = state.settingsDatabase
        try StateDirectory.createPrivateFile(file)
        self.file = file
        self.queue = try StateError.wrapping(file) {
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            configuration.foreignKeysEnabled = true
            // Changes are rare and an administrator waits for each: let it survive a power failure too.
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            let queue = try DatabaseQueue(path: file, configuration: configuration)
            try queue.inTransaction(.immediate) { database in
                try Self.schema.apply(to: database, file: file)
                return .commit
            }
            return queue
        }
    }

    func read<Value>(_ body: (Database) throws -> Value) throws(StateError) -> Value {
        try StateError.wrapping(self.file) { try self.queue.read(body) }
    }

    func write<Value>(_ body: (Database) throws -> Value) throws(StateError) -> Value {
        try StateError.wrapping(self.file) { try self.queue.write(body) }
    }
}

extension SettingsDatabase {
    private static let schema = SchemaMigration(steps: [
        { database in
            try database.execute(
                sql: """
                    CREATE TABLE user (
                        rid INTEGER PRIMARY KEY AUTOINCREMENT,
                        key TEXT NOT NULL UNIQUE,
                        name TEXT NOT NULL,
                        nt_hash BLOB NOT NULL CHECK (length(nt_hash) = 16),
                        is_administrator INTEGER NOT NULL,
                        is_enabled INTEGER NOT NULL
                    );
                    -- Relative identifiers below 1000 are Windows' own.
                    INSERT INTO sqlite_sequence (name, seq) VALUES ('user', 1000);
                    CREATE TABLE share (
                        key TEXT NOT NULL PRIMARY KEY,
                        name TEXT NOT NULL,
                        path TEXT NOT NULL,
                        comment TEXT NOT NULL,
                        is_read_only INTEGER NOT NULL,
                        allows_guest INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    CREATE TABLE share_user (
                        share TEXT NOT NULL REFERENCES share (key) ON DELETE CASCADE,
                        name TEXT NOT NULL,
                        may_write INTEGER NOT NULL,
                        PRIMARY KEY (share, may_write, name)
                    ) WITHOUT ROWID;
                    CREATE TABLE registry (
                        name TEXT NOT NULL PRIMARY KEY COLLATE NOCASE,
                        type INTEGER NOT NULL,
                        data NOT NULL
                    ) WITHOUT ROWID;
                    CREATE TABLE server (guid BLOB NOT NULL CHECK (length(guid) = 16));
                    """)
        },
        { database in try database.execute(sql: "ALTER TABLE share ADD COLUMN encrypts_data INTEGER NOT NULL DEFAULT 0") },
        { database in try database.execute(sql: "ALTER TABLE share ADD COLUMN speaks_smb1 INTEGER NOT NULL DEFAULT 1") },
    ])
}
