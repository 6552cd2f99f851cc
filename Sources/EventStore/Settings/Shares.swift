// SPDX-License-Identifier: Apache-2.0
import GRDB

/// A folder that clients see under a name.
package struct ShareRecord: Hashable, Sendable {
    package var name: String
    package var path: String
    package var comment: String
    package var isReadOnly: Bool
    package var allowsGuest: Bool
    /// Requests in the clear are refused.
    package var encryptsData: Bool
    /// Whether it is open to SMB1, where the server speaks that.
    package var speaksSMB1: Bool
    /// Who may read and who may write. Both empty: every user of the server, as far as `isReadOnly` lets them.
    package var readers: [String]
    package var writers: [String]

    package init(
        name: String, path: String, comment: String = "", isReadOnly: Bool = false, allowsGuest: Bool = false, encryptsData: Bool = false,
        speaksSMB1: Bool = true, readers: [String] = [], writers: [String] = []
    ) {
        self.name = name
        self.path = path
        self.comment = comment
        self.isReadOnly = isReadOnly
        self.allowsGuest = allowsGuest
        self.encryptsData = encryptsData
        self.speaksSMB1 = speaksSMB1
        self.readers = readers
        self.writers = writers
    }
}

extension SettingsDatabase {
    package func shares() throws(StateError) -> [ShareRecord] {
        try self.read { database in
            let columns = "SELECT key, name, path, comment, is_read_only, allows_guest, encrypts_data, speaks_smb1 FROM share ORDER BY key"
            return try Row.fetchAll(database, sql: columns).map { row in
                let key: String = row[0]
                return ShareRecord(
                    name: row[1], path: row[2], comment: row[3], isReadOnly: row[4], allowsGuest: row[5], encryptsData: row[6],
                    speaksSMB1: row[7],
                    readers: try Self.users(of: key, mayWrite: false, in: database),
                    writers: try Self.users(of: key, mayWrite: true, in: database))
            }
        }
    }

    package func addShare(_ share: ShareRecord) throws(StateError) {
        guard Self.isValidShareName(share.name) else { throw .invalidShareName(share.name) }
        try self.write { database in
            let key = share.name.lowercased()
            guard try !Row.exists(database, "SELECT 1 FROM share WHERE key = ?", [key]) else { throw StateError.shareExists(share.name) }
            try database.execute(
                sql: """
                    INSERT INTO share (key, name, path, comment, is_read_only, allows_guest, encrypts_data, speaks_smb1)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    key, share.name, share.path, share.comment, share.isReadOnly, share.allowsGuest, share.encryptsData, share.speaksSMB1,
                ])
            for (names, mayWrite) in [(share.readers, false), (share.writers, true)] {
                for name in names {
                    try database.execute(
                        sql: "INSERT OR IGNORE INTO share_user (share, name, may_write) VALUES (?, ?, ?)", arguments: [key, name, mayWrite])
                }
            }
        }
    }

    package func removeShare(_ name: String) throws(StateError) {
        try self.write { database in
            try database.execute(sql: "DELETE FROM share WHERE key = ?", arguments: [name.lowercased()])
            guard database.changesCount == 1 else { throw StateError.noSuchShare(name) }
        }
    }

    /// `IPC$` is the server's own.
    package static func isValidShareName(_ name: String) -> Bool {
        isPrintableName(name, maximumCount: 80, forbidden: "\"/\\[]:;|=,+*?<>") && name.lowercased() != "ipc$"
    }

    private static func users(of share: String, mayWrite: Bool, in database: Database) throws -> [String] {
        try String.fetchAll(
            database, sql: "SELECT name FROM share_user WHERE share = ? AND may_write = ? ORDER BY name", arguments: [share, mayWrite])
    }
}

extension Row {
    static func exists(_ database: Database, _ sql: String, _ arguments: StatementArguments) throws -> Bool {
        try Row.fetchOne(database, sql: sql, arguments: arguments) != nil
    }
}
