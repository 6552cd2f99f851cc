// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension AuditRule {
    /// 60014, a record of ours: a NEGOTIATE that no client sends so. Somebody on the way may have taken out what protects it.
    static let negotiateRefused = AuditRule { observation, _ in
        guard case .negotiateRefused(let status, let dialects) = observation.fact else { return nil }
        return AuditEvent(
            id: EventID.negotiateRefused,
            fields: .clientName(observation.client) + .clientAddress(observation) + [
                EventField("Status", .hexInt32(status.rawValue))
            ],
            extra: [EventField("dialects", .list(dialects.prefix(Self.shownDialects).map(DialectName.of)))])
    }
}
