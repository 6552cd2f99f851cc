// SPDX-License-Identifier: Apache-2.0
package import SMBWire

/// A logon that did not happen. The peer sees `status` alone; the rest is for the audit.
package struct AuthenticationFailure: Error, Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        case wrongPassword
        case unknownUser
        case accountDisabled
        case ntlmv1Refused
        case lmRefused
        /// A user name without any response.
        case emptyResponse
        case anonymousRefused
        /// The MIC that AvFlags announced, or the mechListMIC, is wrong.
        case badMIC
        /// AvFlags announced a MIC and the message has none.
        case micMissing
        /// Nothing that the client offers is spoken here.
        case mechanismRefused
        /// Not a token, or not one that can come now.
        case badToken
        /// RestrictReceivingNTLMTraffic; nothing was asked of the client.
        case ntlmRefused
        /// The ticket was proven, and nobody here is that principal.
        case noUserForPrincipal
        /// The ticket is not sealed with a key of this server.
        case ticketForAnother
        case ticketExpired
        case ticketNotYetValid
        /// The same authenticator came before.
        case ticketReplayed
        /// The client's clock and ours are too far apart.
        case clockSkew
        /// Damaged, forged or not to be understood.
        case ticketInvalid
        /// Our own trouble: the library or its replay cache does not work.
        case kerberosUnavailable
    }

    package var reason: Reason
    package var claimedUser: String
    package var claimedDomain: String
    package var workstation: String

    package init(_ reason: Reason, claimedUser: String = "", claimedDomain: String = "", workstation: String = "") {
        self.reason = reason
        self.claimedUser = claimedUser
        self.claimedDomain = claimedDomain
        self.workstation = workstation
    }

    /// One status for everything that a guesser could learn from.
    package var status: NTStatus {
        switch self.reason {
        case .wrongPassword, .unknownUser, .ntlmv1Refused, .lmRefused, .emptyResponse, .badMIC, .micMissing: .logonFailure
        // Said only to who knows the password.
        case .accountDisabled: .accountDisabled
        case .anonymousRefused: .accessDenied
        case .mechanismRefused, .badToken: .invalidParameter
        case .ntlmRefused: .ntlmBlocked
        case .noUserForPrincipal, .ticketForAnother, .ticketExpired, .ticketNotYetValid, .ticketReplayed, .ticketInvalid: .logonFailure
        case .clockSkew: .timeDifferenceAtDC
        case .kerberosUnavailable: .insufficientResources
        }
    }
}
