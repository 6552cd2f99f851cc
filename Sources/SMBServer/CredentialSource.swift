// SPDX-License-Identifier: Apache-2.0
package import SMBAuth

/// Where a logon's user is looked up: a snapshot in memory, so the answer is there at once and takes as long for a user that exists as for
/// one that does not.
package protocol CredentialSource: Sendable {
    func credential(for query: CredentialQuery) -> Credential?
}
