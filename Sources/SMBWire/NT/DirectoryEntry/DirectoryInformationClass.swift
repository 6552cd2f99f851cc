// SPDX-License-Identifier: Apache-2.0
import NIOCore

/// The classes that QUERY_DIRECTORY can ask for. [MS-SMB2] 2.2.33
package enum DirectoryInformationClass: UInt8, Sendable, CaseIterable {
    case directory = 1
    case fullDirectory = 2
    case bothDirectory = 3
    case names = 12
    case idBothDirectory = 37
    case idFullDirectory = 38
    case idExtdDirectory = 60

    package init?(_ informationClass: FileInformationClass) { self.init(rawValue: informationClass.rawValue) }

    /// Where FileName begins.
    package var fixedSize: Int {
        switch self {
        case .directory: 64
        case .fullDirectory: 68
        case .bothDirectory: 94
        case .names: 12
        case .idBothDirectory: 104
        case .idFullDirectory: 80
        case .idExtdDirectory: 88
        }
    }

    /// What `append` will write, without the padding before it.
    package func size(of entry: DirectoryEntryFields) -> Int { self.fixedSize + UTF16Text.byteCount(entry.name) }

    /// Whether the entry fits into an answer of at most `limit` bytes that began at `base`, padding included.
    package func fits(_ entry: DirectoryEntryFields, in writer: borrowing WireWriter, base: Int, limit: Int) -> Bool {
        let used = (writer.count - base + 7) & ~7
        return used <= limit && self.size(of: entry) <= limit - used
    }
}

extension DirectoryInformationClass {
    /// Appends one entry to an answer that began at `base`. `previous` is where the entry before it begins, kept by the caller.
    package func append(
        _ entry: DirectoryEntryFields, to writer: inout WireWriter, base: Int, previous: inout Int?, names: SMB1.TextForm = .unicode
    ) {
        EntryChain.begin(in: &writer, alignment: 8, base: base, previous: &previous)
        let start = writer.count - 4
        writer.u32(entry.fileIndex)
        if self == .names {
            writer.u32(0)
        } else {
            Self.writeCommon(entry, into: &writer)
            self.writeTail(entry, into: &writer)
        }
        let nameStart = writer.count
        switch names {
        case .unicode: writer.utf16(entry.name)
        case .oem: writer.bytes(OEMText.encode(entry.name))
        }
        let length = writer.count - nameStart
        let lengthIndex = start + (self == .names ? 8 : 60)
        writer.buffer.setInteger(UInt32(clamping: length), at: lengthIndex, endianness: .little)
    }

    /// From CreationTime to FileNameLength. One call for all: a call per field costs three times as much for each of a thousand entries.
    private static func writeCommon(_ entry: DirectoryEntryFields, into writer: inout WireWriter) {
        writer.buffer.writeMultipleIntegers(
            entry.creationTime.rawValue, entry.lastAccessTime.rawValue, entry.lastWriteTime.rawValue, entry.changeTime.rawValue,
            entry.endOfFile, entry.allocationSize, entry.attributes.rawValue, UInt32(0), endianness: .little)
    }

    /// What stands between FileNameLength and FileName.
    private func writeTail(_ entry: DirectoryEntryFields, into writer: inout WireWriter) {
        switch self {
        case .directory, .names:
            break
        case .fullDirectory:
            writer.u32(entry.eaSize)
        case .bothDirectory:
            writer.u32(entry.eaSize)
            Self.writeShortName(entry.shortName, into: &writer)
        case .idBothDirectory:
            writer.u32(entry.eaSize)
            Self.writeShortName(entry.shortName, into: &writer)
            writer.u16(0)
            writer.u64(entry.fileID)
        case .idFullDirectory:
            writer.buffer.writeMultipleIntegers(entry.eaSize, UInt32(0), entry.fileID, endianness: .little)
        case .idExtdDirectory:
            writer.buffer.writeMultipleIntegers(entry.eaSize, UInt32(0), entry.fileID, UInt64(0), endianness: .little)
        }
    }

    /// ShortNameLength, a reserved byte, and room for twelve letters. [MS-FSCC] 2.4.8
    private static func writeShortName(_ name: String, into writer: inout WireWriter) {
        let room = 24
        let start = writer.count
        writer.u16(0)
        writer.utf16(name)
        let count = min(writer.count - start - 2, room)
        writer.truncate(to: start + 2 + count)
        writer.zeros(room - count)
        writer.buffer.setInteger(UInt8(clamping: count), at: start)
    }
}
