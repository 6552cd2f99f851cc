// SPDX-License-Identifier: Apache-2.0
package import SMBAudit
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
        /// What NEGOTIATE agreed on; nil: this session can't be encrypted.
        package var cipher: String?
        /// Whether it must be.
        package var encryptsData: Bool
        package var mechanism: String
        package var spn: SPNVerdict
        /// What stops a relay of it; nil where nothing does.
        package var protection: RelayProtection?
        /// How firmly it has shown that it signs.
        package var evidence: Evidence
        package var since: NTTime
        package var mailbox: any Mailbox
    }

    private struct Rows {
        var byID: [UInt64: Row] = [:]
        /// Who wants to know that a session is gone.
        var watchers: [UInt64: [@Sendable () -> Void]] = [:]
    }

    private let rows = Mutex(Rows())

    package init() {}

    func add(_ row: Row) { self.rows.withLock { $0.byID[row.id] = row } }
    func update(_ id: UInt64, signingRequired: Bool, encryptsData: Bool, protection: RelayProtection?) {
        self.rows.withLock { rows in
            rows.byID[id]?.signingRequired = signingRequired
            rows.byID[id]?.encryptsData = encryptsData
            rows.byID[id]?.protection = protection
        }
    }
    func update(_ id: UInt64, evidence: Evidence) { self.rows.withLock { $0.byID[id]?.evidence = evidence } }
    func contains(_ id: UInt64) -> Bool { self.rows.withLock { $0.byID[id] != nil } }

    /// Called by the session's owner when nothing of it is left, however it ended.
    func remove(_ id: UInt64) {
        let watchers = self.rows.withLock { rows in
            rows.byID[id] = nil
            return rows.watchers.removeValue(forKey: id) ?? []
        }
        for isGone in watchers { isGone() }
    }

    package var all: [Row] { self.rows.withLock { Array($0.byID.values) }.sorted { $0.since.rawValue < $1.since.rawValue } }
    package var count: Int { self.rows.withLock { $0.byID.count } }

    /// Asks the owner of a session to end it; false when there is none of that id, or none of this principal's. `isGone` is called once
    /// when it has ended, from the owner's thread. [MS-SMB2] 3.3.5.5.3: another user's PreviousSessionId is ignored.
    package func end(
        _ id: UInt64, _ reason: SessionEnd, of principal: Principal? = nil, isGone: (@Sendable () -> Void)? = nil
    ) -> Bool {
        let owner: (any Mailbox)? = self.rows.withLock { rows in
            guard let row = rows.byID[id], principal.map(row.principal.isSameUser) ?? true else { return nil }
            if let isGone { rows.watchers[id, default: []].append(isGone) }
            return row.mailbox
        }
        owner?.post(.endSession(id: id, reason))
        return owner != nil
    }
}
