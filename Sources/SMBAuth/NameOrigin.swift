// SPDX-License-Identifier: Apache-2.0

/// Where in the exchange the target name stood. Only what the proof covers is evidence.
package enum NameSource: Hashable, Sendable {
    /// MsvAvTargetName, inside the NTLMv2 response.
    case attribute
    /// KERB_AUTH_DATA_CLIENT_TARGET, inside the encrypted authenticator.
    case authorizationData
    /// The ticket's own service name: clear text that whoever relays it can rewrite, so it proves a key and no name.
    case ticket
}

/// Who chose the target name.
package enum NameOrigin: Hashable, Sendable {
    /// Nothing tells.
    case unknown
    /// The client's user or configuration.
    case typed
    /// The client copied it out of our own challenge, as it would copy a relay's: it proves nothing.
    case echoed
}
