// SPDX-License-Identifier: Apache-2.0
import SMBAudit

/// What an observation is to the store.
enum ObservationClass: Hashable {
    case logon(LogonFact)
    case signatures(UInt64, SignatureCounts, isFinal: Bool)
    case attempt(AttemptKind, detail: String)
    /// As many as an administrator allowed.
    case trial(TrialFact)

    init(_ fact: Observation.Fact) {
        self =
            switch fact {
            case .logon(let logon): .logon(logon.asStored)
            case .requestsCounted(let session, let counts): .signatures(session, counts, isFinal: false)
            case .sessionEnded(let session, let counts): .signatures(session, counts, isFinal: true)
            case .logonFailed(let failed) where failed.legacyAnswer != nil: .attempt(.legacyAnswerRefused, detail: failed.claimedUser)
            case .logonFailed(let failed): .attempt(.logonFailed, detail: "\(failed.claimedUser): \(failed.reason)")
            case .smb1Refused(let dialects): .attempt(.smb1Refused, detail: dialects.prefix(8).joined(separator: ", "))
            case .smb1Negotiated(let dialects): .attempt(.smb1Negotiated, detail: dialects.prefix(8).joined(separator: ", "))
            case .dialectRefused(let dialects, _):
                .attempt(.dialectRefused, detail: dialects.prefix(8).map { "0x" + String($0, radix: 16) }.joined(separator: ", "))
            case .badSignature(let request): .attempt(.badSignature, detail: "command \(request.command)")
            case .unsignedWhereDue(let request): .attempt(.unsignedWhereDue, detail: "command \(request.command)")
            case .unencryptedWhereDue(let request, let share):
                .attempt(.unencryptedWhereDue, detail: "command \(request.command), share \(share)")
            case .undecryptable: .attempt(.undecryptable, detail: "")
            case .negotiateValidationFailed: .attempt(.negotiateValidationFailed, detail: "")
            case .protocolViolation(let reason): .attempt(.protocolViolation, detail: reason)
            case .negotiateRefused(let status, _): .attempt(.negotiateRefused, detail: "\(status)")
            case .negotiateNotValidated(let request): .attempt(.negotiateNotValidated, detail: request.user)
            case .nullSessionRefused(let name): .attempt(.nullSessionRefused, detail: name)
            case .trialEnded(let trial): .trial(trial)
            }
    }
}
