// SPDX-License-Identifier: Apache-2.0
package import NIOCore
package import SMBWire

/// AUTHENTICATE_MESSAGE. [MS-NLMP] 2.2.1.3
package struct AuthenticateMessage: Hashable, Sendable {
    package var lmResponse: [UInt8]
    package var ntResponse: [UInt8]
    package var domainName: String
    package var userName: String
    package var workstation: String
    package var encryptedSessionKey: [UInt8]
    package var flags: NTLMFlags
    package var version: NTLMVersion?
    /// The sixteen bytes where a MIC would stand; nil when the payload begins before their end. Only AvFlags says whether they are one.
    package var mic: [UInt8]?

    package init(
        lmResponse: [UInt8], ntResponse: [UInt8], domainName: String, userName: String, workstation: String,
        encryptedSessionKey: [UInt8], flags: NTLMFlags, version: NTLMVersion?, mic: [UInt8]?
    ) {
        self.lmResponse = lmResponse
        self.ntResponse = ntResponse
        self.domainName = domainName
        self.userName = userName
        self.workstation = workstation
        self.encryptedSessionKey = encryptedSessionKey
        self.flags = flags
        self.version = version
        self.mic = mic
    }

    package static let micOffset = 72
    package static let micSize = 16
}

extension AuthenticateMessage {
    package init(decoding token: ByteBuffer) throws(WireError) {
        var reader = WireReader(token)
        try NTLMMessage.expect(.authenticate, &reader)
        let lm = try PayloadField(decoding: &reader, "LmChallengeResponseFields")
        let nt = try PayloadField(decoding: &reader, "NtChallengeResponseFields")
        let domain = try PayloadField(decoding: &reader, "DomainNameFields")
        let user = try PayloadField(decoding: &reader, "UserNameFields")
        let workstation = try PayloadField(decoding: &reader, "WorkstationFields")
        let key = try PayloadField(decoding: &reader, "EncryptedRandomSessionKeyFields")
        self.flags = NTLMFlags(rawValue: try reader.u32("NegotiateFlags"))
        self.lmResponse = try lm.bytes(reader, "LmChallengeResponse")
        self.ntResponse = try nt.bytes(reader, "NtChallengeResponse")
        self.encryptedSessionKey = try key.bytes(reader, "EncryptedRandomSessionKey")
        // Code pages are not guessed at: the challenge asked for Unicode.
        guard self.flags.contains(.unicode) else { throw reader.failure(.encoding, "NegotiateFlags") }
        self.domainName = try domain.text(reader, "DomainName")
        self.userName = try user.text(reader, "UserName")
        self.workstation = try workstation.text(reader, "Workstation")

        // The version and the MIC are there when the payload leaves them room: no flag says so for every client.
        let fields = [lm, nt, domain, user, workstation, key]
        let payloadStart = fields.filter { $0.length > 0 }.map(\.offset).min() ?? reader.count
        if payloadStart >= reader.offset + NTLMVersion.size, reader.remaining >= NTLMVersion.size {
            let version = try NTLMVersion(decoding: &reader)
            self.version = self.flags.contains(.version) ? version : nil
            if payloadStart >= Self.micOffset + Self.micSize, reader.remaining >= Self.micSize {
                self.mic = [UInt8](try reader.bytes("MIC", Self.micSize).readableBytesView)
            }
        }
    }

    package func encoded() -> [UInt8] {
        let headerSize = Self.micOffset + (self.mic == nil ? 0 : Self.micSize)
        var writer = WireWriter()
        var payload = PayloadWriter(headerSize: headerSize)
        NTLMMessage.begin(.authenticate, &writer)
        payload.field(self.lmResponse, into: &writer)
        payload.field(self.ntResponse, into: &writer)
        payload.field(self.domainName, into: &writer)
        payload.field(self.userName, into: &writer)
        payload.field(self.workstation, into: &writer)
        payload.field(self.encryptedSessionKey, into: &writer)
        writer.u32(self.flags.rawValue)
        if let version { version.encode(into: &writer) } else { writer.zeros(NTLMVersion.size) }
        if let mic { writer.bytes(mic) }
        writer.bytes(payload.payload)
        return [UInt8](writer.buffer.readableBytesView)
    }
}
