// SPDX-License-Identifier: Apache-2.0
package import NIOCore
package import SMBWire

/// CHALLENGE_MESSAGE. [MS-NLMP] 2.2.1.2
package struct ChallengeMessage: Hashable, Sendable {
    package var targetName: String
    package var flags: NTLMFlags
    /// Eight bytes.
    package var serverChallenge: [UInt8]
    package var targetInfo: AVPairs
    package var version: NTLMVersion

    package init(targetName: String, flags: NTLMFlags, serverChallenge: [UInt8], targetInfo: AVPairs, version: NTLMVersion) {
        self.targetName = targetName
        self.flags = flags
        self.serverChallenge = serverChallenge
        self.targetInfo = targetInfo
        self.version = version
    }

    private static let headerSize = 56
}

extension ChallengeMessage {
    package init(decoding token: ByteBuffer) throws(WireError) {
        var reader = WireReader(token)
        try NTLMMessage.expect(.challenge, &reader)
        let name = try PayloadField(decoding: &reader, "TargetNameFields")
        self.flags = NTLMFlags(rawValue: try reader.u32("NegotiateFlags"))
        self.serverChallenge = [UInt8](try reader.bytes("ServerChallenge", 8).readableBytesView)
        try reader.skip(8)
        let info = try PayloadField(decoding: &reader, "TargetInfoFields")
        self.version = try NTLMVersion(decoding: &reader)
        self.targetName = try name.text(reader, "TargetName")
        self.targetInfo = AVPairs(decoding: try info.bytes(reader, "TargetInfo")[...])
    }

    package func encoded() -> [UInt8] {
        var writer = WireWriter()
        var payload = PayloadWriter(headerSize: Self.headerSize)
        NTLMMessage.begin(.challenge, &writer)
        payload.field(self.targetName, into: &writer)
        writer.u32(self.flags.rawValue)
        writer.bytes(self.serverChallenge)
        writer.zeros(8)
        payload.field(self.targetInfo.encoded(), into: &writer)
        self.version.encode(into: &writer)
        writer.bytes(payload.payload)
        return [UInt8](writer.buffer.readableBytesView)
    }
}
