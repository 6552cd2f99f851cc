// SPDX-License-Identifier: Apache-2.0

/// How a trial ended: one connection on which signing was announced as required, and insisted on.
package struct TrialFact: Hashable, Sendable {
    /// 0 where nobody logged on.
    package var sessionID: UInt64
    /// Empty where nobody logged on.
    package var user: String
    package var domain: String
    package var dialect: UInt16
    /// What NEGOTIATE said: its SecurityMode, or in SMB1 its Flags2. Nil where the client came by an SMB1 negotiate to SMB2 and sent no
    /// NEGOTIATE of that.
    package var negotiateMode: UInt16?
    package var sessionSetupMode: UInt8
    package var outcome: TrialOutcome

    package init(
        sessionID: UInt64 = 0, user: String = "", domain: String = "", dialect: UInt16, negotiateMode: UInt16?, sessionSetupMode: UInt8 = 0,
        outcome: TrialOutcome
    ) {
        self.sessionID = sessionID
        self.user = user
        self.domain = domain
        self.dialect = dialect
        self.negotiateMode = negotiateMode
        self.sessionSetupMode = sessionSetupMode
        self.outcome = outcome
    }

    package var isSMB1: Bool { self.dialect == DialectName.smb1 }

    /// Whether a user's logon stands behind it. Without one anybody who shares the client's address may have been on trial.
    package var isProven: Bool { self.sessionID != 0 }
}

package enum TrialOutcome: Hashable, Sendable {
    /// It signed what was due, and so many signatures were right.
    case signed(requests: UInt64)
    case failed(TrialFailure)
}

package enum TrialFailure: String, Hashable, Sendable, CaseIterable {
    case unsignedRequest
    case badSignature
    /// It went away when it heard that signing is required.
    case leftAfterNegotiate
    /// It logged on and went away without a signed request.
    case leftAfterLogon
}
