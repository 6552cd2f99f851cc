// SPDX-License-Identifier: Apache-2.0

extension SMB2 {
    /// [MS-SMB2] 2.2.15
    package struct CloseRequest: Hashable, Sendable {
        package static let structureSize: UInt16 = 24

        package var flags: CloseFlags
        package var file: FileID

        package init(flags: CloseFlags = [], file: FileID) {
            self.flags = flags
            self.file = file
        }
    }

    package struct CloseFlags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        /// The answer is to have the attributes; otherwise they are zero.
        package static let postqueryAttributes = CloseFlags(rawValue: 0x1)
    }

    /// [MS-SMB2] 2.2.16
    package struct CloseResponse: Hashable, Sendable {
        package static let structureSize: UInt16 = 60

        package var flags: CloseFlags
        package var creationTime: NTTime
        package var lastAccessTime: NTTime
        package var lastWriteTime: NTTime
        package var changeTime: NTTime
        package var allocationSize: UInt64
        package var endOfFile: UInt64
        package var fileAttributes: FileAttributes

        package init(
            flags: CloseFlags = [], creationTime: NTTime = .zero, lastAccessTime: NTTime = .zero, lastWriteTime: NTTime = .zero,
            changeTime: NTTime = .zero, allocationSize: UInt64 = 0, endOfFile: UInt64 = 0, fileAttributes: FileAttributes = []
        ) {
            self.flags = flags
            self.creationTime = creationTime
            self.lastAccessTime = lastAccessTime
            self.lastWriteTime = lastWriteTime
            self.changeTime = changeTime
            self.allocationSize = allocationSize
            self.endOfFile = endOfFile
            self.fileAttributes = fileAttributes
        }
    }
}

extension SMB2.CloseRequest {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        self.flags = SMB2.CloseFlags(rawValue: try reader.u16("Flags"))
        try reader.skip(4)
        self.file = try SMB2.FileID(decoding: &reader)
    }

    package func encode(into writer: inout WireWriter, base _: Int) {
        writer.u16(Self.structureSize)
        writer.u16(self.flags.rawValue)
        writer.u32(0)
        self.file.encode(into: &writer)
    }
}

extension SMB2.CloseResponse {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        self.flags = SMB2.CloseFlags(rawValue: try reader.u16("Flags"))
        try reader.skip(4)
        self.creationTime = try NTTime(decoding: &reader, "CreationTime")
        self.lastAccessTime = try NTTime(decoding: &reader, "LastAccessTime")
        self.lastWriteTime = try NTTime(decoding: &reader, "LastWriteTime")
        self.changeTime = try NTTime(decoding: &reader, "ChangeTime")
        self.allocationSize = try reader.u64("AllocationSize")
        self.endOfFile = try reader.u64("EndofFile")
        self.fileAttributes = FileAttributes(rawValue: try reader.u32("FileAttributes"))
    }

    package func encode(into writer: inout WireWriter, base _: Int) {
        writer.u16(Self.structureSize)
        writer.u16(self.flags.rawValue)
        writer.u32(0)
        self.creationTime.encode(into: &writer)
        self.lastAccessTime.encode(into: &writer)
        self.lastWriteTime.encode(into: &writer)
        self.changeTime.encode(into: &writer)
        writer.u64(self.allocationSize)
        writer.u64(self.endOfFile)
        writer.u32(self.fileAttributes.rawValue)
    }
}
