// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import SMBCrypto
import SMBWire

/// A logon between its first token and its end. [MS-SMB2] 3.3.5.5
final class PendingLogon {
    let sessionID: UInt64
    /// Later logons of the connection have higher numbers.
    let order: UInt64
    /// Re-authenticates this session, whose keys stay.
    let existing: Session?
    var authenticator: Authenticator
    let terms: LogonTerms
    /// The hash over this logon's messages so far; 3.1.1 only. [MS-SMB2] 3.3.5.5.3
    var preauth: PreauthHash?
    /// What all SESSION_SETUP requests of this logon said, together.
    var mode = SMB2.SecurityMode()
    /// The same of SMB1: Flags2 of all its SESSION_SETUP_ANDX messages.
    var flags2: SMB1.Flags2 = []
    var previousSessionID: UInt64 = 0
    /// The key that the exchange agreed on, once it is proven.
    var sessionKey: SecretKey?
    /// UID: the name that SMB1 has for the session.
    var userID: UInt16 = 0
    /// Without tokens: responses to a challenge that NEGOTIATE brought.
    var isPlain = false
    /// The NT response of such a logon: a part of the key that signs. [MS-CIFS] 3.1.4.1
    var challengeResponse: [UInt8]?
    /// The last token is with the edge: another one must wait for the answer.
    var isWaiting = false

    init(
        sessionID: UInt64, order: UInt64, existing: Session?, authenticator: Authenticator, terms: LogonTerms, preauth: PreauthHash?
    ) {
        self.sessionID = sessionID
        self.order = order
        self.existing = existing
        self.authenticator = authenticator
        self.terms = terms
        self.preauth = preauth
    }
}
