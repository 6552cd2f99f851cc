// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBCrypto
import SMBSettings
import SMBWire

/// An authenticated session on its connection. [MS-SMB2] 3.3.1.8
///
/// Session, trees and opens are touched only on the connection's loop; what other connections must see lies in `ServerState`'s tables.
final class Session {
    let id: UInt64
    /// UID: the name that SMB1 has for it on its connection.
    var userID: UInt16 = 0
    let principal: Principal
    let workstation: String
    /// Never signs for guest and anonymous: there is no key that the client could know alone.
    let signer: Signer?
    /// Session.EncryptionKey and DecryptionKey at work; nil without a user or a cipher.
    let seals: SessionSeals?
    /// Session.EncryptData: what comes unencrypted is refused.
    var encryptsData: Bool
    var signingRequired: Bool
    var trees: [UInt32: Tree] = [:]
    var opens: [UInt64: Open] = [:]
    var nextTree: UInt32 = 1
    /// How its requests were signed, since that was last reported.
    var signatures = SignatureCounts()
    /// So many requests must have come before they are reported.
    var nextSignatureReport: UInt64 = 8
    /// Whether a request has shown that its sender holds the key: a signature that verified, or a frame that decrypted.
    var hasShownKey = false
    /// What came wrongly signed, or unsigned where signing is due, while nothing had shown the key.
    var contradictions = SignatureCounts()
    static let requestsBetweenReports: UInt64 = 1024
    var deduplication: EventDeduplication
    /// Session.ExpirationTime: the end of the ticket that it was logged on with; nil where it has none.
    var expiry: NTTime?
    /// A re-authentication in progress. The keys stay. [MS-SMB2] 3.3.5.5.2
    var reauthentication: PendingLogon?

    init(
        id: UInt64, principal: Principal, workstation: String, signer: Signer?, seals: SessionSeals?, signingRequired: Bool,
        encryptsData: Bool, deduplication: EventDeduplication
    ) {
        self.id = id
        self.principal = principal
        self.workstation = workstation
        self.signer = signer
        self.seals = seals
        self.encryptsData = encryptsData
        self.signingRequired = signingRequired
        self.deduplication = deduplication
    }
}
