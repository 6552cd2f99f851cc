// SPDX-License-Identifier: Apache-2.0
package import SMBWire

/// An event as it was stored: what a sink adds to it.
package struct EventRecord: Hashable, Sendable {
    package let recordID: UInt64
    package let time: NTTime
    package let computer: String
    package let event: AuditEvent

    package init(recordID: UInt64, time: NTTime, computer: String, event: AuditEvent) {
        self.recordID = recordID
        self.time = time
        self.computer = computer
        self.event = event
    }
}
