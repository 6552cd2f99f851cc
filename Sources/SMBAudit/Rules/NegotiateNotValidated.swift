// SPDX-License-Identifier: Apache-2.0

extension AuditRule {
    /// 60012, a record of ours: a session of 3.0 or 3.0.2 began its work without validating what was negotiated, so that nobody would have
    /// noticed a downgrade. Some clients never do.
    static let negotiateNotValidated = AuditRule { observation, _ in
        guard case .negotiateNotValidated(let request) = observation.fact else { return nil }
        return AuditEvent(id: EventID.negotiateNotValidated, fields: .session(observation, request), extra: .request(request))
    }
}
