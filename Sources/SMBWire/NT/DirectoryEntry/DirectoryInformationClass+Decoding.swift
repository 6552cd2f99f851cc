// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension DirectoryInformationClass {
    /// The entries of an answer, as a client reads them.
    package func entries(decoding list: ByteBuffer) throws(WireError) -> [DirectoryEntryFields] {
        if list.readableBytes == 0 { return [] }
        var entries: [DirectoryEntryFields] = []
        for entry in try EntryChain.split(list, alignment: 8) {
            var reader = WireReader(entry)
            entries.append(try self.entry(decoding: &reader))
        }
        return entries
    }

    private func entry(decoding reader: inout WireReader) throws(WireError) -> DirectoryEntryFields {
        try reader.skip(4, "NextEntryOffset")
        var entry = DirectoryEntryFields(
            name: "", fileIndex: try reader.u32("FileIndex"), creationTime: .zero, lastAccessTime: .zero, lastWriteTime: .zero,
            changeTime: .zero, endOfFile: 0, allocationSize: 0, attributes: [], fileID: 0)
        if self != .names {
            entry.creationTime = try NTTime(decoding: &reader, "CreationTime")
            entry.lastAccessTime = try NTTime(decoding: &reader, "LastAccessTime")
            entry.lastWriteTime = try NTTime(decoding: &reader, "LastWriteTime")
            entry.changeTime = try NTTime(decoding: &reader, "ChangeTime")
            entry.endOfFile = try reader.u64("EndOfFile")
            entry.allocationSize = try reader.u64("AllocationSize")
            entry.attributes = FileAttributes(rawValue: try reader.u32("FileAttributes"))
        }
        let nameLength = Int(try reader.u32("FileNameLength"))
        if self != .names, self != .directory { entry.eaSize = try reader.u32("EaSize") }
        switch self {
        case .directory, .names, .fullDirectory:
            break
        case .bothDirectory:
            try reader.skip(26, "ShortName")
        case .idBothDirectory:
            try reader.skip(28, "ShortName")
            entry.fileID = try reader.u64("FileId")
        case .idFullDirectory:
            try reader.skip(4)
            entry.fileID = try reader.u64("FileId")
        case .idExtdDirectory:
            try reader.skip(4, "ReparsePointTag")
            entry.fileID = try reader.u64("FileId")
            try reader.skip(8, "FileId")
        }
        entry.name = try reader.utf16("FileName", byteCount: nameLength)
        return entry
    }
}
