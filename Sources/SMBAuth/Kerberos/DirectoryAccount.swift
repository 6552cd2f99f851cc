// SPDX-License-Identifier: Apache-2.0
package import SMBWire

/// Who a user is in the directory that issued the ticket. Recorded for the administrator; rights here hang on the user of this server.
package struct DirectoryAccount: Hashable, Sendable {
    package var name: String
    package var domain: String
    package var sid: SID
    /// The domain's groups, those of other domains and those of the server's own.
    package var groups: [SID]

    package init(name: String, domain: String, sid: SID, groups: [SID]) {
        self.name = name
        self.domain = domain
        self.sid = sid
        self.groups = groups
    }
}
