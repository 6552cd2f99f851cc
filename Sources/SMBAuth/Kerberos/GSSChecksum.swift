// SPDX-License-Identifier: Apache-2.0

/// The authenticator's checksum of type 0x8003, in which GSS-API sends what it asks for. RFC 4121, 4.1.1
package struct GSSChecksum: Hashable, Sendable {
    package let channelBindings: ChannelBindings

    /// Nil for what is none. Flags and delegated credentials behind the bindings are not used: this server acts for nobody elsewhere.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count >= 24, bytes.prefix(4) == [16, 0, 0, 0] else { return nil }
        self.channelBindings = bytes[4..<20].allSatisfy { $0 == 0 } ? .zero : .present
    }
}
