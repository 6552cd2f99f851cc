// SPDX-License-Identifier: Apache-2.0

/// What an authenticator must know beforehand.
package struct AuthenticatorConfiguration: Hashable, Sendable {
    package var names: ServerNames
    package var allowsAnonymous: Bool
    /// NTLM is neither offered nor begun.
    package var refusesNTLM: Bool
    /// A right answer of NTLMv1 is enough.
    package var acceptsNTLMv1: Bool
    /// Whom tickets stand for; nil where there is no keytab, and so no Kerberos.
    package var kerberos: PrincipalRules?

    package init(
        names: ServerNames, allowsAnonymous: Bool = false, refusesNTLM: Bool = false, acceptsNTLMv1: Bool = false,
        kerberos: PrincipalRules? = nil
    ) {
        self.names = names
        self.allowsAnonymous = allowsAnonymous
        self.refusesNTLM = refusesNTLM
        self.acceptsNTLMv1 = acceptsNTLMv1
        self.kerberos = kerberos
    }
}
