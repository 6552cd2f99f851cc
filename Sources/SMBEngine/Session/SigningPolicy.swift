// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBCrypto
import SMBSettings
import SMBWire

/// What a connection is told of signing, and what it signs with. Which sessions must sign is for `judgeRelayProtection` to say.
enum SigningPolicy {
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

extension ConnectionMachine {
    /// How far signatures are insisted on here. Asking takes the peer's trial, so it is asked when the answer goes out.
    func signingDemand(_ settings: Settings) -> SigningDemand {
        self.takeTrial()
        if settings.requiresSigning || self.trial != nil { return .always }
        return settings.requiresRelayProtection ? .whereNothingElse : .none
    }
}

extension SigningDemand {
    /// What NEGOTIATE says. A client cannot be told later, so it is told even where only some sessions will have to.
    var announcement: SMB2.SecurityMode {
        switch self {
        case .none: [.signingEnabled]
        case .whereNothingElse, .always: [.signingEnabled, .signingRequired]
        }
    }
}
