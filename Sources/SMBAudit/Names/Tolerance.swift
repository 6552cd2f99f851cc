// SPDX-License-Identifier: Apache-2.0

/// A way in which an accepted SPN departs from the plain `cifs/name`. Each one that decided is recorded.
package enum Tolerance: String, Hashable, Sendable, Codable, CaseIterable {
    case caseFolded
    case portIgnored
    case serviceNameIgnored
    case trailingDot
    /// `host/` for `cifs/`, Kerberos only.
    case hostClass
    /// `@REALM`, Kerberos only.
    case realmStripped
}
