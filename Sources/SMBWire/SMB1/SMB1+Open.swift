// SPDX-License-Identifier: Apache-2.0

extension SMB1 {
    /// SMB_COM_OPEN Request. [MS-CIFS] 2.2.4.3.1
    package struct OpenRequest: Hashable, Sendable {
        package var accessMode: AccessMode
        package var searchAttributes: UInt16
        package var name: String

        package init(accessMode: AccessMode, searchAttributes: UInt16 = 0x16, name: String) {
            self.accessMode = accessMode
            self.searchAttributes = searchAttributes
            self.name = name
        }
    }

    /// [MS-CIFS] 2.2.4.3.2
    package struct OpenResponse: Hashable, Sendable {
        package var file: UInt16
        package var attributes: UInt16
        package var lastWriteTime: UTime
        package var fileSize: UInt32
        package var accessMode: UInt16

        package init(file: UInt16, attributes: UInt16, lastWriteTime: UTime, fileSize: UInt32, accessMode: UInt16) {
            self.file = file
            self.attributes = attributes
            self.lastWriteTime = lastWriteTime
            self.fileSize = fileSize
            self.accessMode = accessMode
        }
    }

    /// SMB_COM_CREATE, SMB_COM_CREATE_NEW and SMB_COM_CREATE_TEMPORARY Requests; the last one's name is that of a directory.
    /// [MS-CIFS] 2.2.4.4.1, 2.2.4.15.1, 2.2.4.16.1
    package struct CreateRequest: Hashable, Sendable {
        package var attributes: UInt16
        package var creationTime: UTime
        package var name: String

        package init(attributes: UInt16 = 0, creationTime: UTime = .unchanged, name: String) {
            self.attributes = attributes
            self.creationTime = creationTime
            self.name = name
        }
    }
}

extension SMB1.OpenRequest {
    package init(decoding body: SMB1.Body, text: SMB1.TextForm) throws(WireError) {
        self = try body.withWords([2]) { (reader) throws(WireError) in
            let mode = SMB1.AccessMode(rawValue: try reader.u16("AccessMode"))
            return Self(accessMode: mode, searchAttributes: try reader.u16("SearchAttributes"), name: "")
        }
        self.name = try body.withBytes { (reader) throws(WireError) in try reader.pathname("FileName", text, end: body.bytesEnd) }
    }

    package func encode(into writer: inout WireWriter, text: SMB1.TextForm, header: Int) {
        writer.body { writer in
            writer.u16(self.accessMode.rawValue)
            writer.u16(self.searchAttributes)
        } bytes: { writer in
            writer.pathname(self.name, text, header: header)
        }
    }
}

extension SMB1.OpenResponse {
    package func encode(into writer: inout WireWriter) {
        writer.body { writer in
            writer.u16(self.file)
            writer.u16(self.attributes)
            writer.u32(self.lastWriteTime.rawValue)
            writer.u32(self.fileSize)
            writer.u16(self.accessMode)
        }
    }
}

extension SMB1.CreateRequest {
    package init(decoding body: SMB1.Body, text: SMB1.TextForm) throws(WireError) {
        self = try body.withWords([3]) { (reader) throws(WireError) in
            let attributes = try reader.u16("FileAttributes")
            return Self(attributes: attributes, creationTime: SMB1.UTime(rawValue: try reader.u32("CreationTime")), name: "")
        }
        self.name = try body.withBytes { (reader) throws(WireError) in try reader.pathname("FileName", text, end: body.bytesEnd) }
    }

    package func encode(into writer: inout WireWriter, text: SMB1.TextForm, header: Int) {
        writer.body { writer in
            writer.u16(self.attributes)
            writer.u32(self.creationTime.rawValue)
        } bytes: { writer in
            writer.pathname(self.name, text, header: header)
        }
    }
}
