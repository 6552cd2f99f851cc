// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB

extension SettingsDatabase {
    /// The ServerGuid of NEGOTIATE, the same for as long as the state lasts. [MS-SMB2] 2.2.4
    package func serverGUID(orNew new: [UInt8]) throws(StateError) -> [UInt8] {
        try self.write { database in
            if let known = try Data.fetchOne(database, sql: "SELECT guid FROM server") { return [UInt8](known) }
            try database.execute(sql: "INSERT INTO server (guid) VALUES (?)", arguments: [Data(new)])
            return new
        }
    }
}
