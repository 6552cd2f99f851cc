// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBSettings

/// Relay protection where a logon meets it. The judgement itself is SMBAudit's, which also predicts it.
extension ConnectionMachine {
    /// A logon's fact with what becomes of it: what it is recorded with is what is done.
    func judged(_ fact: LogonFact, demand: SigningDemand, _ settings: Settings, renewing session: Session?) -> LogonFact {
        var fact = fact
        fact.isTrial = self.trial != nil
        fact.isEncrypted = session?.encryptsData == true || fact.mustEncrypt(where: settings)
        // What a session once had to sign it signs to its end, whatever its user's next logon brings.
        // In SMB1 the connection does, and its claims say so.
        let demand = session?.signingRequired == true && fact.smb1 == nil ? .always : demand
        let judgement = judgeRelayProtection(fact, demand: demand, under: settings)
        fact.protection = judgement.protection
        fact.refusal = judgement.refusal
        fact.refusedByLevel = judgement.refusal == .level
        fact.signingRequired = judgement.requiresSigning
        return fact
    }

    /// A re-authentication may make a session sign or encrypt; it never lets one off.
    func renewProtection(of session: Session, _ fact: LogonFact) {
        session.encryptsData = session.encryptsData || fact.isEncrypted
        session.signingRequired = session.signingRequired || fact.signingRequired
        self.server.sessions.update(
            session.id, signingRequired: session.signingRequired, encryptsData: session.encryptsData, protection: fact.protection)
    }
}

extension Settings {
    /// Whether every session must be one that nobody could have relayed. Guests and anonymous sessions have no key, so they are shut out
    /// or kept to IPC$.
    var isolatesUnproven: Bool {
        self.requiresSigning || self.requiresRelayProtection || self.encryptsData && self.rejectsUnencryptedAccess
    }
}
