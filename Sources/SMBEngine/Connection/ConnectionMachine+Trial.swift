// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBWire

/// A trial in the life of its connection.
extension ConnectionMachine {
    /// Takes the peer's trial, where an administrator allowed one. What was announced once stays: an SMB1 negotiate and the SMB2
    /// NEGOTIATE that follows are one.
    func takeTrial() {
        guard self.trial == nil, let trial = self.server.trials.take(self.peer.address, now: self.server.clock.now()) else { return }
        self.trial = TrialWatch(trial)
    }

    /// The server is going to end the connection: what its client does not do any more is not its fault.
    package func willEnd() {
        if let trial = self.trial?.trial { self.server.trials.useUp(trial) }
        self.trial = nil
    }

    func signatureVerified(of session: Session) { self.finishTrial(self.trial?.verified(session.id)) }

    func signatureFailed(of session: Session, _ failure: TrialFailure) { self.finishTrial(self.trial?.failed(session.id, failure)) }

    func trialTurnedGuestAway() { self.finishTrial(self.trial?.turnedGuestAway()) }

    func trialInterrupted(_ session: Session) { self.finishTrial(self.trial?.interrupted(session.id)) }

    func trialSessionEnded(_ session: Session) { self.finishTrial(self.trial?.sessionEnded(session.id)) }

    func trialConnectionEnded() { self.finishTrial(self.trial?.left(hasNegotiated: self.trialTerms != nil)) }

    private func finishTrial(_ ending: TrialWatch.Ending?) {
        guard let ending, let watch = self.trial else { return }
        switch ending {
        case .inconclusive:
            self.server.trials.putBack(watch.trial, now: self.server.clock.now())
        case .withoutVerdict:
            self.server.trials.useUp(watch.trial)
        case .outcome(let outcome):
            self.server.trials.useUp(watch.trial)
            guard let terms = self.trialTerms else { return }
            let logon = watch.session
            self.observe(
                .trialEnded(
                    TrialFact(
                        sessionID: logon?.sessionID ?? 0, user: logon?.user ?? "", domain: logon?.domain ?? "",
                        dialect: terms.dialect.rawValue, negotiateMode: terms.negotiateWord,
                        sessionSetupMode: logon?.sessionSetupMode ?? 0, outcome: outcome)),
                workstation: watch.workstation)
        }
    }

    /// What the client agreed to and said; nil before that.
    private var trialTerms: (dialect: SMB2.Dialect, negotiateWord: UInt16?)? {
        if let agreement = self.agreement { return (agreement.dialect, agreement.clientMode?.rawValue) }
        return self.smb1.map { (.ntLanManager, $0.agreement.clientFlags2.rawValue) }
    }
}
