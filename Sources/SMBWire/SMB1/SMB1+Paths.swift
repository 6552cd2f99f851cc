// SPDX-License-Identifier: Apache-2.0

extension SMB1 {
    /// What commands say that have a name and nothing else: CREATE_DIRECTORY, DELETE_DIRECTORY, CHECK_DIRECTORY and QUERY_INFORMATION
    /// Requests. [MS-CIFS] 2.2.4.1.1, 2.2.4.2.1, 2.2.4.17.1, 2.2.4.9.1
    package struct PathRequest: Hashable, Sendable {
        package var name: String

        package init(name: String) { self.name = name }
    }

    /// SMB_COM_DELETE Request. [MS-CIFS] 2.2.4.7.1
    package struct DeleteRequest: Hashable, Sendable {
        package var searchAttributes: UInt16
        /// Its last component may have wildcards.
        package var name: String

        package init(searchAttributes: UInt16 = 0, name: String) {
            self.searchAttributes = searchAttributes
            self.name = name
        }
    }

    /// SMB_COM_RENAME and SMB_COM_NT_RENAME Requests. [MS-CIFS] 2.2.4.8.1, 2.2.4.66.1
    package struct RenameRequest: Hashable, Sendable {
        /// InformationLevel of NT_RENAME; RENAME has none.
        package enum Level: UInt16, Hashable, Sendable {
            case moveClusterInformation = 0x102
            case setLinkInformation = 0x103
            case renameFile = 0x104
            case moveFile = 0x105
        }

        package var searchAttributes: UInt16
        /// Nil: one that does not exist.
        package var level: Level?
        package var oldName: String
        package var newName: String

        package init(searchAttributes: UInt16 = 0x16, level: Level? = .renameFile, oldName: String, newName: String) {
            self.searchAttributes = searchAttributes
            self.level = level
            self.oldName = oldName
            self.newName = newName
        }
    }
}

extension SMB1.PathRequest {
    package init(decoding body: SMB1.Body, text: SMB1.TextForm) throws(WireError) {
        try body.withWords([0]) { (_) throws(WireError) in }
        self.name = try body.withBytes { (reader) throws(WireError) in try reader.pathname("Name", text, end: body.bytesEnd) }
    }

    package func encode(into writer: inout WireWriter, text: SMB1.TextForm, header: Int) {
        writer.body { _ in
        } bytes: { writer in
            writer.pathname(self.name, text, header: header)
        }
    }
}

extension SMB1.DeleteRequest {
    package init(decoding body: SMB1.Body, text: SMB1.TextForm) throws(WireError) {
        self.searchAttributes = try body.withWords([1]) { (reader) throws(WireError) in try reader.u16("SearchAttributes") }
        self.name = try body.withBytes { (reader) throws(WireError) in try reader.pathname("FileName", text, end: body.bytesEnd) }
    }

    package func encode(into writer: inout WireWriter, text: SMB1.TextForm, header: Int) {
        writer.body { writer in
            writer.u16(self.searchAttributes)
        } bytes: { writer in
            writer.pathname(self.name, text, header: header)
        }
    }
}

extension SMB1.RenameRequest {
    /// RENAME has one word, NT_RENAME four.
    package init(decoding body: SMB1.Body, text: SMB1.TextForm) throws(WireError) {
        (self.searchAttributes, self.level) = try body.withWords([1, 4]) { (reader) throws(WireError) in
            let attributes = try reader.u16("SearchAttributes")
            return (attributes, body.wordCount == 1 ? .renameFile : Level(rawValue: try reader.u16("InformationLevel")))
        }
        (self.oldName, self.newName) = try body.withBytes { (reader) throws(WireError) in
            let oldName = try reader.pathname("OldFileName", text, end: body.bytesEnd)
            return (oldName, try reader.pathname("NewFileName", text, end: body.bytesEnd))
        }
    }

    package func encode(into writer: inout WireWriter, isNT: Bool, text: SMB1.TextForm, header: Int) {
        writer.body { writer in
            writer.u16(self.searchAttributes)
            guard isNT else { return }
            writer.u16(self.level?.rawValue ?? 0)
            writer.u32(0)  // ClusterCount
        } bytes: { writer in
            writer.pathname(self.oldName, text, header: header)
            writer.pathname(self.newName, text, header: header)
        }
    }
}

extension WireReader {
    /// A name behind its format byte. Nothing at all is the share's root.
    package mutating func pathname(_ field: StaticString, _ text: SMB1.TextForm, end: Int) throws(WireError) -> String {
        guard self.offset < end else { return "" }
        guard try self.u8("BufferFormat") == SMB1.DataFormat.ascii else { throw self.failure(.value, "BufferFormat") }
        return try self.text(field, text, end: end)
    }
}

extension WireWriter {
    package mutating func pathname(_ name: String, _ text: SMB1.TextForm, header: Int) {
        self.u8(SMB1.DataFormat.ascii)
        self.text(name, text, header: header)
    }
}
