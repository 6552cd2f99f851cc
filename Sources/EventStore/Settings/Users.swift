// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB

/// A user of this server.
package struct UserRecord: Hashable, Sendable {
    package var name: String
    /// MD4 of the password: as good as the password itself, so it never leaves the state.
    package var ntHash: [UInt8]
    package var rid: UInt32
    package var isAdministrator: Bool
    package var isEnabled: Bool
}

extension SettingsDatabase {
    package func users() throws(StateError) -> [UserRecord] {
        try self.read { database in
            try Row.fetchAll(database, sql: "SELECT name, nt_hash, rid, is_administrator, is_enabled FROM user ORDER BY key").map { row in
                UserRecord(
                    name: row[0], ntHash: [UInt8](row[1] as Data), rid: UInt32(clamping: row[2] as Int64), isAdministrator: row[3],
                    isEnabled: row[4])
            }
        }
    }

    package func addUser(_ name: String, ntHash: [UInt8], isAdministrator: Bool) throws(StateError) {
        guard Self.isValidUserName(name) else { throw .invalidUserName(name) }
        try self.write { database in
            let key = name.lowercased()
            guard try !Row.exists(database, "SELECT 1 FROM user WHERE key = ?", [key]) else { throw StateError.userExists(name) }
            try database.execute(
                sql: "INSERT INTO user (key, name, nt_hash, is_administrator, is_enabled) VALUES (?, ?, ?, ?, 1)",
                arguments: [key, name, Data(ntHash), isAdministrator])
        }
    }

    package func setPassword(of name: String, ntHash: [UInt8]) throws(StateError) {
        try self.write { database in
            try database.execute(
                sql: "UPDATE user SET nt_hash = ? WHERE key = ?", arguments: [Data(ntHash), name.lowercased()])
            guard database.changesCount == 1 else { throw StateError.noSuchUser(name) }
        }
    }

    package func setUser(_ name: String, isEnabled: Bool) throws(StateError) {
        try self.write { database in
            try database.execute(sql: "UPDATE user SET is_enabled = ? WHERE key = ?", arguments: [isEnabled, name.lowercased()])
            guard database.changesCount == 1 else { throw StateError.noSuchUser(name) }
        }
    }

    package func removeUser(_ name: String) throws(StateError) {
        try self.write { database in
            try database.execute(sql: "DELETE FROM user WHERE key = ?", arguments: [name.lowercased()])
            guard database.changesCount == 1 else { throw StateError.noSuchUser(name) }
        }
    }

    /// What a Windows account may be called, less `@`, which would make a name look like a principal.
    package static func isValidUserName(_ name: String) -> Bool {
        isPrintableName(name, maximumCount: 104, forbidden: "\"/\\[]:;|=,+*?<>@") && !name.allSatisfy { $0 == "." || $0 == " " }
    }
}
