// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB2 {
    /// The 64 bytes before every message. [MS-SMB2] 2.2.1
    package struct Header: Hashable, Sendable {
        package static let size = 64
        package static let structureSize: UInt16 = 64
        /// FE 'S' 'M' 'B'
        package static let protocolID: UInt32 = 0x424D_53FE

        package var creditCharge: UInt16
        /// In responses. Requests of 3.x dialects have the channel sequence here.
        package var status: NTStatus
        package var command: Command
        /// Asked for in a request, granted in a response.
        package var credits: UInt16
        package var flags: HeaderFlags
        /// From this header to the next one of the compound; 0 in the last.
        package var nextCommand: UInt32
        package var messageID: UInt64
        /// Zero when `flags` has `.async`, and not written then.
        package var treeID: UInt32
        /// Zero unless `flags` has `.async`, and written only then.
        package var asyncID: UInt64
        package var sessionID: UInt64
        package var signatureLow: UInt64
        package var signatureHigh: UInt64

        package init(
            creditCharge: UInt16 = 0, status: NTStatus = .success, command: Command, credits: UInt16 = 0, flags: HeaderFlags = [],
            nextCommand: UInt32 = 0, messageID: UInt64, treeID: UInt32 = 0, asyncID: UInt64 = 0, sessionID: UInt64 = 0,
            signatureLow: UInt64 = 0, signatureHigh: UInt64 = 0
        ) {
            self.creditCharge = creditCharge
            self.status = status
            self.command = command
            self.credits = credits
            self.flags = flags
            self.nextCommand = nextCommand
            self.messageID = messageID
            self.treeID = treeID
            self.asyncID = asyncID
            self.sessionID = sessionID
            self.signatureLow = signatureLow
            self.signatureHigh = signatureHigh
        }

        /// The status field of a request: 3.x clients count channel failures in its lower half. [MS-SMB2] 3.3.5.2.10
        package var channelSequence: UInt16 { UInt16(truncatingIfNeeded: self.status.rawValue) }
        package var isAsync: Bool { self.flags.contains(.async) }
        package var isResponse: Bool { self.flags.contains(.response) }
    }
}

extension SMB2.Header {
    package init(decoding reader: inout WireReader) throws(WireError) {
        guard try reader.u32("ProtocolId") == Self.protocolID else { throw reader.failure(.value, "ProtocolId") }
        try reader.structureSize(Self.structureSize)
        self.creditCharge = try reader.u16("CreditCharge")
        self.status = NTStatus(rawValue: try reader.u32("Status"))
        self.command = SMB2.Command(rawValue: try reader.u16("Command"))
        self.credits = try reader.u16("CreditRequest")
        self.flags = SMB2.HeaderFlags(rawValue: try reader.u32("Flags"))
        self.nextCommand = try reader.u32("NextCommand")
        self.messageID = try reader.u64("MessageId")
        let identifier = try reader.u64("AsyncId")
        let isAsync = self.flags.contains(.async)
        self.asyncID = isAsync ? identifier : 0
        self.treeID = isAsync ? 0 : UInt32(truncatingIfNeeded: identifier &>> 32)  // The first half is reserved.
        self.sessionID = try reader.u64("SessionId")
        self.signatureLow = try reader.u64("Signature")
        self.signatureHigh = try reader.u64("Signature")
    }

    /// `base` counts from the frame's first readable byte.
    package static func decode(from frame: ByteBuffer, at base: Int = 0) throws(WireError) -> SMB2.Header {
        var reader = WireReader(frame)
        try reader.skip(base, "ProtocolId")
        return try SMB2.Header(decoding: &reader)
    }

    package func encode(into writer: inout WireWriter) {
        writer.u32(Self.protocolID)
        writer.u16(Self.structureSize)
        writer.u16(self.creditCharge)
        writer.u32(self.status.rawValue)
        writer.u16(self.command.rawValue)
        writer.u16(self.credits)
        writer.u32(self.flags.rawValue)
        writer.u32(self.nextCommand)
        writer.u64(self.messageID)
        writer.u64(self.isAsync ? self.asyncID : UInt64(self.treeID) &<< 32)
        writer.u64(self.sessionID)
        writer.u64(self.signatureLow)
        writer.u64(self.signatureHigh)
    }
}
