// SPDX-License-Identifier: Apache-2.0

/// What a proven logon said about the name that the client meant to reach. Evidence, not a verdict.
package enum TargetName: Hashable, Sendable {
    case absent
    /// The mechanism cannot carry a name (NTLMv1).
    case unsupported
    /// The client says itself that the name came from an untrusted source: the same as none. [MS-NLMP] 2.2.2.1, MsvAvFlags 0x4
    case untrusted(String)
    case empty
    case present(String)
}
