// SPDX-License-Identifier: Apache-2.0

extension AuditRule {
    /// 1004: a signature that does not verify. It is refused, required or not ([MS-SMB2] 3.3.5.2.4).
    static let badSignature = AuditRule { observation, _ in
        guard case .badSignature(let request) = observation.fact else { return nil }
        return AuditEvent(id: EventID.badSignature, fields: .session(observation, request), extra: .request(request))
    }
}
