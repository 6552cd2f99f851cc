// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBCrypto
import SMBWire

/// What NEGOTIATE settled, and what the client said of itself while it did. Fixed for the life of the connection.
struct Agreement {
    var dialect: SMB2.Dialect
    /// `nil`: an SMB1 multi-protocol negotiate was answered with 2.0.2, so no SMB2 NEGOTIATE was ever sent.
    var clientMode: SMB2.SecurityMode?
    var clientCapabilities: SMB2.Capabilities
    var clientGUID: GUID?
    var clientDialects: [SMB2.Dialect]
    var signingDemand: SigningDemand
    var serverCapabilities: SMB2.Capabilities
    var signing: SigningAlgorithm
    /// Connection.CipherId; nil: sessions of this connection can't be encrypted.
    var cipher: Cipher?
    /// The name that the client typed, from the NETNAME context: not authenticated, kept for the audit.
    var netname: String?
    var offeredCiphers: [UInt16]
    var offeredSigning: [UInt16]
    var maximumPayload: UInt32

    /// What the client was told of signing, and is told again when it validates.
    var serverMode: SMB2.SecurityMode { self.signingDemand.announcement }

    var supportsMultiCredit: Bool { self.dialect > .smb2_0_2 }
}
