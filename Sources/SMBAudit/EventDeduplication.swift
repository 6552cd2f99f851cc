// SPDX-License-Identifier: Apache-2.0

/// One session's memory of what was reported, so that its re-authentications do not repeat it.
package struct EventDeduplication: Hashable, Sendable {
    private struct Key: Hashable {
        let user: String
        let event: UInt16
        let fields: [EventField]
    }

    private var seen: Set<Key> = []
    /// A session could re-authenticate with ever new names. What is not remembered any more is reported again, not lost.
    private static let limit = 32

    package init() {}

    /// The events that this session did not have yet. Feed it those of logons only.
    package mutating func unseen(_ events: [AuditEvent], user: String) -> [AuditEvent] {
        events.filter { event in
            let key = Key(user: user, event: event.id, fields: event.fields)
            if self.seen.contains(key) { return false }
            if self.seen.count < Self.limit { self.seen.insert(key) }
            return true
        }
    }
}
