// SPDX-License-Identifier: Apache-2.0
package import SMBAuth

/// All that is known of a client when its logon is proven.
package struct LogonFact: Hashable, Sendable {
    package var sessionID: UInt64
    package var user: String
    package var domain: String
    package var kind: LogonKind
    package var dialect: UInt16
    /// Nil where the client sent no SMB2 NEGOTIATE.
    package var negotiateMode: UInt16?
    package var sessionSetupMode: UInt8
    package var mechanism: Mechanism
    package var wrapping: TokenWrapping
    package var targetName: TargetName
    package var spn: SPNVerdict
    package var avFlags: UInt32?
    package var hasMIC: Bool
    /// SMB2_NETNAME_NEGOTIATE_CONTEXT_ID: the name that was typed.
    package var netname: String?
    package var capabilities: UInt32
    package var ciphers: [UInt16]
    package var signingAlgorithms: [UInt16]
    /// Whether signing is required on this session, by either side.
    package var signingRequired: Bool
    package var refusedByLevel: Bool
    package var isReauthentication: Bool
    /// The cipher that NEGOTIATE agreed on; nil where none was.
    package var cipher: UInt16?
    /// Whether the session must be encrypted (SMB2_SESSION_FLAG_ENCRYPT_DATA).
    package var isEncrypted = false
    package var nameSource = NameSource.attribute
    package var nameOrigin = NameOrigin.unknown
    /// The names of our challenge came back changed inside the proof: somebody between us rewrote it.
    package var challengeWasRewritten = false
    /// Whom a verified PAC names.
    package var directoryAccount: DirectoryAccount?
    /// What stops a relay of this session; nil where nothing does.
    package var protection: RelayProtection?
    /// Why a proven logon was turned away; nil where it was let in.
    package var refusal: LogonRefusal?
    /// Signing was announced as required for this connection alone, as a trial.
    package var isTrial = false
    /// What SMB1 has instead of security modes; nil in SMB2.
    package var smb1: SMB1Claims?

    package init(
        sessionID: UInt64, user: String, domain: String, kind: LogonKind, dialect: UInt16, negotiateMode: UInt16?, sessionSetupMode: UInt8,
        mechanism: Mechanism, wrapping: TokenWrapping, targetName: TargetName, spn: SPNVerdict, avFlags: UInt32? = nil,
        hasMIC: Bool = false,
        netname: String? = nil, capabilities: UInt32 = 0, ciphers: [UInt16] = [], signingAlgorithms: [UInt16] = [],
        signingRequired: Bool = false, refusedByLevel: Bool = false, isReauthentication: Bool = false
    ) {
        self.sessionID = sessionID
        self.user = user
        self.domain = domain
        self.kind = kind
        self.dialect = dialect
        self.negotiateMode = negotiateMode
        self.sessionSetupMode = sessionSetupMode
        self.mechanism = mechanism
        self.wrapping = wrapping
        self.targetName = targetName
        self.spn = spn
        self.avFlags = avFlags
        self.hasMIC = hasMIC
        self.netname = netname
        self.capabilities = capabilities
        self.ciphers = ciphers
        self.signingAlgorithms = signingAlgorithms
        self.signingRequired = signingRequired
        self.refusedByLevel = refusedByLevel
        self.isReauthentication = isReauthentication
    }
}

extension LogonFact {
    /// What the client said about signing in any message: [MS-SMB2] 2.2.3 and 2.2.5 use the same bits.
    package var signingModes: SigningModes {
        self.smb1?.modes ?? SigningModes(negotiate: self.negotiateMode, sessionSetup: self.sessionSetupMode)
    }

    /// What NEGOTIATE said: a SecurityMode, or Flags2 in SMB1. It tells one software from another.
    package var negotiateWord: UInt16? { self.smb1?.negotiateFlags2 ?? self.negotiateMode }
}
