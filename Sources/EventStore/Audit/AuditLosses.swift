// SPDX-License-Identifier: Apache-2.0
import SMBAudit
package import SMBWire

/// What could not be kept, and when it happened.
package struct AuditLosses: Hashable, Sendable {
    package var count: UInt64
    package var first: NTTime
    package var last: NTTime
}

extension AuditLosses {
    /// Ours: records that were lost between two moments.
    package static let eventID: UInt16 = 60002

    /// The event that says so.
    var event: AuditEvent {
        AuditEvent(
            id: Self.eventID,
            fields: [
                EventField("Count", .uint64(self.count)), EventField("FirstLost", .uint64(self.first.rawValue)),
                EventField("LastLost", .uint64(self.last.rawValue)),
            ])
    }
}
