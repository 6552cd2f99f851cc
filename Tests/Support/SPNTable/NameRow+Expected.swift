// SPDX-License-Identifier: Apache-2.0
package import SMBWire

/// What a row has to give.
package struct ExpectedOutcome: Hashable, Sendable {
    package struct Event: Hashable, Sendable {
        package let id: UInt16
        /// Those whose value follows from the row.
        package let fields: [String: String]
    }

    /// Of the last SESSION_SETUP.
    package var status = NTStatus.success
    /// Sorted by id.
    package var events: [Event] = []
    /// Whether the logon was proven, so that there is a record of it; a failed one leaves another.
    package var isProven = true
    package var isJudged = false
    package var worth = NameForm.Worth.absent
    package var mustSign = false
}

extension NameRow {
    /// The design, section 6, said in as few words as it has.
    package var expected: ExpectedOutcome {
        var outcome = ExpectedOutcome()
        switch self.proof {
        case .ntlmv1:
            // Refused before anything is proven: no verdict, no judgement, no event about names or signing.
            self.fail(&outcome, user: "alice")
            outcome.events.append(
                .init(id: 60003, fields: ["ClientName": self.client, "UserName": "alice", "Answer": "NTLMv1"]))
        case .anonymous:
            // Carries no name and is exempt from level 1.
            if self.demand == .level2 { self.refuse(&outcome, user: "", name: "") }
        case .guest:
            // Proves nothing, its name included; 3021 names who it claims to be.
            switch self.demand {
            case .level0, .level1: break
            case .level2: self.refuse(&outcome, user: "nobody", name: "")
            case .anyOf:
                // No guest where every session needs protection: the unknown user is what it is everywhere.
                self.fail(&outcome, user: "nobody")
            }
            if outcome.isProven, self.signing == .none { outcome.events.append(self.lacksSigning(user: "nobody")) }
        case .ntlmv2, .rawNTLM, .kerberosTarget, .kerberosTicket:
            self.judgeUser(&outcome)
        }
        outcome.events.sort { $0.id < $1.id }
        return outcome
    }

    private func judgeUser(_ outcome: inout ExpectedOutcome) {
        let worth = self.worth
        outcome.isJudged = true
        outcome.worth = worth
        if self.signing == .none { outcome.events.append(self.lacksSigning(user: "alice")) }
        if let event = self.nameEvent(worth) { outcome.events.append(event) }
        let isRefused =
            switch (self.demand, worth) {
            case (.level0, _), (.anyOf, _), (_, .ours): false
            case (.level1, .foreign): true
            case (.level1, .absent), (.level1, .empty): false
            case (.level2, _): true
            case (.level1, .impossible): false
            }
        if isRefused {
            self.refuse(&outcome, user: "alice", name: self.shownName(worth))
        } else {
            outcome.mustSign = self.signing == .required || self.demand == .anyOf && !self.provesTarget(worth)
        }
    }

    /// What a ticket says of itself is clear text: it is accepted, and proves nothing. Nor does a name spelt as the challenge shows it.
    private func provesTarget(_ worth: NameForm.Worth) -> Bool {
        switch worth {
        case .ours: self.proof == .kerberosTarget || self.proof != .kerberosTicket && !self.form.isSpeltAsAnnounced
        case .absent, .empty, .foreign, .impossible: false
        }
    }

    package var worth: NameForm.Worth {
        let worth =
            switch self.proof {
            case .kerberosTarget, .kerberosTicket: self.form.overKerberos
            case .ntlmv1, .ntlmv2, .rawNTLM, .anonymous, .guest: self.form.overNTLM
            }
        return self.form.isLoopbackName && self.origin == .elsewhere ? .foreign(class: true, principal: false) : worth
    }

    // MARK: - Events

    private var client: String { self.origin == .loopback ? #"\\127.0.0.1"# : #"\\192.0.2.7"# }

    private var level: String {
        switch self.demand {
        case .level0, .anyOf: "0"
        case .level1: "1"
        case .level2: "2"
        }
    }

    private func nameEvent(_ worth: NameForm.Worth) -> ExpectedOutcome.Event? {
        let common = ["ClientName": self.client, "SPNValidationPolicy": self.level]
        switch worth {
        case .ours, .impossible: return nil
        case .absent: return .init(id: 3024, fields: common.merging(["Status": "0x80090303"]) { $1 })
        case .empty: return .init(id: 3026, fields: common)
        case .foreign(let classIsValid, let principalIsValid):
            let verdict = [
                "SPN": self.shownName(worth), "ServiceClassIsValid": "\(classIsValid)", "PrincipalNameIsValid": "\(principalIsValid)",
            ]
            return .init(id: 3025, fields: common.merging(verdict) { $1 })
        }
    }

    private func shownName(_ worth: NameForm.Worth) -> String {
        switch (worth, self.form.sent) {
        case (.absent, _), (.empty, _), (.impossible, _), (_, .nothing): ""
        case (_, .name(let text)), (_, .untrusted(let text)), (_, .twice(let text, _)), (_, .withHalfACharacter(let text)),
            (_, .behindTheEnd(let text)):
            self.form.shown ?? text
        }
    }

    private func lacksSigning(user: String) -> ExpectedOutcome.Event {
        .init(id: 3021, fields: ["ClientName": self.client, "UserName": user])
    }

    /// After a logon that succeeded, so that no lockout counts it.
    private func refuse(_ outcome: inout ExpectedOutcome, user: String, name: String) {
        outcome.status = .accessDenied
        outcome.events.append(self.noSession(status: "0xc0000022", user: user, name: name, reason: "1"))
    }

    /// What nobody proved is nobody's name, so none is shown.
    private func fail(_ outcome: inout ExpectedOutcome, user: String) {
        outcome.isProven = false
        outcome.status = .logonFailure
        outcome.events.append(self.noSession(status: "0xc000006d", user: user, name: "", reason: "0"))
    }

    private func noSession(status: String, user: String, name: String, reason: String) -> ExpectedOutcome.Event {
        .init(
            id: 551,
            fields: [
                "ClientName": self.client, "UserName": user, "Status": status, "TranslatedStatus": status, "SPN": name,
                "SPNValidationPolicy": self.level, "ReasonCode": reason,
            ])
    }
}
