// SPDX-License-Identifier: Apache-2.0

extension AuditRule {
    /// 60010, a record of ours: what a client did on the connection on which it was made to sign.
    static let trialEnded = AuditRule { observation, _ in
        guard case .trialEnded(let trial) = observation.fact else { return nil }
        var extra = [EventField("proven", .boolean(trial.isProven))]
        if !observation.client.workstation.isEmpty { extra.append(EventField("workstation", .unicode(observation.client.workstation))) }
        if let guid = observation.client.clientGUID { extra.append(EventField("clientGuid", .guid("{\(guid)}"))) }
        if !trial.domain.isEmpty { extra.append(EventField("domain", .unicode(trial.domain))) }
        if let word = trial.negotiateMode {
            extra.append(EventField(trial.isSMB1 ? "negotiateFlags2" : "negotiateSecurityMode", .hexInt32(UInt32(word))))
        }
        // Of the same meaning in SMB1, where the bits come from Flags2.
        extra.append(EventField("sessionSetupSecurityMode", .hexInt32(UInt32(trial.sessionSetupMode))))
        return AuditEvent(
            id: EventID.trialEnded,
            fields: .clientName(observation.client) + .userName(trial.user) + .clientAddress(observation) + [
                EventField("SessionID", .hexInt64(trial.sessionID)),
                EventField("Dialect", .unicode(DialectName.of(trial.dialect))),
                EventField("Outcome", .unicode(trial.outcome.word)),
                EventField("SignedRequests", .uint64(trial.outcome.signedRequests)),
            ],
            extra: extra)
    }
}

extension TrialOutcome {
    /// The word in events.
    fileprivate var word: String {
        switch self {
        case .signed: "signed"
        case .failed(let failure): failure.rawValue
        }
    }

    fileprivate var signedRequests: UInt64 {
        switch self {
        case .signed(let requests): requests
        case .failed: 0
        }
    }
}
