// SPDX-License-Identifier: Apache-2.0

/// Where observations and events go. It never blocks and never fails: what it cannot keep it counts. The sink adds the time.
package protocol EventSink: Sendable {
    func record(_ observation: Observation, _ events: [AuditEvent])
}
