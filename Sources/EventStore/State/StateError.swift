// SPDX-License-Identifier: Apache-2.0
import GRDB
import Glibc

/// Why the state could not be read or changed. The command line says it in words.
package enum StateError: Error, Hashable, Sendable {
    case file(String, errno: Int32)
    case alreadyServing(String)
    /// A database that a later version of the program has written.
    case newerSchema(String)
    case database(String, code: Int32, message: String)

    case userExists(String)
    case noSuchUser(String)
    case invalidUserName(String)
    case shareExists(String)
    case noSuchShare(String)
    case invalidShareName(String)
}

extension StateError {
    /// The one place where SQLite's errors become ours.
    static func wrapping<Value>(_ file: String, _ body: () throws -> Value) throws(StateError) -> Value {
        do {
            return try body()
        } catch let error as StateError {
            throw error
        } catch let error as DatabaseError {
            throw .database(file, code: error.extendedResultCode.rawValue, message: error.message ?? error.description)
        } catch {
            throw .database(file, code: 1, message: "\(error)")
        }
    }
}

extension StateError: CustomStringConvertible {
    /// What went wrong, without what was being tried: the caller knows that.
    package var description: String {
        switch self {
        case .file(let path, let code): "\(path): \(unsafe String(cString: strerror(code)))"
        case .alreadyServing(let path): "another server runs on \(path)"
        case .newerSchema(let file): "\(file) was written by a later version of signet"
        case .database(let file, _, let message): "\(file): \(message)"
        case .userExists(let name): "a user named \(name) exists"
        case .noSuchUser(let name): "there is no user named \(name)"
        case .invalidUserName(let name): "\(name.debugDescription) cannot be a user's name"
        case .shareExists(let name): "a share named \(name) exists"
        case .noSuchShare(let name): "there is no share named \(name)"
        case .invalidShareName(let name): "\(name.debugDescription) cannot be a share's name"
        }
    }
}
