// SPDX-License-Identifier: Apache-2.0

extension AuditRule {
    /// 1003: something came in the clear, or a client that can send nothing else, where encryption is required.
    static let unencryptedAccess = AuditRule { observation, _ in
        switch observation.fact {
        case .unencryptedWhereDue(let request, let share):
            return AuditEvent(
                id: EventID.unencryptedAccess, fields: .shareName(share) + .session(observation, request), extra: .request(request))
        case .logon(let logon) where logon.refusal == .encryption:
            let request = RequestFact(sessionID: logon.sessionID, user: logon.user, command: 1, messageID: 0)
            return AuditEvent(
                id: EventID.unencryptedAccess, fields: .shareName("") + .session(observation, request),
                extra: .evidence(observation.client, logon))
        default:
            return nil
        }
    }
}

extension [EventField] {
    fileprivate static func shareName(_ name: String) -> [EventField] {
        [EventField("ShareNameLength", .uint16(UInt16(clamping: name.utf16.count))), EventField("ShareName", .unicode(name))]
    }
}
