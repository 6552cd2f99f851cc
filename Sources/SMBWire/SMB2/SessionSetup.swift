// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB2 {
    /// [MS-SMB2] 2.2.5
    package struct SessionSetupRequest: Hashable, Sendable {
        package static let structureSize: UInt16 = 25

        package var flags: SessionSetupFlags
        package var securityMode: SecurityMode
        package var capabilities: Capabilities
        package var previousSessionID: UInt64
        package var securityBuffer: ByteBuffer

        package init(
            flags: SessionSetupFlags = [], securityMode: SecurityMode, capabilities: Capabilities = [], previousSessionID: UInt64 = 0,
            securityBuffer: ByteBuffer
        ) {
            self.flags = flags
            self.securityMode = securityMode
            self.capabilities = capabilities
            self.previousSessionID = previousSessionID
            self.securityBuffer = securityBuffer
        }
    }

    package struct SessionSetupFlags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let binding = SessionSetupFlags(rawValue: 0x1)
    }

    /// [MS-SMB2] 2.2.6
    package struct SessionSetupResponse: Hashable, Sendable {
        package static let structureSize: UInt16 = 9

        package var sessionFlags: SessionFlags
        package var securityBuffer: ByteBuffer

        package init(sessionFlags: SessionFlags, securityBuffer: ByteBuffer) {
            self.sessionFlags = sessionFlags
            self.securityBuffer = securityBuffer
        }
    }

    package struct SessionFlags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        package static let guest = SessionFlags(rawValue: 0x1)
        /// Anonymous.
        package static let null = SessionFlags(rawValue: 0x2)
        package static let encryptData = SessionFlags(rawValue: 0x4)
    }
}

extension SMB2.SessionSetupRequest {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        self.flags = SMB2.SessionSetupFlags(rawValue: try reader.u8("Flags"))
        self.securityMode = SMB2.SecurityMode(rawValue: UInt16(try reader.u8("SecurityMode")))
        self.capabilities = SMB2.Capabilities(rawValue: try reader.u32("Capabilities"))
        try reader.skip(4, "Channel")
        let offset = try reader.u16("SecurityBufferOffset")
        let length = try reader.u16("SecurityBufferLength")
        self.previousSessionID = try reader.u64("PreviousSessionId")
        self.securityBuffer = try reader.payload("Buffer", at: Int(offset), count: Int(length))
    }

    package func encode(into writer: inout WireWriter, base: Int) {
        writer.u16(Self.structureSize)
        writer.u8(self.flags.rawValue)
        writer.u8(UInt8(truncatingIfNeeded: self.securityMode.rawValue))
        writer.u32(self.capabilities.rawValue)
        writer.u32(0)
        let offset = writer.reserve16()
        writer.u16(UInt16(clamping: self.securityBuffer.readableBytes))
        writer.u64(self.previousSessionID)
        writer.fill(offset, with: writer.count - base)
        writer.bytes(self.securityBuffer)
        writer.padEmptyPayload(self.securityBuffer.readableBytes)
    }
}

extension SMB2.SessionSetupResponse {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        self.sessionFlags = SMB2.SessionFlags(rawValue: try reader.u16("SessionFlags"))
        let offset = try reader.u16("SecurityBufferOffset")
        let length = try reader.u16("SecurityBufferLength")
        self.securityBuffer = try reader.payload("Buffer", at: Int(offset), count: Int(length))
    }

    package func encode(into writer: inout WireWriter, base: Int) {
        writer.u16(Self.structureSize)
        writer.u16(self.sessionFlags.rawValue)
        let offset = writer.reserve16()
        writer.u16(UInt16(clamping: self.securityBuffer.readableBytes))
        writer.fill(offset, with: writer.count - base)
        writer.bytes(self.securityBuffer)
    }
}
