// SPDX-License-Identifier: Apache-2.0

/// Which user of this server a principal is.
package struct PrincipalRules: Hashable, Sendable {
    /// The realm of the keytab: only its users are known here by their own names.
    package var realm: String
    /// An administrator's word, by a principal's whole text.
    package var users: [String: String]

    package init(realm: String, users: [String: String] = [:]) {
        self.realm = realm
        self.users = users
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
        if let user = self.users[principal.description] { return .rule(user: user) }
        guard principal.realm == self.realm, let user = principal.components.first, principal.components.count == 1, !user.isEmpty,
            user.utf8.last != UInt8(ascii: "$"), user == principal.name
        else { return nil }
        return .ownName(user: user)
    }
}
