// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import SMBSettings

extension AuditRule {
    /// 3022: no session of this client can be encrypted. Anonymous sessions have no key and are not judged; a guest is, as in 3021.
    ///
    /// SMB2_GLOBAL_CAP_ENCRYPTION decides at 3.0 and 3.0.2. At 3.1.1 it is a claim: without a cipher in common nothing can be encrypted.
    /// Below 3.0 it is none: impacket sets it there too. The event is SMB2's, whose clients could do better: of SMB1 event 3000 tells.
    static let clientLacksEncryption = AuditRule(isEnabled: \.auditsEncryption) { observation, settings in
        guard case .logon(let logon) = observation.fact, logon.smb1 == nil, logon.kind != .anonymous, let lack = EncryptionLack(logon)
        else {
            return nil
        }
        return AuditEvent(
            id: EventID.clientLacksEncryption,
            fields: .clientName(observation.client) + [
                EventField("ServerRequiresEncryption", .boolean(settings.encryptsData)),
                EventField("SmbClientDoesNotSupportEncryptionType", .uint32(lack.rawValue)),
            ],
            extra: .evidence(observation.client, logon) + [
                EventField("encryptionCapability", .boolean(logon.hasEncryptionCapability)),
                EventField("ciphers", .list(logon.ciphers.map { "0x" + Hex.digits($0, count: 4) })),
            ])
    }
}

/// What a client lacks for encryption. Windows' values of SmbClientDoesNotSupportEncryptionType are not published; these are ours.
enum EncryptionLack: UInt32 {
    case dialect = 1
    case capability = 2
    case ciphers = 3
    case commonCipher = 4

    init?(_ logon: LogonFact) {
        guard logon.cipher == nil else { return nil }
        switch logon.dialect {
        case ..<0x0300: self = .dialect
        case ..<0x0311: self = logon.hasEncryptionCapability ? .commonCipher : .capability
        default: self = logon.ciphers.isEmpty ? .ciphers : .commonCipher
        }
    }
}

extension LogonFact {
    /// SMB2_GLOBAL_CAP_ENCRYPTION. In SMB1 the same bit is CAP_STATUS32.
    var hasEncryptionCapability: Bool { self.smb1 == nil && self.capabilities & 0x0000_0040 != 0 }
}
