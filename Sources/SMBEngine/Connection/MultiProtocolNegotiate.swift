// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBCrypto
import SMBSettings
import SMBWire

/// The first message of a client that speaks SMB1 or began before it knew whether we speak SMB2.
extension ConnectionMachine {
    /// An SMB1 NEGOTIATE: it may list dialects of SMB2, those of SMB1, or both. [MS-SMB2] 3.3.5.3
    func negotiateMultiProtocol(_ frame: ByteBuffer) {
        guard case .awaitingNegotiate(afterWildcard: false) = self.phase else { return self.disconnect(.secondNegotiate) }
        let request: SMB1.NegotiateRequest
        do {
            var reader = WireReader(frame)
            request = try SMB1.NegotiateRequest(decoding: &reader)
        } catch {
            return self.disconnect(.unreadableFrame(String(describing: error)))
        }
        let settings = self.server.settings.value
        if request.offersSMB2Wildcard, settings.maximumDialect > SMB2.Dialect.smb2_0_2.rawValue {
            // The revision of a later SMB2 NEGOTIATE decides. [MS-SMB2] 3.3.5.3.1
            self.phase = .awaitingNegotiate(afterWildcard: true)
            self.answerMultiProtocol(dialect: .wildcard, settings, signing: self.signingDemand(settings))
        } else if request.offersSMB2_0_2, settings.minimumDialect <= SMB2.Dialect.smb2_0_2.rawValue {
            let agreement = Agreement(
                dialect: .smb2_0_2, clientMode: nil, clientCapabilities: [], clientGUID: nil, clientDialects: [.smb2_0_2],
                signingDemand: self.signingDemand(settings), serverCapabilities: [], signing: .hmacSHA256, cipher: nil, netname: nil,
                offeredCiphers: [], offeredSigning: [], maximumPayload: ConnectionLimits.maximumPayload2_0_2)
            self.phase = .negotiated(agreement)
            self.answerMultiProtocol(dialect: .smb2_0_2, settings, signing: agreement.signingDemand)
        } else if settings.speaksSMB1, MD5Signer.isAvailable, !request.offersSMB2_0_2, !request.offersSMB2Wildcard,
            request.dialects.contains(SMB1.NegotiateRequest.ntLanManager)
        {
            // A client of SMB2 is not pushed down to SMB1 because its dialects of SMB2 are refused.
            self.negotiateSMB1(request, settings)
        } else {
            self.observeRefusal(of: request)
            self.refuseSMB1(request)
        }
    }

    /// A client of SMB2 that begins in SMB1's words is none of SMB1: its dialects are refused, not its protocol.
    private func observeRefusal(of request: SMB1.NegotiateRequest) {
        var dialects: [SMB2.Dialect] = []
        if request.offersSMB2_0_2 { dialects.append(.smb2_0_2) }
        if request.offersSMB2Wildcard { dialects.append(.wildcard) }
        self.observe(
            dialects.isEmpty
                ? .smb1Refused(dialects: request.dialects) : .dialectRefused(dialects: dialects.map(\.rawValue), securityMode: 0),
            workstation: "")
    }

    private func answerMultiProtocol(dialect: SMB2.Dialect, _ settings: Settings, signing: SigningDemand) {
        // The SMB1 request counts as MessageId 0. [MS-SMB2] 3.3.5.3
        _ = self.window.use(0, charge: 1)
        var chain = RequestChain(ByteBuffer())
        chain.nextOffset = nil
        let base = chain.beginResponse()
        SMB2.NegotiateResponse(
            securityMode: signing.announcement, dialect: dialect, serverGUID: self.server.guid, capabilities: [],
            maximumTransactSize: ConnectionLimits.maximumPayload2_0_2, maximumReadSize: ConnectionLimits.maximumPayload2_0_2,
            maximumWriteSize: ConnectionLimits.maximumPayload2_0_2, systemTime: self.server.clock.now(),
            securityBuffer: self.hint(settings), contexts: []
        ).encode(into: &chain.reply, base: base)
        var header = SMB2.Header(command: .negotiate, messageID: 0)
        header.flags = .response
        header.credits = self.window.grant(1, maximum: ConnectionLimits.creditsBeforeLogon)
        chain.place(header, at: base)
        self.send(&chain)
    }

    /// No dialect in common: the answer says so in SMB1's own words, then the connection ends. [MS-CIFS] 3.3.5.42 DialectIndex 0xFFFF
    private func refuseSMB1(_ request: SMB1.NegotiateRequest) {
        var writer = WireWriter()
        _ = SessionFrame.reservePrefix(in: &writer.buffer)
        SMB1.NegotiateRefusal(refusing: request).encode(into: &writer)
        SessionFrame.setPrefix(in: &writer.buffer, at: 0)
        self.actions.append(.send(writer.buffer))
        self.disconnect(.smb1Refused)
    }
}
