// SPDX-License-Identifier: Apache-2.0
import EventStore
import SMBSettings

/// Why a command could not do what it was asked: what failed, why, and what to do.
struct CommandFailure: Error, Hashable, CustomStringConvertible {
    let what: String
    let why: String
    let remedy: String

    init(_ what: String, because why: String, remedy: String) {
        self.what = what
        self.why = why
        self.remedy = remedy
    }

    var description: String { "\(self.what): \(self.why); \(self.remedy)" }
}

extension CommandFailure {
    init(_ what: String, _ error: StateError) {
        self.init(what, because: error.description, remedy: error.remedy)
    }

    init(_ what: String, _ error: SettingError) {
        self.init(what, because: error.description, remedy: "`signet policy show` lists every value and its range")
    }

    /// Runs something of the state and says what it was for when it fails.
    static func explaining<Value>(_ what: String, _ body: () throws(StateError) -> Value) throws(CommandFailure) -> Value {
        do throws(StateError) {
            return try body()
        } catch {
            throw CommandFailure(what, error)
        }
    }
}

extension StateError {
    fileprivate var remedy: String {
        switch self {
        case .file(_, let code):
            code == 13
                ? "run it as the owner of the state, or name another with --state" : "name another folder with --state, or mend this one"
        case .alreadyServing: "stop that one first, or name another folder with --state"
        case .newerSchema: "use the version of signet that wrote it"
        case .database: "see that the disk has room and that nothing else holds the file, then try again"
        case .userExists: "`signet user password` changes a password, `signet user remove` removes a user"
        case .noSuchUser: "`signet user list` names those there are"
        case .invalidUserName: "take 1 to 104 characters other than \"/\\[]:;|=,+*?<>@"
        case .shareExists: "`signet share remove` removes one"
        case .noSuchShare: "`signet share list` names those there are"
        case .invalidShareName: "take 1 to 80 characters other than \"/\\[]:;|=,+*?<>, and not IPC$"
        }
    }
}
