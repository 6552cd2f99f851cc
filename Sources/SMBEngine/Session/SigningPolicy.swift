// SPDX-License-Identifier: Apache-2.0
import SMBAuth
import SMBCrypto
import SMBWire

/// When a session must sign, and with what.
enum SigningPolicy {
    /// Session.SigningRequired. [MS-SMB2] 3.3.5.5.3
    ///
    /// Guest and anonymous never: their key is known to everybody, so a signature would prove nothing. The text's last branch, which
    /// makes every session sign, is not followed: unsigned sessions are normal, and it would refuse them all.
    static func requiresSigning(kind: LogonKind, setupMode: SMB2.SecurityMode, agreement: Agreement) -> Bool {
        guard kind == .user else { return false }
        return setupMode.contains(.signingRequired) || agreement.clientMode?.contains(.signingRequired) == true
            || agreement.serverMode.contains(.signingRequired)
    }

    /// [MS-SMB2] 3.1.4.1
    static func algorithm(_ dialect: SMB2.Dialect, offered: [UInt16]) -> SigningAlgorithm {
        switch dialect {
        case .smb2_0_2, .smb2_1: .hmacSHA256
        case .smb3_0, .smb3_0_2: .aesCMAC
        // Our order of preference, not the client's: GMAC costs a seventh of CMAC. Nothing in common means CMAC (3.3.5.4).
        default: [SigningAlgorithm.aesGMAC, .aesCMAC, .hmacSHA256].first { offered.contains($0.rawValue) } ?? .aesCMAC
        }
    }
}
