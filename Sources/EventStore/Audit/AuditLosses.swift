// SPDX-License-Identifier: Apache-2.0
import SMBAudit
package import SMBWire

/// What could not be kept, and when it happened.
package struct AuditLosses: Hashable, Sendable {
    package var count: UInt64
    package var first: NTTime
    package var last: NTTime

    /// The event that says so, stored as soon as storing works again.
    var event: AuditEvent { .recordsLost(self.count, from: self.first, to: self.last) }
}
