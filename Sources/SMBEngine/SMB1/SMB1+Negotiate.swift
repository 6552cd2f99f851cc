// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBSettings
import SMBWire

extension ConnectionMachine {
    /// NT LM 0.12 is the best that the client speaks, and an administrator allows it. [MS-CIFS] 3.3.5.42, [MS-SMB] 3.3.5.2
    func negotiateSMB1(_ request: SMB1.NegotiateRequest, _ settings: Settings) {
        let agreement = SMB1Agreement(
            hasExtendedSecurity: request.flags2.contains(.extendedSecurity), challenge: [], signingDemand: self.signingDemand(settings),
            offersSigning: true, clientFlags2: request.flags2, clientDialects: request.dialects)
        self.phase = .smb1(SMB1Machine(self, agreement))
    }
}
