// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB2 {
    /// What stands before an encrypted message. [MS-SMB2] 2.2.41
    package struct TransformHeader: Hashable, Sendable {
        package static let size = 52
        /// FD 'S' 'M' 'B'
        package static let protocolID: UInt32 = 0x424D_53FD
        /// 3.1.1: Flags, "encrypted". 3.0 and 3.0.2: EncryptionAlgorithm, AES-128-CCM. There is no other value.
        package static let encrypted: UInt16 = 0x0001

        package var signatureLow: UInt64
        package var signatureHigh: UInt64
        /// The first eleven bytes (CCM) or twelve (GCM) of both halves together.
        package var nonceLow: UInt64
        package var nonceHigh: UInt64
        package var originalMessageSize: UInt32
        package var flags: UInt16
        package var sessionID: UInt64

        package init(
            signatureLow: UInt64 = 0, signatureHigh: UInt64 = 0, nonceLow: UInt64 = 0, nonceHigh: UInt64 = 0, originalMessageSize: UInt32,
            flags: UInt16 = Self.encrypted, sessionID: UInt64
        ) {
            self.signatureLow = signatureLow
            self.signatureHigh = signatureHigh
            self.nonceLow = nonceLow
            self.nonceHigh = nonceHigh
            self.originalMessageSize = originalMessageSize
            self.flags = flags
            self.sessionID = sessionID
        }
    }
}

extension SMB2.TransformHeader {
    package init(decoding reader: inout WireReader) throws(WireError) {
        guard try reader.u32("ProtocolId") == Self.protocolID else { throw reader.failure(.value, "ProtocolId") }
        self.signatureLow = try reader.u64("Signature")
        self.signatureHigh = try reader.u64("Signature")
        self.nonceLow = try reader.u64("Nonce")
        self.nonceHigh = try reader.u64("Nonce")
        self.originalMessageSize = try reader.u32("OriginalMessageSize")
        try reader.skip(2)
        self.flags = try reader.u16("Flags")
        self.sessionID = try reader.u64("SessionId")
    }

    package static func decode(from frame: ByteBuffer) throws(WireError) -> SMB2.TransformHeader {
        var reader = WireReader(frame)
        return try SMB2.TransformHeader(decoding: &reader)
    }

    package func encode(into writer: inout WireWriter) {
        writer.u32(Self.protocolID)
        writer.u64(self.signatureLow)
        writer.u64(self.signatureHigh)
        writer.u64(self.nonceLow)
        writer.u64(self.nonceHigh)
        writer.u32(self.originalMessageSize)
        writer.u16(0)
        writer.u16(self.flags)
        writer.u64(self.sessionID)
    }
}
