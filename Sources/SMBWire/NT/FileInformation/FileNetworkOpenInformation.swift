// SPDX-License-Identifier: Apache-2.0

/// [MS-FSCC] 2.4.29
package struct FileNetworkOpenInformation: Hashable, Sendable {
    package var creationTime: NTTime
    package var lastAccessTime: NTTime
    package var lastWriteTime: NTTime
    package var changeTime: NTTime
    package var allocationSize: UInt64
    package var endOfFile: UInt64
    package var attributes: FileAttributes

    package init(
        creationTime: NTTime, lastAccessTime: NTTime, lastWriteTime: NTTime, changeTime: NTTime, allocationSize: UInt64, endOfFile: UInt64,
        attributes: FileAttributes
    ) {
        self.creationTime = creationTime
        self.lastAccessTime = lastAccessTime
        self.lastWriteTime = lastWriteTime
        self.changeTime = changeTime
        self.allocationSize = allocationSize
        self.endOfFile = endOfFile
        self.attributes = attributes
    }
}

extension FileNetworkOpenInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.creationTime = try NTTime(decoding: &reader, "CreationTime")
        self.lastAccessTime = try NTTime(decoding: &reader, "LastAccessTime")
        self.lastWriteTime = try NTTime(decoding: &reader, "LastWriteTime")
        self.changeTime = try NTTime(decoding: &reader, "ChangeTime")
        self.allocationSize = try reader.u64("AllocationSize")
        self.endOfFile = try reader.u64("EndOfFile")
        self.attributes = FileAttributes(rawValue: try reader.u32("FileAttributes"))
        try reader.skip(4)
    }

    package func encode(into writer: inout WireWriter) {
        self.creationTime.encode(into: &writer)
        self.lastAccessTime.encode(into: &writer)
        self.lastWriteTime.encode(into: &writer)
        self.changeTime.encode(into: &writer)
        writer.u64(self.allocationSize)
        writer.u64(self.endOfFile)
        writer.u32(self.attributes.rawValue)
        writer.zeros(4)
    }
}
