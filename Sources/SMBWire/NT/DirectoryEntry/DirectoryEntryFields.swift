// SPDX-License-Identifier: Apache-2.0

/// Everything that any class of QUERY_DIRECTORY says about one name. [MS-FSCC] 2.4
package struct DirectoryEntryFields: Hashable, Sendable {
    package var name: String
    /// Of eight and three letters; empty where the entry has none.
    package var shortName: String
    package var fileIndex: UInt32
    package var creationTime: NTTime
    package var lastAccessTime: NTTime
    package var lastWriteTime: NTTime
    package var changeTime: NTTime
    package var endOfFile: UInt64
    package var allocationSize: UInt64
    package var attributes: FileAttributes
    package var eaSize: UInt32
    package var fileID: UInt64

    package init(
        name: String, shortName: String = "", fileIndex: UInt32 = 0, creationTime: NTTime, lastAccessTime: NTTime, lastWriteTime: NTTime,
        changeTime: NTTime, endOfFile: UInt64, allocationSize: UInt64, attributes: FileAttributes, eaSize: UInt32 = 0,
        fileID: UInt64
    ) {
        self.name = name
        self.shortName = shortName
        self.fileIndex = fileIndex
        self.creationTime = creationTime
        self.lastAccessTime = lastAccessTime
        self.lastWriteTime = lastWriteTime
        self.changeTime = changeTime
        self.endOfFile = endOfFile
        self.allocationSize = allocationSize
        self.attributes = attributes
        self.eaSize = eaSize
        self.fileID = fileID
    }
}
