// SPDX-License-Identifier: Apache-2.0
package import SMBWire

/// A trial as the store keeps it.
package struct TrialResult: Hashable, Sendable {
    package let client: ClientIdentity
    package let fact: TrialFact
    package let time: NTTime

    package init(client: ClientIdentity, fact: TrialFact, time: NTTime) {
        self.client = client
        self.fact = fact
        self.time = time
    }
}

extension TrialResult {
    /// Whether the trial was of the software and the user that a kind of session is of.
    ///
    /// Behind a logon stands a user. Who left before one may have been anybody at the address, and decides nothing: a client GUID goes over
    /// the wire in the clear, for whoever hears it to send.
    func isAbout(_ kind: SessionKind) -> Bool {
        let logon = kind.logon
        return self.fact.isProven && self.client.address == kind.client.address && self.fact.dialect == logon.dialect
            && self.fact.negotiateMode == logon.negotiateWord && HostName(self.client.workstation) == HostName(kind.client.workstation)
            && self.fact.user == logon.user && self.fact.domain == logon.domain
    }

    /// Whether somebody at the client's address was on trial who cannot be told from it, nor taken for it.
    func mayBeAbout(_ kind: SessionKind) -> Bool {
        !self.fact.isProven && self.client.address == kind.client.address && self.fact.dialect == kind.logon.dialect
    }

    /// Whether that somebody said the client's GUID.
    func mentions(_ kind: SessionKind) -> Bool {
        self.mayBeAbout(kind) && self.client.clientGUID != nil && self.client.clientGUID == kind.client.clientGUID
    }
}

extension TrialFact {
    var finding: Finding {
        switch self.outcome {
        case .signed(let requests):
            Finding(.ready, .sustained, "In a trial, where signing was required, it signed, and all of \(requests) signatures were right.")
        case .failed(.unsignedRequest):
            Finding(
                .breaks, .contradicted, "In a trial, where signing was required, it sent a request without a signature.",
                advice: "Update the client or switch signing on in it.")
        case .failed(.badSignature):
            Finding(
                .breaks, .contradicted, "In a trial, where signing was required, it sent a signature that is wrong.",
                advice: "Update the client; its signing is broken.")
        case .failed(.leftAfterNegotiate):
            Finding(
                .atRisk, .advertised, "In a trial somebody went away when it heard that signing is required, which proves nothing.",
                advice: "Allow it another trial, and see that it is the one that connects.")
        case .failed(.leftAfterLogon):
            Finding(
                .breaks, .contradicted, "In a trial, where signing was required, it logged on and went away without a signed request.",
                advice: "Update the client or switch signing on in it; if it had nothing to do, try it again while it has.")
        }
    }
}
