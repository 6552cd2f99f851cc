// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBWire

/// What the requests of a session say of its client's signing, whatever the dialect: counted, reported, and what is wrong refused.
extension ConnectionMachine {
    func sawSignature(of session: Session) {
        session.signatures.valid += 1
        self.signatureVerified(of: session)
        self.reportSignatures(of: session)
    }

    /// It came encrypted, and proves the key as a signature would.
    func sawEncryption(of session: Session) {
        session.signatures.encrypted += 1
        self.trialInterrupted(session)
        self.reportSignatures(of: session)
    }

    /// It came unsigned, and no signature was due.
    func sawUnsigned(of session: Session) {
        session.signatures.unsigned += 1
        self.reportSignatures(of: session)
    }

    /// It came in the clear where the session has to be encrypted; that is refused further on.
    func sawUnencrypted(of session: Session) { self.contradict(session) { $0.unsigned += 1 } }

    /// A signature that is wrong. The caller refuses the request.
    ///
    /// It counts against this connection. It counts against the session too only where the logon was proven on this very connection and
    /// nothing has shown the session's key yet: until then its client may sign wrongly, from then on anybody who can write into the
    /// connection may have sent it.
    func sawBadSignature(of session: Session, _ request: RequestFact) {
        self.contradict(session) { $0.bad += 1 }
        self.observeViolation(.badSignature(request), workstation: session.workstation)
        self.signatureFailed(of: session, .badSignature)
    }

    /// No signature where one is due.
    func sawMissingSignature(of session: Session, _ request: RequestFact) {
        self.contradict(session) { $0.unsigned += 1 }
        self.observeViolation(.unsignedWhereDue(request), workstation: session.workstation)
        self.signatureFailed(of: session, .unsignedRequest)
    }

    func observeViolation(_ fact: Observation.Fact, workstation: String) {
        self.observe(fact, workstation: workstation)
        self.violations += 1
    }

    /// Counts what came wrong while it may still be the client's own fault.
    private func contradict(_ session: Session, _ count: (inout SignatureCounts) -> Void) {
        guard !session.hasShownKey else { return }
        count(&session.contradictions)
        self.server.sessions.update(session.id, evidence: .contradicted)
    }

    /// A session may live for months: what it did counts before it ends. The first proof of its key is said at once, the rest soon after
    /// its start and then now and then.
    private func reportSignatures(of session: Session) {
        let counts = session.signatures
        let isFirstProof = !session.hasShownKey && counts.valid &+ counts.encrypted > 0
        let isDue = counts.valid &+ counts.unsigned &+ counts.encrypted >= session.nextSignatureReport
        guard isFirstProof || isDue else { return }
        if isFirstProof {
            session.hasShownKey = true
            session.contradictions = .zero
            self.server.sessions.update(session.id, evidence: .seen)
        }
        if isDue {
            session.nextSignatureReport = Session.requestsBetweenReports
            if session.hasShownKey, session.signingRequired || session.encryptsData, counts.unsigned == 0 {
                self.server.sessions.update(session.id, evidence: .sustained)
            }
        }
        session.signatures = .zero
        self.observe(.requestsCounted(sessionID: session.id, counts), workstation: session.workstation)
    }
}
