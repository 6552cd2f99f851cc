// SPDX-License-Identifier: Apache-2.0

extension SMB1 {
    /// The 32 bytes before every message. [MS-CIFS] 2.2.3.1
    package struct Header: Hashable, Sendable {
        package static let size = 32
        /// Where Flags2 lies in it.
        package static let flags2Offset = 10
        /// FF 'S' 'M' 'B'
        package static let protocolID: UInt32 = 0x424D_53FF

        package var command: Command
        package var status: NTStatus
        package var flags: UInt8
        package var flags2: Flags2
        package var securityFeaturesLow: UInt32
        package var securityFeaturesHigh: UInt32
        package var treeID: UInt16
        package var processID: UInt32
        package var userID: UInt16
        package var multiplexID: UInt16

        package init(
            command: Command, status: NTStatus = .success, flags: UInt8 = 0, flags2: Flags2 = [], securityFeaturesLow: UInt32 = 0,
            securityFeaturesHigh: UInt32 = 0, treeID: UInt16 = 0, processID: UInt32 = 0, userID: UInt16 = 0, multiplexID: UInt16 = 0
        ) {
            self.command = command
            self.status = status
            self.flags = flags
            self.flags2 = flags2
            self.securityFeaturesLow = securityFeaturesLow
            self.securityFeaturesHigh = securityFeaturesHigh
            self.treeID = treeID
            self.processID = processID
            self.userID = userID
            self.multiplexID = multiplexID
        }

        /// SMB_FLAGS_REPLY
        package static let reply: UInt8 = 0x80
        /// SMB_FLAGS_CASE_INSENSITIVE
        package static let caseInsensitive: UInt8 = 0x08
        /// SMB_FLAGS_OPLOCK and SMB_FLAGS_OPBATCH, in the commands older than NT_CREATE_ANDX.
        package static let oplock: UInt8 = 0x20
        package static let batchOplock: UInt8 = 0x40
        package var isResponse: Bool { self.flags & Self.reply != 0 }
    }

    /// [MS-CIFS] 2.2.3.1, [MS-SMB] 2.2.3.1
    package struct Flags2: OptionSet, Hashable, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        package static let longNames = Flags2(rawValue: 0x0001)
        package static let extendedAttributes = Flags2(rawValue: 0x0002)
        package static let securitySignature = Flags2(rawValue: 0x0004)
        package static let securitySignatureRequired = Flags2(rawValue: 0x0010)
        /// SMB_FLAGS2_IS_LONG_NAME: names in this message need not be of the form 8.3.
        package static let isLongName = Flags2(rawValue: 0x0040)
        package static let extendedSecurity = Flags2(rawValue: 0x0800)
        package static let dfs = Flags2(rawValue: 0x1000)
        /// SMB_FLAGS2_PAGING_IO, also READ_IF_EXECUTE: bytes of a file that may be executed may be read.
        package static let readIfExecute = Flags2(rawValue: 0x2000)
        package static let ntStatus = Flags2(rawValue: 0x4000)
        package static let unicode = Flags2(rawValue: 0x8000)
    }
}

extension SMB1.Header {
    package init(decoding reader: inout WireReader) throws(WireError) {
        guard try reader.u32("Protocol") == Self.protocolID else { throw reader.failure(.value, "Protocol") }
        self.command = SMB1.Command(rawValue: try reader.u8("Command"))
        self.status = NTStatus(rawValue: try reader.u32("Status"))
        self.flags = try reader.u8("Flags")
        self.flags2 = SMB1.Flags2(rawValue: try reader.u16("Flags2"))
        let processHigh = try reader.u16("PIDHigh")
        self.securityFeaturesLow = try reader.u32("SecurityFeatures")
        self.securityFeaturesHigh = try reader.u32("SecurityFeatures")
        try reader.skip(2)
        self.treeID = try reader.u16("TID")
        self.processID = UInt32(processHigh) &<< 16 | UInt32(try reader.u16("PIDLow"))
        self.userID = try reader.u16("UID")
        self.multiplexID = try reader.u16("MID")
    }

    package func encode(into writer: inout WireWriter) {
        writer.u32(Self.protocolID)
        writer.u8(self.command.rawValue)
        writer.u32(self.status.rawValue)
        writer.u8(self.flags)
        writer.u16(self.flags2.rawValue)
        writer.u16(UInt16(truncatingIfNeeded: self.processID &>> 16))
        writer.u32(self.securityFeaturesLow)
        writer.u32(self.securityFeaturesHigh)
        writer.u16(0)
        writer.u16(self.treeID)
        writer.u16(UInt16(truncatingIfNeeded: self.processID))
        writer.u16(self.userID)
        writer.u16(self.multiplexID)
    }
}
