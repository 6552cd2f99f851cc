// SPDX-License-Identifier: Apache-2.0

/// A judgement with its evidence: what a rule makes of an observation.
package struct AuditEvent: Hashable, Sendable, Codable {
    package let id: UInt16
    /// EventData: names, types and order are those of the event's template, nothing more.
    package let fields: [EventField]
    /// What Signet knows besides: the `Signet` object.
    package let extra: [EventField]

    package init(id: UInt16, fields: [EventField], extra: [EventField] = []) {
        self.id = id
        self.fields = fields
        self.extra = extra
    }
}

extension AuditEvent {
    package subscript(_ name: String) -> EventValue? { (self.fields + self.extra).first { $0.name == name }?.value }
}
