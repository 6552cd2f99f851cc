// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth

/// Watches the connection that took a trial, and says once how it ended.
struct TrialWatch {
    private enum Phase {
        case beforeLogon
        /// A logon failed or was refused, and none succeeded: what the client does next says nothing about signing.
        case logonFailed
        case counting(valid: UInt64)
        case ended
    }

    enum Ending: Hashable {
        case outcome(TrialOutcome)
        /// Nothing was learned: the trial is there for the next connection.
        case inconclusive
        /// Nothing was learned, and the client needs an ordinary connection next.
        case withoutVerdict
    }

    let trial: TrialTable.Trial
    /// The session that is judged: the first of a user.
    private(set) var session: LogonFact?
    private(set) var workstation = ""
    private var phase = Phase.beforeLogon

    /// A client that signs by chance only, or only what its dialect makes it sign, does not come so far.
    static let requestsToPass: UInt64 = 3

    init(_ trial: TrialTable.Trial) { self.trial = trial }

    mutating func loggedOn(_ logon: LogonFact, workstation: String) {
        switch self.phase {
        case .beforeLogon, .logonFailed:
            guard logon.kind == .user, !logon.isReauthentication else { return }
            self.session = logon
            self.workstation = workstation
            // Encrypted requests carry no signature. What the session would have signed will not be seen.
            self.phase = logon.signingRequired ? .counting(valid: 0) : .logonFailed
        case .counting, .ended:
            break
        }
    }

    mutating func logonFailed() {
        switch self.phase {
        case .beforeLogon: self.phase = .logonFailed
        case .logonFailed, .counting, .ended: break
        }
    }

    /// Only the trial kept a guest out, and would again at each of its next tries.
    mutating func turnedGuestAway() -> Ending? {
        switch self.phase {
        case .beforeLogon, .logonFailed: self.end(.withoutVerdict)
        case .counting, .ended: nil
        }
    }

    /// A request of the session whose signature was right.
    mutating func verified(_ sessionID: UInt64) -> Ending? {
        guard case .counting(let valid) = self.phase, sessionID == self.session?.sessionID else { return nil }
        self.phase = .counting(valid: valid + 1)
        return valid + 1 < Self.requestsToPass ? nil : self.end(.outcome(.signed(requests: valid + 1)))
    }

    /// A request of the session that had no signature, or a wrong one.
    ///
    /// Once a signature was right, anybody who can write into the connection may have sent it, so it decides nothing. A client that signs
    /// only what its dialect makes it sign is refused here, and has to be let in at its next try.
    mutating func failed(_ sessionID: UInt64, _ failure: TrialFailure) -> Ending? {
        guard case .counting(let valid) = self.phase, sessionID == self.session?.sessionID else { return nil }
        guard valid > 0 else { return self.end(.outcome(.failed(failure))) }
        return self.end(failure == .badSignature ? .inconclusive : .withoutVerdict)
    }

    /// The client does not get to show what it can: we ended its session, or it encrypts instead of signing.
    mutating func interrupted(_ sessionID: UInt64) -> Ending? {
        guard case .counting(0) = self.phase, sessionID == self.session?.sessionID else { return nil }
        return self.end(.inconclusive)
    }

    mutating func sessionEnded(_ sessionID: UInt64) -> Ending? {
        sessionID == self.session?.sessionID ? self.left(hasNegotiated: true) : nil
    }

    /// The connection ended, or the session that was watched.
    mutating func left(hasNegotiated: Bool) -> Ending? {
        switch self.phase {
        case .beforeLogon: self.end(hasNegotiated ? .outcome(.failed(.leftAfterNegotiate)) : .inconclusive)
        case .logonFailed: self.end(.inconclusive)
        case .counting(0): self.end(.outcome(.failed(.leftAfterLogon)))
        case .counting(let valid): self.end(.outcome(.signed(requests: valid)))
        case .ended: nil
        }
    }

    private mutating func end(_ ending: Ending) -> Ending {
        self.phase = .ended
        return ending
    }
}
