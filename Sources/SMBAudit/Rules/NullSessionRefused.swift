// SPDX-License-Identifier: Apache-2.0

extension AuditRule {
    /// 60013, a record of ours: an anonymous session asked for more than it may have.
    static let nullSessionRefused = AuditRule { observation, _ in
        guard case .nullSessionRefused(let name) = observation.fact else { return nil }
        return AuditEvent(
            id: EventID.nullSessionRefused,
            fields: .clientName(observation.client) + .clientAddress(observation) + [
                EventField("ObjectName", .unicode(String(name.prefix(Self.shownName))))
            ])
    }

    /// The longest name of a share, and more than any pipe's.
    private static let shownName = 80
}
