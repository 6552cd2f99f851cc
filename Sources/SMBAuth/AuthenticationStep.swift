// SPDX-License-Identifier: Apache-2.0

/// What the authenticator wants done next.
package enum AuthenticationStep: Equatable, Sendable {
    /// Send this token with STATUS_MORE_PROCESSING_REQUIRED.
    case reply([UInt8])
    /// Look the user up, then `resume`.
    case lookUp(CredentialQuery)
    /// Have the ticket proved, then `resume`.
    case acceptKerberos(KerberosRequest)
    /// The logon is proven; `token` goes with the success.
    case accepted(AuthenticatedLogon, token: [UInt8])
    case failed(AuthenticationFailure, token: [UInt8]?)
    /// This attempt failed, and the client is told how to try again: send the token with STATUS_MORE_PROCESSING_REQUIRED.
    case retry(AuthenticationFailure, token: [UInt8])
}

/// The names as the client sent them.
package struct CredentialQuery: Hashable, Sendable {
    package var user: String
    package var domain: String

    package init(user: String, domain: String) {
        self.user = user
        self.domain = domain
    }
}
