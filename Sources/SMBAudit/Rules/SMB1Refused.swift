// SPDX-License-Identifier: Apache-2.0
import SMBSettings

extension AuditRule {
    /// 1001: a client that offers nothing newer than SMB1.
    static let smb1Refused = AuditRule(isEnabled: \.auditsSMB1) { observation, _ in
        guard case .smb1Refused(let dialects) = observation.fact else { return nil }
        return AuditEvent(
            id: EventID.smb1Refused,
            fields: .clientName(observation.client) + [EventField("LogEventCount", .uint32(1))],
            extra: [EventField("dialects", .list(dialects.prefix(Self.shownDialects).map { String($0.prefix(64)) }))])
    }

    /// 3000: a client came with SMB1, whether it was let in or not.
    static let smb1Access = AuditRule(isEnabled: \.auditsSMB1) { observation, _ in
        switch observation.fact {
        case .smb1Refused, .smb1Negotiated:
            AuditEvent(id: EventID.smb1Access, fields: [EventField("ClientName", .ansi(observation.client.name))])
        default: nil
        }
    }

    /// A stranger fills the frame with as many dialects as fit; an event keeps some.
    static let shownDialects = 64
}
