// SPDX-License-Identifier: Apache-2.0

/// The three ways in which a session is safe from relay.
package enum RelayProtection: String, Hashable, Sendable, CaseIterable {
    /// The client named this server, in a place that nobody else could write to, and did not take the name from us.
    case spn
    case signing
    case encryption
}

/// Why a logon that was proven is refused. `refusedByLevel` of a `LogonFact` is `.level`.
package enum LogonRefusal: String, Hashable, Sendable, CaseIterable {
    /// SmbServerNameHardeningLevel.
    case level
    /// RequireRelayProtection: neither an accepted SPN nor signing nor encryption.
    case relayProtection
    /// RequireRelayProtection: the challenge was rewritten on its way.
    case rewrittenChallenge
    /// EncryptData: the client cannot encrypt.
    case encryption
    /// Signing is required, and the connection signs with the key of another user's logon: nothing ties this one to it. SMB1 only.
    case anothersKey
}
