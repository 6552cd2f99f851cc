// SPDX-License-Identifier: Apache-2.0
import EventStore
import SMBAuth
import SMBCrypto
import SMBEngine
import SMBServer

/// All users in memory, replaced whole when they change, so that a logon waits for no disk.
final class UserSnapshot: CredentialSource {
    private let users: Snapshot<[String: Credential]>

    init(_ users: [UserRecord]) { self.users = Snapshot(Self.table(users)) }

    func replace(_ users: [UserRecord]) { self.users.replace(Self.table(users)) }

    /// Whatever domain a client gives, its users are this server's.
    func credential(for query: CredentialQuery) -> Credential? { self.users.value[query.user.lowercased()] }

    private static func table(_ users: [UserRecord]) -> [String: Credential] {
        Dictionary(
            users.map { user in
                (
                    user.name.lowercased(),
                    Credential(
                        userName: user.name, ntHash: SecretKey(user.ntHash), relativeIdentifier: user.rid, isEnabled: user.isEnabled,
                        isAdministrator: user.isAdministrator)
                )
            }, uniquingKeysWith: { first, _ in first })
    }
}
