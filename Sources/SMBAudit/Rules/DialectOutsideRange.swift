// SPDX-License-Identifier: Apache-2.0
import SMBSettings

extension AuditRule {
    /// 1061: no dialect of the client lies between MinSmb2Dialect and MaxSmb2Dialect.
    static let dialectOutsideRange = AuditRule { observation, settings in
        guard case .dialectRefused(let dialects, let securityMode) = observation.fact else { return nil }
        let shown = dialects.prefix(Self.shownDialects)
        return AuditEvent(
            id: EventID.dialectOutsideRange,
            fields: [
                EventField("SecurityMode", .uint16(securityMode)),
                EventField("DialectCount", .uint16(UInt16(clamping: dialects.count))),
                EventField("Dialects", .unicode(shown.map { "0x" + Hex.digits($0, count: 4) }.joined(separator: " "))),
                EventField("MinSmb2Dialect", .uint16(settings.minimumDialect)),
                EventField("MaxSmb2Dialect", .uint16(settings.maximumDialect)),
            ] + .clientName(observation.client),
            extra: [EventField("dialects", .list(shown.map(DialectName.of)))])
    }
}
