// SPDX-License-Identifier: Apache-2.0
import GRDB
import GRDBSQLite

/// Inserts rows of numbers and bytes, sixteen with one statement, their values bound straight: GRDB's own arguments cost more than the
/// rows themselves. Rows are in the table when `finish` was called, in the order in which they came.
struct BulkInsert {
    enum Value {
        case integer(Int64)
        case bytes([UInt8])
    }

    private static let rowsAtOnce = 16

    private let database: Database
    private let one: Statement
    private let many: Statement
    private let columnCount: Int
    private var waiting: [Value] = []

    /// `table` and `columns` are ours, never a peer's.
    init(_ database: Database, into table: String, _ columns: [String]) throws {
        let row = "(\(columns.map { _ in "?" }.joined(separator: ", ")))"
        let head = "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES "
        self.database = database
        self.columnCount = columns.count
        self.one = try database.cachedStatement(sql: head + row)
        self.many = try database.cachedStatement(sql: head + [String](repeating: row, count: Self.rowsAtOnce).joined(separator: ", "))
        self.waiting.reserveCapacity(columns.count * Self.rowsAtOnce)
    }

    mutating func append(_ row: Value...) throws {
        precondition(row.count == self.columnCount, "a value for each column")
        self.waiting.append(contentsOf: row)
        guard self.waiting.count == self.columnCount * Self.rowsAtOnce else { return }
        try self.execute(self.many, self.waiting[...])
        self.waiting.removeAll(keepingCapacity: true)
    }

    /// Inserts what is left of the last sixteen.
    mutating func finish() throws {
        for start in stride(from: 0, to: self.waiting.count, by: self.columnCount) {
            try self.execute(self.one, self.waiting[start..<start + self.columnCount])
        }
        self.waiting.removeAll(keepingCapacity: true)
    }

    private func execute(_ statement: Statement, _ values: ArraySlice<Value>) throws {
        let handle = unsafe statement.sqliteStatement
        defer { unsafe sqlite3_reset(handle) }
        for (index, value) in values.enumerated() {
            let code = unsafe self.bind(value, at: CInt(index + 1), of: handle)
            guard code == SQLITE_OK else { throw self.failure(code) }
        }
        let code = unsafe sqlite3_step(handle)
        guard code == SQLITE_DONE else { throw self.failure(code) }
    }

    private func bind(_ value: Value, at index: CInt, of handle: SQLiteStatement) -> CInt {
        switch value {
        case .integer(let number):
            return unsafe sqlite3_bind_int64(handle, index, number)
        case .bytes(let bytes):
            return unsafe bytes.withUnsafeBytes {
                unsafe sqlite3_bind_blob(handle, index, $0.baseAddress, CInt($0.count), Self.copied)
            }
        }
    }

    /// SQLITE_TRANSIENT, a cast that the importer leaves out: SQLite takes a copy.
    private static var copied: sqlite3_destructor_type { unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    private func failure(_ code: CInt) -> DatabaseError {
        let message = unsafe self.database.sqliteConnection.map { unsafe String(cString: sqlite3_errmsg($0)) }
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }
}
