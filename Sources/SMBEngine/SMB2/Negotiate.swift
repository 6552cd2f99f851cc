// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBAuth
import SMBCrypto
import SMBSettings
import SMBWire

extension ConnectionMachine {
    /// The only command there is before an agreement. [MS-SMB2] 3.3.5.2.2, 3.3.5.4
    func serveNegotiate(_ element: ElementInProgress, _ chain: RequestChain, _ reply: inout WireWriter) throws(NTStatus) -> Outcome {
        guard element.header.command == .negotiate, chain.elementCount == 1, chain.nextOffset == nil else {
            return .disconnect(.notNegotiated)
        }
        // "If SMB2_FLAGS_SIGNED is set in a NEGOTIATE: INVALID_PARAMETER" (3.3.5.2.4)
        guard !element.header.flags.contains(.signed) else { throw .invalidParameter }
        let request: SMB2.NegotiateRequest
        do {
            var reader = WireReader(element.bytes)
            try reader.skip(SMB2.Header.size)
            request = try SMB2.NegotiateRequest(decoding: &reader)
        } catch {
            self.violations += 1
            throw .invalidParameter
        }
        return try self.negotiate(request, element, &reply)
    }

    private func negotiate(_ request: SMB2.NegotiateRequest, _ element: ElementInProgress, _ reply: inout WireWriter) throws(NTStatus)
        -> Outcome
    {
        let settings = self.server.settings.value
        // "DialectCount 0 → INVALID_PARAMETER"; more than 64 as Windows.
        guard !request.dialects.isEmpty, request.dialects.count <= 64 else { throw .invalidParameter }
        guard let dialect = Self.choose(among: request.dialects, settings) else {
            self.observe(
                .dialectRefused(dialects: request.dialects.map(\.rawValue), securityMode: request.securityMode.rawValue), workstation: "")
            throw .notSupported
        }
        let contexts: NegotiatedContexts
        do throws(NTStatus) {
            contexts = try NegotiatedContexts(dialect == .smb3_1_1 ? request.contexts : nil)
        } catch {
            self.observe(.negotiateRefused(status: error, dialects: request.dialects.map(\.rawValue)), workstation: "")
            throw error
        }
        let cipher = EncryptionPolicy.cipher(dialect, request.capabilities, offered: contexts.ciphers ?? [], settings)

        var agreement = Agreement(
            dialect: dialect, clientMode: request.securityMode, clientCapabilities: request.capabilities, clientGUID: request.clientGUID,
            clientDialects: request.dialects, signingDemand: self.signingDemand(settings), serverCapabilities: [],
            signing: SigningPolicy.algorithm(dialect, offered: contexts.signing ?? []), cipher: cipher, netname: contexts.netname,
            offeredCiphers: Array((contexts.ciphers ?? []).prefix(ConnectionLimits.offeredAlgorithms)),
            offeredSigning: Array((contexts.signing ?? []).prefix(ConnectionLimits.offeredAlgorithms)),
            maximumPayload: dialect == .smb2_0_2 ? ConnectionLimits.maximumPayload2_0_2 : self.transport.maximumPayload)
        if agreement.supportsMultiCredit { agreement.serverCapabilities.insert(.largeMTU) }
        // 3.1.1 says it in a context instead. [MS-SMB2] 3.3.5.4
        if cipher != nil, dialect < .smb3_1_1 { agreement.serverCapabilities.insert(.encryption) }
        self.phase = .negotiated(agreement)
        self.awaitsValidation = dialect.needsValidation

        if dialect == .smb3_1_1 { self.preauth = PreauthHash() }
        self.preauth?.update(element.bytes)
        self.writeNegotiateResponse(agreement, contexts, into: &reply, base: element.base)
        return .replied
    }

    /// The highest dialect that both sides speak, within `MinSmb2Dialect` and `MaxSmb2Dialect`.
    private static func choose(among offered: [SMB2.Dialect], _ settings: Settings) -> SMB2.Dialect? {
        let range = settings.minimumDialect...max(settings.maximumDialect, settings.minimumDialect)
        return [SMB2.Dialect.smb3_1_1, .smb3_0_2, .smb3_0, .smb2_1, .smb2_0_2].first {
            offered.contains($0) && range.contains($0.rawValue)
        }
    }

    /// The mechanisms that a logon may begin with now.
    func hint(_ settings: Settings) -> ByteBuffer {
        ByteBuffer(bytes: Authenticator.hint(kerberos: self.server.kerberos.value != nil, ntlm: !settings.refusesNTLM))
    }

    private func writeNegotiateResponse(_ agreement: Agreement, _ contexts: NegotiatedContexts, into reply: inout WireWriter, base: Int) {
        var response = SMB2.NegotiateResponse(
            securityMode: agreement.serverMode, dialect: agreement.dialect, serverGUID: self.server.guid,
            capabilities: agreement.serverCapabilities, maximumTransactSize: agreement.maximumPayload,
            maximumReadSize: agreement.maximumPayload,
            maximumWriteSize: agreement.maximumPayload, systemTime: self.server.clock.now(),
            securityBuffer: self.hint(self.server.settings.value), contexts: [])
        if agreement.dialect == .smb3_1_1 {
            response.contexts.append(
                .preauthIntegrity(hashes: [SMB2.HashAlgorithm.sha512], salt: ByteBuffer(bytes: self.server.entropy.bytes(32))))
            // "… no common cipher …": the answer is a cipher of 0 (3.3.5.4).
            if contexts.ciphers != nil { response.contexts.append(.encryption([agreement.cipher?.rawValue ?? 0])) }
            if contexts.signing != nil { response.contexts.append(.signing([agreement.signing.rawValue])) }
        }
        response.encode(into: &reply, base: base)
    }
}

/// The negotiate contexts of a 3.1.1 request, checked. [MS-SMB2] 3.3.5.4
struct NegotiatedContexts {
    var ciphers: [UInt16]?
    var signing: [UInt16]?
    var netname: String?

    init(_ contexts: [SMB2.NegotiateContext]?) throws(NTStatus) {
        guard let contexts else { return }
        var hashes: [UInt16]?
        var onceOnly: Set<UInt16> = []
        for context in contexts {
            switch context {
            case .preauthIntegrity(let offered, _):
                guard hashes == nil, !offered.isEmpty else { throw .invalidParameter }
                hashes = offered
            case .encryption(let ciphers):
                guard self.ciphers == nil, !ciphers.isEmpty else { throw .invalidParameter }
                self.ciphers = ciphers
            case .signing(let algorithms):
                guard self.signing == nil, !algorithms.isEmpty else { throw .invalidParameter }
                self.signing = algorithms
            case .compression(_, let algorithms):
                guard onceOnly.insert(context.type).inserted, !algorithms.isEmpty else { throw .invalidParameter }
            case .netname(let name):
                if self.netname == nil { self.netname = String(name.unicodeScalars.prefix(ConnectionLimits.netnameLength)) }
            case .unknown(SMB2.NegotiateContext.rdmaTransformType, _):
                guard onceOnly.insert(context.type).inserted else { throw .invalidParameter }
            case .unknown:
                break
            }
        }
        // "exactly one SMB2_PREAUTH_INTEGRITY_CAPABILITIES"; SHA-512 is the only hash there is.
        guard let hashes else { throw .invalidParameter }
        guard hashes.contains(SMB2.HashAlgorithm.sha512) else { throw .smbNoPreauthIntegrityHashOverlap }
    }
}
