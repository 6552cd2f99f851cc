// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBAuth
import SMBSettings
import SMBWire

extension ConnectionMachine {
    /// NT LM 0.12 is the best that the client speaks, and an administrator allows it. [MS-CIFS] 3.3.5.42, [MS-SMB] 3.3.5.2
    func negotiateSMB1(_ request: SMB1.NegotiateRequest, _ settings: Settings) {
        let demand = self.signingDemand(settings)
        let hasExtendedSecurity = request.flags2.contains(.extendedSecurity)
        let agreement = SMB1Agreement(
            hasExtendedSecurity: hasExtendedSecurity, challenge: hasExtendedSecurity ? [] : self.server.entropy.bytes(8),
            signingDemand: demand, offersSigning: settings.offersSMB1Signing || demand != .none, clientFlags2: request.flags2,
            clientDialects: request.dialects)
        let machine = SMB1Machine(self, agreement)
        self.phase = .smb1(machine)
        self.observe(.smb1Negotiated(dialects: request.dialects), workstation: "")

        let index = request.dialects.firstIndex(of: SMB1.NegotiateRequest.ntLanManager) ?? 0
        var chain = AndXChain(ByteBuffer(), request.header)
        var reply = chain.takeReply()
        SMB1.NegotiateResponse(
            dialectIndex: UInt16(clamping: index), securityMode: agreement.announcement, maximumMultiplex: SMB1Agreement.maximumMultiplex,
            maximumBuffer: SMB1Agreement.maximumBuffer, maximumRaw: SMB1Agreement.maximumRaw, capabilities: agreement.capabilities,
            systemTime: self.server.clock.now(), security: self.security(agreement, settings)
        ).encode(into: &reply)
        chain.giveBack(reply)
        machine.send(&chain, .success)
    }

    private func security(_ agreement: SMB1Agreement, _ settings: Settings) -> SMB1.NegotiateResponse.Security {
        guard !agreement.hasExtendedSecurity else { return .extended(self.server.guid, blob: self.hint(settings)) }
        let names = self.names.announced
        return .challenge(agreement.challenge, domainName: names.netbiosDomain, serverName: names.marked(for: agreement.challenge))
    }
}

extension SMB1Agreement {
    /// What NEGOTIATE says of logons and signatures.
    fileprivate var announcement: SMB1.SecurityMode {
        var mode: SMB1.SecurityMode = [.userLevel, .encryptsPasswords]
        if self.offersSigning { mode.insert(.signaturesEnabled) }
        if self.signingDemand != .none { mode.formUnion([.signaturesEnabled, .signaturesRequired]) }
        return mode
    }

    fileprivate var capabilities: SMB1.Capabilities {
        var capabilities: SMB1.Capabilities = [
            .multiplex, .unicode, .largeFiles, .ntCommands, .remoteAPIs, .ntStatus, .levelTwoOplocks, .lockAndRead, .ntFind,
            .infoLevelPassThrough, .largeRead, .largeWrite,
        ]
        if self.hasExtendedSecurity { capabilities.insert(.extendedSecurity) }
        return capabilities
    }
}
