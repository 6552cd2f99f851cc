// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAuth
import SMBWire

/// Who asks, in the terms in which security descriptors speak. [MS-DTYP] 2.5.2
struct AccessToken: Hashable, Sendable {
    let user: SID
    let primaryGroup: SID
    /// The user and all groups.
    let sids: Set<SID>
    /// May take ownership, and give it to others, whatever a descriptor says.
    let isAdministrator: Bool

    init(user: SID, primaryGroup: SID, groups: Set<SID>, isAdministrator: Bool = false) {
        self.user = user
        self.primaryGroup = primaryGroup
        self.sids = groups.union([user, primaryGroup])
        self.isAdministrator = isAdministrator
    }

    init(_ principal: Principal, on server: GUID) {
        switch principal.kind {
        case .anonymous:
            self.init(user: .anonymous, primaryGroup: .anonymous, groups: [.everyone, .network])
        case .guest:
            self.init(user: .account(501, of: server), primaryGroup: .account(514, of: server), groups: [.everyone, .network, .guests])
        case .user:
            let groups: Set<SID> = [.everyone, .network, .authenticatedUsers, .users]
            self.init(
                user: .account(principal.relativeID, of: server), primaryGroup: .account(513, of: server),
                groups: principal.isAdministrator ? groups.union([.administrators]) : groups, isAdministrator: principal.isAdministrator)
        }
    }
}

extension FileOperations {
    var token: AccessToken { AccessToken(self.session.principal, on: self.server.guid) }
}

extension SID {
    static let network = SID(authority: 5, [2])
    static let users = SID(authority: 5, [32, 545])
    static let guests = SID(authority: 5, [32, 546])
    static let ownerRights = SID(authority: 3, [4])

    /// An account of this server, in a domain of its own that is made of the server's GUID.
    static func account(_ relativeID: UInt32, of server: GUID) -> SID {
        var writer = WireWriter()
        server.encode(into: &writer)
        let words = (0..<3).map { writer.buffer.getInteger(at: $0 * 4, endianness: .little, as: UInt32.self) ?? 0 }
        return SID(authority: 5, [21] + words + [relativeID])
    }
}
