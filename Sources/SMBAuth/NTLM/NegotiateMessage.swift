// SPDX-License-Identifier: Apache-2.0
package import NIOCore
package import SMBWire

/// NEGOTIATE_MESSAGE. Its domain and workstation, in a code page nobody names, are not read. [MS-NLMP] 2.2.1.1
package struct NegotiateMessage: Hashable, Sendable {
    package var flags: NTLMFlags
    package var version: NTLMVersion?

    package init(flags: NTLMFlags, version: NTLMVersion? = nil) {
        self.flags = flags
        self.version = version
    }
}

extension NegotiateMessage {
    package init(decoding token: ByteBuffer) throws(WireError) {
        var reader = WireReader(token)
        try NTLMMessage.expect(.negotiate, &reader)
        self.flags = NTLMFlags(rawValue: try reader.u32("NegotiateFlags"))
        // Some clients end after the flags or before the version.
        guard self.flags.contains(.version), reader.remaining >= 16 + NTLMVersion.size else { return }
        try reader.skip(16, "DomainNameFields")
        self.version = try NTLMVersion(decoding: &reader)
    }

    package func encoded() -> [UInt8] {
        var writer = WireWriter()
        NTLMMessage.begin(.negotiate, &writer)
        writer.u32(self.flags.rawValue)
        writer.zeros(16)
        if let version { version.encode(into: &writer) } else { writer.zeros(NTLMVersion.size) }
        return [UInt8](writer.buffer.readableBytesView)
    }
}
