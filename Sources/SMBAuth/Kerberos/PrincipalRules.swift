// SPDX-License-Identifier: Apache-2.0

/// Which user of this server a principal is.
package struct PrincipalRules: Hashable, Sendable {
    /// The realm of the keytab: only its users are known here by their own names.
    package var realm: String
    /// Only tickets with a PAC are taken, which tells the account's own name.
    package var requiresPAC: Bool
    /// An administrator's word, by the bytes of a principal's whole text: `String` takes two spellings that Unicode calls equivalent for
    /// one, and a KDC takes them for two people.
    private let users: [[UInt8]: String]

    package init(realm: String, users: [String: String] = [:], requiresPAC: Bool = false) {
        self.realm = realm
        self.users = Dictionary(users.map { ([UInt8]($0.key.utf8), $0.value) }, uniquingKeysWith: { first, _ in first })
        self.requiresPAC = requiresPAC
    }

    package enum Match: Hashable, Sendable {
        /// A rule names the user.
        case rule(user: String)
        /// `user@OWN-REALM`.
        case ownName(user: String)

        package var user: String {
            switch self {
            case .rule(let user), .ownName(let user): user
            }
        }
    }

    /// Nil: nobody. A trusted realm's `alice` is not ours, `alice/admin` is not `alice`, and a computer is no user, unless a rule says so.
    package func match(_ principal: KerberosPrincipal) -> Match? {
        if let user = self.users[[UInt8](principal.description.utf8)] { return .rule(user: user) }
        guard principal.realm.utf8.elementsEqual(self.realm.utf8), let user = principal.components.first, principal.components.count == 1,
            !user.isEmpty,
            user.utf8.last != UInt8(ascii: "$"), user.utf8.elementsEqual(principal.name.utf8)
        else { return nil }
        return .ownName(user: user)
    }
}
