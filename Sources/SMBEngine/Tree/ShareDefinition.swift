// SPDX-License-Identifier: Apache-2.0
package import SMBAuth
import SMBWire

/// One share: where its files are, and who may do what.
package struct ShareDefinition: Sendable {
    package var name: String
    package var comment: String
    package var isReadOnly: Bool
    package var allowsGuest: Bool
    /// Share.EncryptData. [MS-SMB2] 3.3.1.6
    package var encryptsData: Bool
    /// Whether clients of SMB1 get here, where the server speaks that.
    package var speaksSMB1: Bool
    /// Lower-cased user names that may read; `nil`: every user of the server. Writers may read as well.
    package var readers: Set<String>?
    /// Lower-cased user names that may write; `nil`: everybody who may read.
    package var writers: Set<String>?
    package var store: any FileStore

    package init(
        name: String, comment: String = "", isReadOnly: Bool = false, allowsGuest: Bool = false, encryptsData: Bool = false,
        speaksSMB1: Bool = true, readers: Set<String>? = nil, writers: Set<String>? = nil, store: any FileStore
    ) {
        self.name = name
        self.comment = comment
        self.isReadOnly = isReadOnly
        self.allowsGuest = allowsGuest
        self.encryptsData = encryptsData
        self.speaksSMB1 = speaksSMB1
        self.readers = readers
        self.writers = writers
        self.store = store
    }
}

package enum ShareRight: Int, Comparable, Sendable {
    case none, read, write
    package static func < (left: ShareRight, right: ShareRight) -> Bool { left.rawValue < right.rawValue }
}

extension ShareDefinition {
    /// What this principal may do on the share.
    package func right(of principal: Principal) -> ShareRight {
        switch principal.kind {
        case .anonymous: return .none
        case .guest: return self.allowsGuest ? (self.isReadOnly || self.writers != nil ? .read : .write) : .none
        case .user:
            let user = principal.userName.lowercased()
            let mayWrite = !self.isReadOnly && (self.writers.map { $0.contains(user) } ?? (self.readers.map { $0.contains(user) } ?? true))
            if mayWrite { return .write }
            let mayRead = self.readers.map { $0.contains(user) } ?? true
            return mayRead || self.writers?.contains(user) == true ? .read : .none
        }
    }
}

/// Who a session acts for.
package struct Principal: Hashable, Sendable {
    package var userName: String
    package var domainName: String
    package var kind: LogonKind
    /// Relative id of the account; 0 for anonymous and guest.
    package var relativeID: UInt32
    package var isAdministrator: Bool
    package init(userName: String, domainName: String, kind: LogonKind, relativeID: UInt32, isAdministrator: Bool) {
        self.userName = userName
        self.domainName = domainName
        self.kind = kind
        self.relativeID = relativeID
        self.isAdministrator = isAdministrator
    }

    /// Guests and anonymous sessions are nobody's.
    func isSameUser(as other: Principal) -> Bool {
        self.kind == .user && other.kind == .user && self.relativeID == other.relativeID
    }
}

/// All shares, found by name without regard to case.
package struct ShareTable: Sendable {
    private var byName: [String: ShareDefinition] = [:]
    package init(_ shares: [ShareDefinition] = []) {
        for share in shares { self.byName[share.name.lowercased()] = share }
    }
    package subscript(_ name: String) -> ShareDefinition? { self.byName[name.lowercased()] }
    package var all: [ShareDefinition] { self.byName.values.sorted { $0.name < $1.name } }
}
