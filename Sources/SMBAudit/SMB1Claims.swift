// SPDX-License-Identifier: Apache-2.0

/// What a client of SMB1 said of signing, and how its connection stood: its word means little without the question.
package struct SMB1Claims: Hashable, Sendable {
    /// Flags2 of NEGOTIATE, where most clients say nothing yet.
    package var negotiateFlags2: UInt16
    /// Flags2 of the SESSION_SETUP_ANDX that the logon ended with.
    package var sessionSetupFlags2: UInt16
    /// Whether NEGOTIATE offered signing. Some clients ask for it only where it is offered, so that without an offer their silence is no
    /// answer.
    package var signingWasOffered: Bool
    /// Whether NEGOTIATE said that signing is required: what a client does then is what all will have to.
    package var signingWasRequired: Bool
    /// Whose key signed the connection already when the logon came; nil: nothing was signed.
    package var connectionKey: KeyOwner?
    /// Another user had logged on to the connection before.
    package var followsAnotherUser: Bool

    package enum KeyOwner: String, Hashable, Sendable {
        case sameUser
        /// What is signed with it shows who that user is, and ties this one to nothing.
        case anotherUser
    }

    package init(
        negotiateFlags2: UInt16, sessionSetupFlags2: UInt16, signingWasOffered: Bool, signingWasRequired: Bool = false,
        connectionKey: KeyOwner? = nil, followsAnotherUser: Bool = false
    ) {
        self.negotiateFlags2 = negotiateFlags2
        self.sessionSetupFlags2 = sessionSetupFlags2
        self.signingWasOffered = signingWasOffered
        self.signingWasRequired = signingWasRequired
        self.connectionKey = connectionKey
        self.followsAnotherUser = followsAnotherUser
    }
}

extension SMB1Claims {
    /// The client's side of the table of [MS-SMB] 3.2.4.2.4. Whether it would refuse to sign (Disabled) it never says.
    package enum Stance: String, Hashable, Sendable {
        /// It does not ask for signing. It may sign all the same where the server requires it.
        case declined
        case enabled
        case required
    }

    package var stance: Stance {
        if self.modes.contains(.required) { return .required }
        return self.modes.contains(.enabled) ? .enabled : .declined
    }

    /// SMB_FLAGS2_SMB_SECURITY_SIGNATURE and …_REQUIRED as the bits that SMB2 has for the same. [MS-SMB] 2.2.3.1
    package var modes: SigningModes {
        var modes: SigningModes = []
        if self.sessionSetupFlags2 & 0x0004 != 0 { modes.insert(.enabled) }
        if self.sessionSetupFlags2 & 0x0010 != 0 { modes.insert(.required) }
        return modes
    }

    /// Whether the connection signs from this logon on, whatever the server demands. [MS-SMB] 3.3.5.3
    package var agreesToSign: Bool {
        self.modes.contains(.required) || self.signingWasOffered && self.modes.contains(.enabled)
    }
}
