// SPDX-License-Identifier: Apache-2.0
import SMBAuth
package import SMBWire
import Synchronization

/// Every session of the server: who, from where, and how to reach the connection that owns it. [MS-SMB2] 3.3.1.5 GlobalSessionTable
package final class SessionTable: Sendable {
    /// What others may know of a session: `signet sessions` lists these.
    package struct Row: Sendable {
        package var id: UInt64
        package var principal: Principal
        package var address: String
        package var workstation: String
        package var dialect: SMB2.Dialect
        package var signingRequired: Bool
        package var signingAlgorithm: String
        package var mechanism: String
        /// The SPN as the client sent it; nil when there was none.
        package var spn: String?
        package var since: NTTime
        package var mailbox: any Mailbox
    }

    private let rows = Mutex<[UInt64: Row]>([:])
    /// Who wants to know that a session is gone.
    private let watchers = Mutex<[UInt64: [@Sendable () -> Void]]>([:])

    package init() {}

    func add(_ row: Row) { self.rows.withLock { $0[row.id] = row } }
    func remove(_ id: UInt64) {
        self.rows.withLock { _ = $0.removeValue(forKey: id) }
        let watchers = self.watchers.withLock { $0.removeValue(forKey: id) } ?? []
        for isGone in watchers { isGone() }
    }
    func contains(_ id: UInt64) -> Bool { self.rows.withLock { $0[id] != nil } }

    /// The session of that id, if it is this principal's. [MS-SMB2] 3.3.5.5.3: another user's PreviousSessionId is ignored.
    func previous(_ id: UInt64, of principal: Principal) -> Row? {
        guard let row = self.rows.withLock({ $0[id] }), row.principal.kind == .user, principal.kind == .user,
            row.principal.relativeID == principal.relativeID
        else { return nil }
        return row
    }

    package var all: [Row] { self.rows.withLock { Array($0.values) }.sorted { $0.since.rawValue < $1.since.rawValue } }
    package var count: Int { self.rows.withLock { $0.count } }

    /// Asks the owner of a session to end it; false when there is none of that id. `isGone` is called once it has ended, from the
    /// owner's thread.
    package func end(_ id: UInt64, _ reason: SessionEnd, isGone: (@Sendable () -> Void)? = nil) -> Bool {
        guard let row = self.rows.withLock({ $0[id] }) else { return false }
        if let isGone { self.watchers.withLock { $0[id, default: []].append(isGone) } }
        row.mailbox.post(.endSession(id: id, reason))
        // It may have ended between the look-up and the watch.
        if isGone != nil, !self.contains(id) { self.remove(id) }
        return true
    }
}
