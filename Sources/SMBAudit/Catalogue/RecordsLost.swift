// SPDX-License-Identifier: Apache-2.0
package import SMBWire

extension AuditEvent {
    /// 60002, a record of ours: the store could not keep what was seen between two moments. It has no observation; the store states it.
    package static func recordsLost(_ count: UInt64, from first: NTTime, to last: NTTime) -> AuditEvent {
        AuditEvent(
            id: EventID.recordsLost,
            fields: [
                EventField("Count", .uint64(count)), EventField("FirstLost", .unicode(Timestamp.plain(first))),
                EventField("LastLost", .unicode(Timestamp.plain(last))),
            ])
    }
}
