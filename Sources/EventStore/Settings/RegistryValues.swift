// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
package import SMBSettings

extension SettingsDatabase {
    /// The registry layer. A row that no type explains (a database edited by hand) is left out.
    package func registry() throws(StateError) -> [String: RegistryValue] {
        try self.read { database in
            var values: [String: RegistryValue] = [:]
            for row in try Row.fetchAll(database, sql: "SELECT name, type, data FROM registry") {
                values[row[0]] = RegistryValue(type: row[1], data: row[2])
            }
            return values
        }
    }

    package func setRegistry(_ name: String, to value: RegistryValue) throws(StateError) {
        try self.write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO registry (name, type, data) VALUES (?, ?, ?)",
                arguments: [name, value.registryType, value.stored])
        }
    }

    /// Whether there was a value to remove.
    package func unsetRegistry(_ name: String) throws(StateError) -> Bool {
        try self.write { database in
            try database.execute(sql: "DELETE FROM registry WHERE name = ?", arguments: [name])
            return database.changesCount > 0
        }
    }
}

/// Types by their registry numbers: 1 REG_SZ, 4 REG_DWORD, 7 REG_MULTI_SZ. Several strings are one text with NUL between them.
extension RegistryValue {
    fileprivate var registryType: Int {
        switch self {
        case .string: 1
        case .dword: 4
        case .multiString: 7
        }
    }

    fileprivate var stored: DatabaseValue {
        switch self {
        case .string(let text): text.databaseValue
        case .dword(let number): Int64(number).databaseValue
        case .multiString(let items): Data(items.joined(separator: "\0").utf8).databaseValue
        }
    }

    fileprivate init?(type: Int, data: DatabaseValue) {
        switch type {
        case 1:
            guard let text = String.fromDatabaseValue(data) else { return nil }
            self = .string(text)
        case 4:
            guard let number = Int64.fromDatabaseValue(data).flatMap(UInt32.init(exactly:)) else { return nil }
            self = .dword(number)
        case 7:
            guard let bytes = Data.fromDatabaseValue(data) else { return nil }
            self = .multiString(String(decoding: bytes, as: UTF8.self).split(separator: "\0").map(String.init))
        default:
            return nil
        }
    }
}
