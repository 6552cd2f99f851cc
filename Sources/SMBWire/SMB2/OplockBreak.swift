// SPDX-License-Identifier: Apache-2.0

extension SMB2 {
    /// The server breaks an oplock; its MessageId is all ones. [MS-SMB2] 2.2.23.1
    package struct OplockBreakNotification: Hashable, Sendable {
        package static let structureSize: UInt16 = 24

        package var oplockLevel: OplockLevel
        package var file: FileID

        package init(oplockLevel: OplockLevel, file: FileID) {
            self.oplockLevel = oplockLevel
            self.file = file
        }
    }

    /// The client agrees. [MS-SMB2] 2.2.24.1
    package struct OplockBreakAcknowledgment: Hashable, Sendable {
        package static let structureSize: UInt16 = 24

        package var oplockLevel: OplockLevel
        package var file: FileID

        package init(oplockLevel: OplockLevel, file: FileID) {
            self.oplockLevel = oplockLevel
            self.file = file
        }
    }

    /// The server has heard it. [MS-SMB2] 2.2.25.1
    package struct OplockBreakResponse: Hashable, Sendable {
        package static let structureSize: UInt16 = 24

        package var oplockLevel: OplockLevel
        package var file: FileID

        package init(oplockLevel: OplockLevel, file: FileID) {
            self.oplockLevel = oplockLevel
            self.file = file
        }
    }
}

extension SMB2.OplockBreakNotification {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        self.oplockLevel = SMB2.OplockLevel(rawValue: try reader.u8("OplockLevel"))
        try reader.skip(5)
        self.file = try SMB2.FileID(decoding: &reader)
    }

    package func encode(into writer: inout WireWriter, base _: Int) {
        writer.u16(Self.structureSize)
        writer.u8(self.oplockLevel.rawValue)
        writer.zeros(5)
        self.file.encode(into: &writer)
    }
}

extension SMB2.OplockBreakAcknowledgment {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        self.oplockLevel = SMB2.OplockLevel(rawValue: try reader.u8("OplockLevel"))
        try reader.skip(5)
        self.file = try SMB2.FileID(decoding: &reader)
    }

    package func encode(into writer: inout WireWriter, base _: Int) {
        writer.u16(Self.structureSize)
        writer.u8(self.oplockLevel.rawValue)
        writer.zeros(5)
        self.file.encode(into: &writer)
    }
}

extension SMB2.OplockBreakResponse {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        self.oplockLevel = SMB2.OplockLevel(rawValue: try reader.u8("OplockLevel"))
        try reader.skip(5)
        self.file = try SMB2.FileID(decoding: &reader)
    }

    package func encode(into writer: inout WireWriter, base _: Int) {
        writer.u16(Self.structureSize)
        writer.u8(self.oplockLevel.rawValue)
        writer.zeros(5)
        self.file.encode(into: &writer)
    }
}
