// SPDX-License-Identifier: Apache-2.0

extension AuditRule {
    /// 1005: FSCTL_VALIDATE_NEGOTIATE_INFO contradicts NEGOTIATE ([MS-SMB2] 3.3.5.15.12).
    static let negotiateValidationFailed = AuditRule { observation, _ in
        guard case .negotiateValidationFailed(let failure) = observation.fact else { return nil }
        return AuditEvent(
            id: EventID.negotiateValidationFailed,
            fields: .clientName(observation.client) + .userName(failure.user) + .clientAddress(observation)
                + Self.terms(failure.expected, "Expected") + Self.terms(failure.received, "Received") + [
                    EventField("SessionID", .hexInt64(failure.sessionID))
                ])
    }

    private static func terms(_ terms: NegotiateValidationFact.Terms, _ prefix: String) -> [EventField] {
        [
            EventField(prefix + "Dialect", .hexInt32(UInt32(terms.dialect))),
            EventField(prefix + "Capabilities", .hexInt32(terms.capabilities)),
            EventField(prefix + "SecurityMode", .hexInt32(UInt32(terms.securityMode))),
        ]
    }
}
