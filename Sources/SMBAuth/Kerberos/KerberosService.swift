// SPDX-License-Identifier: Apache-2.0

/// What a keytab makes of a server: who proves its tickets, and whom they stand for.
package struct KerberosService: Sendable {
    package var acceptor: any KerberosAcceptor
    package var principals: PrincipalRules

    package init(acceptor: any KerberosAcceptor, principals: PrincipalRules) {
        self.acceptor = acceptor
        self.principals = principals
    }
}
