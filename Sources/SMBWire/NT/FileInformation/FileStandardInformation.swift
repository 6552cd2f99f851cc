// SPDX-License-Identifier: Apache-2.0

/// [MS-FSCC] 2.4.41
package struct FileStandardInformation: Hashable, Sendable {
    package var allocationSize: UInt64
    package var endOfFile: UInt64
    package var linkCount: UInt32
    package var deletePending: Bool
    package var isDirectory: Bool

    package init(allocationSize: UInt64, endOfFile: UInt64, linkCount: UInt32, deletePending: Bool, isDirectory: Bool) {
        self.allocationSize = allocationSize
        self.endOfFile = endOfFile
        self.linkCount = linkCount
        self.deletePending = deletePending
        self.isDirectory = isDirectory
    }
}

extension FileStandardInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.allocationSize = try reader.u64("AllocationSize")
        self.endOfFile = try reader.u64("EndOfFile")
        self.linkCount = try reader.u32("NumberOfLinks")
        self.deletePending = try reader.u8("DeletePending") != 0
        self.isDirectory = try reader.u8("Directory") != 0
        try reader.skip(2)
    }

    package func encode(into writer: inout WireWriter) {
        writer.u64(self.allocationSize)
        writer.u64(self.endOfFile)
        writer.u32(self.linkCount)
        writer.u8(self.deletePending ? 1 : 0)
        writer.u8(self.isDirectory ? 1 : 0)
        writer.zeros(2)
    }
}
