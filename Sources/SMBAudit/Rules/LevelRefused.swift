// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension AuditRule {
    /// 551: the logon was proven and SmbServerNameHardeningLevel refused it. No lockout counts it.
    static let levelRefused = AuditRule { observation, settings in
        guard case .logon(let logon) = observation.fact, logon.refusedByLevel else { return nil }
        return AuditEvent(
            id: EventID.levelRefused,
            fields: [
                EventField("SessionGUID", .guid(Self.sessionGUID(logon.sessionID))),
                EventField("ConnectionGUID", .guid("{\(observation.connection.id)}")),
                EventField("Status", .hexInt32(NTStatus.accessDenied.rawValue)),
                EventField("TranslatedStatus", .hexInt32(NTStatus.accessDenied.rawValue)),
            ] + .clientAddress(observation) + [EventField("SessionId", .hexInt64(logon.sessionID))] + .userName(logon.user)
                + .clientName(observation.client) + [
                    EventField("SPN", .unicode(logon.spn.spn ?? "")),
                    .policy(settings),
                    EventField("ReasonCode", .uint32(Self.refusedByLevel)),
                ],
            extra: .evidence(observation.client, logon))
    }

    /// Windows' values of ReasonCode are not published; this one is ours.
    private static let refusedByLevel: UInt32 = 1

    /// Sessions have no GUID here; their number makes one that is as unique.
    private static func sessionGUID(_ sessionID: UInt64) -> String { "{\(GUID(low: 0, high: sessionID.byteSwapped))}" }
}
