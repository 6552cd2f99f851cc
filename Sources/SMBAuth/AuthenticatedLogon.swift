// SPDX-License-Identifier: Apache-2.0
package import SMBCrypto
package import SMBWire

package enum LogonKind: Hashable, Sendable {
    case user
    case guest
    case anonymous
}

/// How the logon was proven.
package enum Mechanism: Hashable, Sendable {
    case ntlmv2
    /// Taken over SMB1 alone, and there only where LmCompatibilityLevel allows it.
    case ntlmv1
    case kerberos
    case anonymous

    package var isNTLM: Bool {
        switch self {
        case .ntlmv2, .ntlmv1: true
        case .kerberos, .anonymous: false
        }
    }
}

/// Whether the mechanism's tokens came inside SPNEGO or bare.
package enum TokenWrapping: Hashable, Sendable {
    case spnego
    case raw
}

/// MsvAvChannelBindings. SMB over TCP has no channel to bind to, so this is evidence about the client only.
package enum ChannelBindings: Hashable, Sendable {
    case absent
    case zero
    case present
}

/// Who logged on, with what the exchange proved on the way.
package struct AuthenticatedLogon: Equatable, Sendable {
    /// As stored, not as typed; empty for anonymous.
    package var userName: String
    package var domainName: String
    package var workstation: String
    package var kind: LogonKind
    package var sessionKey: SecretKey
    package var mechanism: Mechanism
    package var wrapping: TokenWrapping
    package var targetName: TargetName
    /// MsvAvFlags; nil when the client sent none.
    package var avFlags: UInt32?
    package var hasMIC: Bool
    package var clientVersion: NTLMVersion?
    package var channelBindings: ChannelBindings
    /// What was odd about the attribute list. Honest clients show none.
    package var anomalies: AVPairAnomalies
    package var isAdministrator: Bool
    package var relativeIdentifier: UInt32
    package var nameSource = NameSource.attribute
    package var nameOrigin = NameOrigin.unknown
    /// The names of our challenge came back changed inside the proof.
    package var challengeWasRewritten = false
    /// Whom a verified PAC names.
    package var directoryAccount: DirectoryAccount?
    /// When the logon's ticket ends; nil where it has no end.
    package var expiry: NTTime?

    package init(
        userName: String, domainName: String, workstation: String, kind: LogonKind, sessionKey: SecretKey, mechanism: Mechanism,
        wrapping: TokenWrapping, targetName: TargetName, avFlags: UInt32? = nil, hasMIC: Bool = false, clientVersion: NTLMVersion? = nil,
        channelBindings: ChannelBindings = .absent, anomalies: AVPairAnomalies = [], isAdministrator: Bool = false,
        relativeIdentifier: UInt32 = 0
    ) {
        self.userName = userName
        self.domainName = domainName
        self.workstation = workstation
        self.kind = kind
        self.sessionKey = sessionKey
        self.mechanism = mechanism
        self.wrapping = wrapping
        self.targetName = targetName
        self.avFlags = avFlags
        self.hasMIC = hasMIC
        self.clientVersion = clientVersion
        self.channelBindings = channelBindings
        self.anomalies = anomalies
        self.isAdministrator = isAdministrator
        self.relativeIdentifier = relativeIdentifier
    }
}
