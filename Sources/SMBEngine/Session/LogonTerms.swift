// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBCrypto
import SMBWire

/// What NEGOTIATE settled and the client said there, as far as a logon's judgement and record need it.
struct LogonTerms {
    var dialect: SMB2.Dialect
    /// Nil where the client sent no security mode.
    var negotiateMode: UInt16?
    var signingDemand: SigningDemand
    /// What signs the sessions of users, in words.
    var signing: String
    /// Whether NTLMv1 may be enough.
    var mayUseNTLMv1 = false
    var cipher: Cipher?
    var netname: String?
    var capabilities: UInt32 = 0
    var offeredCiphers: [UInt16] = []
    var offeredSigning: [UInt16] = []
}

extension Agreement {
    var logonTerms: LogonTerms {
        LogonTerms(
            dialect: self.dialect, negotiateMode: self.clientMode?.rawValue, signingDemand: self.signingDemand,
            signing: String(describing: self.signing), cipher: self.cipher, netname: self.netname,
            capabilities: self.clientCapabilities.rawValue, offeredCiphers: self.offeredCiphers, offeredSigning: self.offeredSigning)
    }
}
