// SPDX-License-Identifier: Apache-2.0
import NIOCore

extension SMB1 {
    /// SEARCH, FIND, FIND_UNIQUE and FIND_CLOSE have one form. [MS-CIFS] 2.2.4.58.1, 2.2.4.59.1, 2.2.4.60.1, 2.2.4.61.1
    package struct SearchRequest: Hashable, Sendable {
        package var count: Int
        package var attributes: UInt16
        package var name: String
        /// Where to go on; nil: at the beginning.
        package var resumeKey: ResumeKey?

        package init(count: Int, attributes: UInt16 = 0x16, name: String, resumeKey: ResumeKey? = nil) {
            self.count = count
            self.attributes = attributes
            self.name = name
            self.resumeKey = resumeKey
        }
    }

    /// SMB_Resume_Key: 16 bytes of the server's, which say the search and the entry here, and four of the client's. [MS-CIFS] 2.2.4.58.1
    package struct ResumeKey: Hashable, Sendable {
        package static let size = 21

        package var search: UInt16
        package var entry: UInt32
        package var clientState: UInt32

        package init(search: UInt16, entry: UInt32, clientState: UInt32) {
            self.search = search
            self.entry = entry
            self.clientState = clientState
        }
    }

    /// SMB_Directory_Information. [MS-CIFS] 2.2.4.58.2
    package struct SearchEntry: Hashable, Sendable {
        package static let size = 43

        package var resumeKey: ResumeKey
        package var attributes: UInt8
        package var lastWrite: DateTime
        package var fileSize: UInt32
        /// Of eight and three letters.
        package var name: String

        package init(resumeKey: ResumeKey, attributes: UInt8, lastWrite: DateTime, fileSize: UInt32, name: String) {
            self.resumeKey = resumeKey
            self.attributes = attributes
            self.lastWrite = lastWrite
            self.fileSize = fileSize
            self.name = name
        }
    }

    /// The answer of all four; a FIND_CLOSE's has no entries.
    package struct SearchResponse: Hashable, Sendable {
        package var entries: [SearchEntry]

        package init(entries: [SearchEntry]) { self.entries = entries }

        /// The bytes besides header and entries: WordCount, Count, ByteCount, BufferFormat, DataLength.
        package static let overhead = 8
    }
}

extension SMB1.SearchRequest {
    private static let nameFormat: UInt8 = 4
    private static let keyFormat: UInt8 = 5

    package init(decoding body: SMB1.Body, text: SMB1.TextForm) throws(WireError) {
        let (count, attributes) = try body.withWords([2]) { (reader) throws(WireError) in
            (Int(try reader.u16("MaxCount")), try reader.u16("SearchAttributes"))
        }
        self.init(count: count, attributes: attributes, name: "")
        (self.name, self.resumeKey) = try body.withBytes { (reader) throws(WireError) in
            guard try reader.u8("BufferFormat1") == Self.nameFormat else { throw reader.failure(.value, "BufferFormat1") }
            let name = try reader.text("FileName", text, end: body.bytesEnd)
            guard try reader.u8("BufferFormat2") == Self.keyFormat else { throw reader.failure(.value, "BufferFormat2") }
            switch try reader.u16("ResumeKeyLength") {
            case 0: return (name, nil)
            case UInt16(SMB1.ResumeKey.size): return (name, try SMB1.ResumeKey(decoding: &reader))
            default: throw reader.failure(.value, "ResumeKeyLength")
            }
        }
    }

    package func encode(into writer: inout WireWriter, text: SMB1.TextForm, header: Int) {
        writer.body { writer in
            writer.u16(UInt16(clamping: self.count))
            writer.u16(self.attributes)
        } bytes: { writer in
            writer.u8(Self.nameFormat)
            writer.text(self.name, text, header: header)
            writer.u8(Self.keyFormat)
            writer.u16(self.resumeKey == nil ? 0 : UInt16(SMB1.ResumeKey.size))
            self.resumeKey?.encode(into: &writer)
        }
    }
}

extension SMB1.ResumeKey {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.skip(1)
        self.search = try reader.u16("ServerState")
        self.entry = try reader.u32("ServerState")
        try reader.skip(10, "ServerState")
        self.clientState = try reader.u32("ClientState")
    }

    package func encode(into writer: inout WireWriter) {
        writer.u8(0)
        writer.u16(self.search)
        writer.u32(self.entry)
        writer.zeros(10)
        writer.u32(self.clientState)
    }
}

extension SMB1.SearchEntry {
    private static let nameRoom = 13

    package init(decoding reader: inout WireReader) throws(WireError) {
        self.resumeKey = try SMB1.ResumeKey(decoding: &reader)
        self.attributes = try reader.u8("FileAttributes")
        let time = try reader.u16("LastWriteTime")
        self.lastWrite = SMB1.DateTime(date: try reader.u16("LastWriteDate"), time: time)
        self.fileSize = try reader.u32("FileSize")
        let name = Array(try reader.bytes("FileName", Self.nameRoom).readableBytesView)
        self.name = OEMText.decode(Array(name.prefix { $0 != 0 }))
    }

    package func encode(into writer: inout WireWriter) {
        self.resumeKey.encode(into: &writer)
        writer.u8(self.attributes)
        writer.u16(self.lastWrite.time)
        writer.u16(self.lastWrite.date)
        writer.u32(self.fileSize)
        let name = OEMText.encode(self.name).prefix(Self.nameRoom - 1)
        writer.bytes(Array(name))
        writer.zeros(Self.nameRoom - name.count)
    }
}

extension SMB1.SearchResponse {
    package init(decoding body: SMB1.Body, text: SMB1.TextForm) throws(WireError) {
        let count = try body.withWords([1]) { (reader) throws(WireError) in try reader.u16("Count") }
        self.entries = try body.withBytes { (reader) throws(WireError) in
            try reader.skip(3, "DataLength")
            var entries: [SMB1.SearchEntry] = []
            for _ in 0..<count { entries.append(try SMB1.SearchEntry(decoding: &reader)) }
            return entries
        }
    }

    package func encode(into writer: inout WireWriter) {
        writer.body { writer in
            writer.u16(UInt16(clamping: self.entries.count))
        } bytes: { writer in
            writer.u8(5)
            writer.u16(UInt16(clamping: self.entries.count * SMB1.SearchEntry.size))
            for entry in self.entries { entry.encode(into: &writer) }
        }
    }
}
