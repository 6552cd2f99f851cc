// SPDX-License-Identifier: Apache-2.0

extension RPC {
    /// A bind refused as a whole. C706 12.6.4.5
    package struct BindNak: Hashable, Sendable {
        package var reason: UInt16

        package init(reason: UInt16) { self.reason = reason }

        package static let notSpecified = BindNak(reason: 0)
        package static let localLimitExceeded = BindNak(reason: 2)
        /// [MS-RPCE] 2.2.2.5: authentication_type_not_recognized
        package static let authenticationTypeNotRecognized = BindNak(reason: 8)
    }
}

extension RPC.BindNak {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.reason = try reader.u16("provider_reject_reason")
    }

    package func encode(into writer: inout WireWriter) {
        writer.u16(self.reason)
        writer.u8(1)  // One version is supported: 5.0.
        writer.u8(5)
        writer.u8(0)
    }
}
