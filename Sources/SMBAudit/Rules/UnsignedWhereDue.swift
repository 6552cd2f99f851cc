// SPDX-License-Identifier: Apache-2.0

extension AuditRule {
    /// 60001, a record of ours: a request without a signature on a session that requires one. Windows refuses it and says nothing.
    static let unsignedWhereDue = AuditRule { observation, _ in
        guard case .unsignedWhereDue(let request) = observation.fact else { return nil }
        return AuditEvent(id: EventID.unsignedWhereDue, fields: .session(observation, request), extra: .request(request))
    }
}
