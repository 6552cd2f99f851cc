// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB1 {
    /// TRANS2_FIND_FIRST2's parameters. [MS-CIFS] 2.2.6.2.1
    package struct FindFirst2Request: Hashable, Sendable {
        /// What shall be found. [MS-CIFS] 2.2.1.2.4
        package var attributes: UInt16
        package var count: Int
        package var flags: FindFlags
        package var level: UInt16
        package var name: String

        package init(attributes: UInt16 = 0x16, count: Int, flags: FindFlags = [], level: UInt16, name: String) {
            self.attributes = attributes
            self.count = count
            self.flags = flags
            self.level = level
            self.name = name
        }
    }

    /// TRANS2_FIND_NEXT2's parameters. [MS-CIFS] 2.2.6.3.1
    package struct FindNext2Request: Hashable, Sendable {
        package var search: UInt16
        package var count: Int
        package var level: UInt16
        package var resumeKey: UInt32
        package var flags: FindFlags
        /// The last name that the client has taken; empty: the resume key says it.
        package var name: String

        package init(search: UInt16, count: Int, level: UInt16, resumeKey: UInt32 = 0, flags: FindFlags = [], name: String = "") {
            self.search = search
            self.count = count
            self.level = level
            self.resumeKey = resumeKey
            self.flags = flags
            self.name = name
        }
    }

    package struct FindFlags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        package static let closeAfterRequest = FindFlags(rawValue: 0x01)
        package static let closeAtEnd = FindFlags(rawValue: 0x02)
        package static let returnResumeKeys = FindFlags(rawValue: 0x04)
        package static let continueFromLast = FindFlags(rawValue: 0x08)
        package static let backupIntent = FindFlags(rawValue: 0x10)
    }

    /// The levels of FIND_FIRST2 and FIND_NEXT2. [MS-CIFS] 2.2.2.3.1, [MS-SMB] 2.2.2.3.1
    package enum FindLevel: UInt16, Sendable {
        case standard = 0x0001
        case queryEASize = 0x0002
        case queryEAsFromList = 0x0003
        case directory = 0x0101
        case fullDirectory = 0x0102
        case names = 0x0103
        case bothDirectory = 0x0104
        case idFullDirectory = 0x0105
        case idBothDirectory = 0x0106

        /// What an entry with a name of some twelve letters takes.
        package var usualEntrySize: Int { (self.informationClass?.fixedSize ?? 28) + 24 }

        /// The class of [MS-FSCC] that has the same entries.
        fileprivate var informationClass: DirectoryInformationClass? {
            switch self {
            case .standard, .queryEASize, .queryEAsFromList: nil
            case .directory: .directory
            case .fullDirectory: .fullDirectory
            case .names: .names
            case .bothDirectory: .bothDirectory
            case .idFullDirectory: .idFullDirectory
            case .idBothDirectory: .idBothDirectory
            }
        }
    }
}

extension SMB1.FindFirst2Request {
    package init(decoding reader: inout WireReader, _ text: SMB1.TextForm) throws(WireError) {
        self.attributes = try reader.u16("SearchAttributes")
        self.count = Int(try reader.u16("SearchCount"))
        self.flags = SMB1.FindFlags(rawValue: try reader.u16("Flags"))
        self.level = try reader.u16("InformationLevel")
        try reader.skip(4, "SearchStorageType")
        self.name = try reader.text("FileName", text, end: reader.count)
    }

    package func encode(into writer: inout WireWriter, _ text: SMB1.TextForm) {
        writer.u16(self.attributes)
        writer.u16(UInt16(clamping: self.count))
        writer.u16(self.flags.rawValue)
        writer.u16(self.level)
        writer.u32(0)
        writer.text(self.name, text, header: 0)
    }
}

extension SMB1.FindNext2Request {
    package init(decoding reader: inout WireReader, _ text: SMB1.TextForm) throws(WireError) {
        self.search = try reader.u16("SID")
        self.count = Int(try reader.u16("SearchCount"))
        self.level = try reader.u16("InformationLevel")
        self.resumeKey = try reader.u32("ResumeKey")
        self.flags = SMB1.FindFlags(rawValue: try reader.u16("Flags"))
        self.name = try reader.text("FileName", text, end: reader.count)
    }

