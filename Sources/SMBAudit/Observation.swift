// SPDX-License-Identifier: Apache-2.0
package import SMBWire

/// Something the server saw a client do. A fact, not yet a judgement; it is stated whatever the settings.
package struct Observation: Hashable, Sendable {
    package let client: ClientIdentity
    package let connection: ConnectionIdentity
    package let fact: Fact

    package init(client: ClientIdentity, connection: ConnectionIdentity = .unknown, fact: Fact) {
        self.client = client
        self.connection = connection
        self.fact = fact
    }

    package enum Fact: Hashable, Sendable {
        /// A logon that was proven, also one that the hardening level then refused.
        case logon(LogonFact)
        case logonFailed(FailedLogonFact)
        /// An SMB1 NEGOTIATE without any SMB2 dialect.
        case smb1Refused(dialects: [String])
        /// NT LM 0.12 was agreed on: an administrator allows it.
        case smb1Negotiated(dialects: [String])
        /// An SMB2 NEGOTIATE with no dialect between the minimum and the maximum.
        case dialectRefused(dialects: [UInt16], securityMode: UInt16)
        case badSignature(RequestFact)
        /// A request without a signature on a session that requires one.
        case unsignedWhereDue(RequestFact)
        /// A request in the clear where the session or the share demands encryption. No share: the session does.
        case unencryptedWhereDue(RequestFact, share: String)
        /// An encrypted frame that the key of the session which it names does not open.
        case undecryptable(sessionID: UInt64)
        case negotiateValidationFailed(NegotiateValidationFact)
        /// How the requests of a session that goes on were signed since it was last said.
        case requestsCounted(sessionID: UInt64, SignatureCounts)
        /// The same for what was not said yet when a session ends.
        case sessionEnded(sessionID: UInt64, SignatureCounts)
        case protocolViolation(reason: String)
        /// A NEGOTIATE whose terms cannot be met, for instance one of 3.1.1 from which somebody took the pre-authentication hash.
        case negotiateRefused(status: NTStatus, dialects: [UInt16])
        /// A 3.0 or 3.0.2 session whose work began without FSCTL_VALIDATE_NEGOTIATE_INFO. Said once on a connection.
        case negotiateNotValidated(RequestFact)
        /// An anonymous session asked for a share or pipe (its name) that is not listed for such sessions.
        case nullSessionRefused(name: String)
        /// Said once for each trial that a connection took.
        case trialEnded(TrialFact)
    }
}

/// A logon attempt that proved nothing. What it claims is a stranger's word.
package struct FailedLogonFact: Hashable, Sendable {
    /// The id that the session would have had.
    package let sessionID: UInt64
    package let status: NTStatus
    package let reason: String
    package let claimedUser: String
    package let claimedDomain: String

    package init(sessionID: UInt64 = 0, status: NTStatus, reason: String, claimedUser: String, claimedDomain: String) {
        self.sessionID = sessionID
        self.status = status
        self.reason = reason
        self.claimedUser = claimedUser
        self.claimedDomain = claimedDomain
    }
}

/// One request that a record is about. `user` is the named session's, not proven to be the sender's.
package struct RequestFact: Hashable, Sendable {
    package let sessionID: UInt64
    package let user: String
    package let command: UInt16
    package let messageID: UInt64

    package init(sessionID: UInt64, user: String, command: UInt16, messageID: UInt64) {
        self.sessionID = sessionID
        self.user = user
        self.command = command
        self.messageID = messageID
    }
}

/// FSCTL_VALIDATE_NEGOTIATE_INFO told another story than NEGOTIATE did: somebody may have rewritten the latter.
package struct NegotiateValidationFact: Hashable, Sendable {
    /// What one of the two messages said.
    package struct Terms: Hashable, Sendable {
        /// The newest dialect.
        package let dialect: UInt16
        package let capabilities: UInt32
        package let securityMode: UInt16

        package init(dialect: UInt16, capabilities: UInt32, securityMode: UInt16) {
            self.dialect = dialect
            self.capabilities = capabilities
            self.securityMode = securityMode
        }
    }

    package let sessionID: UInt64
    package let user: String
    package let expected: Terms
    package let received: Terms

    package init(sessionID: UInt64, user: String, expected: Terms, received: Terms) {
        self.sessionID = sessionID
        self.user = user
        self.expected = expected
        self.received = received
    }
}
