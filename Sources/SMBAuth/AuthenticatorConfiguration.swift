// SPDX-License-Identifier: Apache-2.0

/// What an authenticator must know beforehand.
package struct AuthenticatorConfiguration: Hashable, Sendable {
    package var names: ServerNames
    package var allowsAnonymous: Bool
    /// NTLM is neither offered nor begun.
    package var refusesNTLM: Bool
    /// Whom tickets stand for; nil where there is no keytab, and so no Kerberos.
    package var kerberos: PrincipalRules?

    package init(names: ServerNames, allowsAnonymous: Bool = false, refusesNTLM: Bool = false, kerberos: PrincipalRules? = nil) {
        self.names = names
        self.allowsAnonymous = allowsAnonymous
        self.refusesNTLM = refusesNTLM
        self.kerberos = kerberos
    }
}