    package func encode(into writer: inout WireWriter, _ text: SMB1.TextForm) {
        writer.u16(self.search)
        writer.u16(UInt16(clamping: self.count))
        writer.u16(self.level)
        writer.u32(self.resumeKey)
        writer.u16(self.flags.rawValue)
        writer.text(self.name, text, header: 0)
    }
}

/// The entries of one answer to FIND_FIRST2 or FIND_NEXT2. [MS-CIFS] 2.2.8.1
package struct FindEntries {
    package private(set) var writer = WireWriter()
    package private(set) var count = 0
    /// Where the last entry begins: LastNameOffset.
    package private(set) var lastOffset = 0

    private let level: SMB1.FindLevel
    private let text: SMB1.TextForm
    /// SMB_FIND_RETURN_RESUME_KEYS: the old levels begin with the entry's index then.
    private let hasResumeKeys: Bool
    private let limit: Int
    private var previous: Int?

    package init(_ level: SMB1.FindLevel, _ text: SMB1.TextForm, hasResumeKeys: Bool, limit: Int) {
        self.level = level
        self.text = text
        self.hasResumeKeys = hasResumeKeys
        self.limit = limit
    }

    /// Appends an entry, with its extended attributes where the level has them. False: it does not fit, and nothing has changed.
    package mutating func append(_ entry: DirectoryEntryFields, attributes: ByteBuffer = ByteBuffer()) -> Bool {
        let end = self.writer.count
        let last = self.previous
        if let informationClass = self.level.informationClass {
            informationClass.append(entry, to: &self.writer, base: 0, previous: &self.previous, names: self.text)
        } else {
            self.appendOld(entry, attributes)
        }
        guard self.writer.count <= self.limit else {
            self.takeBack(to: end, last)
            return false
        }
        self.lastOffset = self.previous ?? end
        self.count += 1
        return true
    }

    private mutating func takeBack(to end: Int, _ last: Int?) {
        self.writer.buffer.moveWriterIndex(to: end)
        self.previous = last
        // The entry before is the last again.
        if let last { self.writer.buffer.setInteger(UInt32(0), at: last, endianness: .little) }
    }

    /// Dates of two seconds' precision, sizes of 32 bits, and a name with a terminator that its length does not count.
    private mutating func appendOld(_ entry: DirectoryEntryFields, _ attributes: ByteBuffer) {
        if self.hasResumeKeys { self.writer.u32(entry.fileIndex) }
        self.writer.dateTime(SMB1.DateTime(entry.creationTime))
        self.writer.dateTime(SMB1.DateTime(entry.lastAccessTime))
        self.writer.dateTime(SMB1.DateTime(entry.lastWriteTime))
        self.writer.u32(UInt32(clamping: entry.endOfFile))
        self.writer.u32(UInt32(clamping: entry.allocationSize))
        self.writer.u16(UInt16(truncatingIfNeeded: entry.attributes.rawValue & 0x3F))
        switch self.level {
        case .queryEASize: self.writer.u32(entry.eaSize)
        case .queryEAsFromList: self.writer.bytes(attributes)
        default: break
        }
        let length = self.writer.count
        self.writer.u8(0)
        // Level 1 aligns its names; the others don't. [MS-CIFS] 2.2.8.1.1 and what clients of Unicode expect.
        if self.level == .standard, self.text == .unicode { self.writer.align(to: 2, from: 0) }
        let start = self.writer.count
        switch self.text {
        case .unicode: self.writer.utf16(entry.name)
        case .oem: self.writer.bytes(OEMText.encode(entry.name))
        }
        self.writer.buffer.setInteger(UInt8(clamping: self.writer.count - start), at: length)
        // One byte of zero ends a name; two, where names are aligned.
        self.writer.zeros(self.level == .standard && self.text == .unicode ? 2 : 1)
    }
}
