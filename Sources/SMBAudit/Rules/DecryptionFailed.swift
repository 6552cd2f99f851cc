// SPDX-License-Identifier: Apache-2.0
import SMBWire

extension AuditRule {
    /// 1015: the key of the session that an encrypted frame names does not open it. [MS-SMB2] 3.3.5.2.1.1
    static let decryptionFailed = AuditRule { observation, _ in
        guard case .undecryptable(let sessionID) = observation.fact else { return nil }
        let name = observation.client.name
        let address: [EventField] = .clientAddress(observation)
        return AuditEvent(
            id: EventID.decryptionFailed,
            fields: [
                EventField("ClientNameLength", .uint16(UInt16(clamping: name.utf8.count))), EventField("ClientName", .ansi(name)),
                // The template has a shorter length here than elsewhere.
                EventField("ClientAddressLength", .uint16(Self.length(of: address))),
            ] + address.suffix(1) + [
                EventField("Status", .hexInt32(NTStatus.invalidSignature.rawValue)),
                EventField("TranslatedStatus", .hexInt32(NTStatus.invalidSignature.rawValue)),
                EventField("SessionID", .hexInt64(sessionID)),
            ])
    }

    private static func length(of address: [EventField]) -> UInt16 {
        guard case .binary(let bytes)? = address.last?.value else { return 0 }
        return UInt16(clamping: bytes.count)
    }
}
