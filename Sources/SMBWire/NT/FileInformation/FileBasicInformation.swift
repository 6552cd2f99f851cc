// SPDX-License-Identifier: Apache-2.0

/// Times and attributes. In SET_INFO a zero leaves a field as it is. [MS-FSCC] 2.4.7
package struct FileBasicInformation: Hashable, Sendable {
    package var creationTime: NTTime
    package var lastAccessTime: NTTime
    package var lastWriteTime: NTTime
    package var changeTime: NTTime
    package var attributes: FileAttributes

    package init(creationTime: NTTime, lastAccessTime: NTTime, lastWriteTime: NTTime, changeTime: NTTime, attributes: FileAttributes) {
        self.creationTime = creationTime
        self.lastAccessTime = lastAccessTime
        self.lastWriteTime = lastWriteTime
        self.changeTime = changeTime
        self.attributes = attributes
    }
}

extension FileBasicInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.creationTime = try NTTime(decoding: &reader, "CreationTime")
        self.lastAccessTime = try NTTime(decoding: &reader, "LastAccessTime")
        self.lastWriteTime = try NTTime(decoding: &reader, "LastWriteTime")
        self.changeTime = try NTTime(decoding: &reader, "ChangeTime")
        self.attributes = FileAttributes(rawValue: try reader.u32("FileAttributes"))
        try reader.skip(4)
    }

    package func encode(into writer: inout WireWriter) {
        self.creationTime.encode(into: &writer)
        self.lastAccessTime.encode(into: &writer)
        self.lastWriteTime.encode(into: &writer)
        self.changeTime.encode(into: &writer)
        writer.u32(self.attributes.rawValue)
        writer.zeros(4)
    }
}
