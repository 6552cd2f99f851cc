// SPDX-License-Identifier: Apache-2.0

/// What an authenticator must know beforehand.
package struct AuthenticatorConfiguration: Hashable, Sendable {
    package var names: ServerNames
    package var allowsAnonymous: Bool

    package init(names: ServerNames, allowsAnonymous: Bool = false) {
        self.names = names
        self.allowsAnonymous = allowsAnonymous
    }
}
