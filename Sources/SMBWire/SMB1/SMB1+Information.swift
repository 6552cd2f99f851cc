// SPDX-License-Identifier: Apache-2.0

extension SMB1 {
    /// SMB_COM_QUERY_INFORMATION Response. [MS-CIFS] 2.2.4.9.2
    package struct QueryInformationResponse: Hashable, Sendable {
        package var attributes: UInt16
        package var lastWriteTime: UTime
        package var fileSize: UInt32

        package init(attributes: UInt16, lastWriteTime: UTime, fileSize: UInt32) {
            self.attributes = attributes
            self.lastWriteTime = lastWriteTime
            self.fileSize = fileSize
        }
    }

    /// SMB_COM_SET_INFORMATION Request. [MS-CIFS] 2.2.4.10.1
    package struct SetInformationRequest: Hashable, Sendable {
        package var attributes: UInt16
        package var lastWriteTime: UTime
        package var name: String

        package init(attributes: UInt16, lastWriteTime: UTime = .unchanged, name: String) {
            self.attributes = attributes
            self.lastWriteTime = lastWriteTime
            self.name = name
        }
    }

    /// SMB_COM_QUERY_INFORMATION2 Request. [MS-CIFS] 2.2.4.31.1
    package struct QueryInformation2Request: Hashable, Sendable {
        package var file: UInt16

        package init(file: UInt16) { self.file = file }
    }

    /// [MS-CIFS] 2.2.4.31.2
    package struct QueryInformation2Response: Hashable, Sendable {
        package var creation: DateTime
        package var lastAccess: DateTime
        package var lastWrite: DateTime
        package var dataSize: UInt32
        package var allocationSize: UInt32
        package var attributes: UInt16

        package init(
            creation: DateTime, lastAccess: DateTime, lastWrite: DateTime, dataSize: UInt32, allocationSize: UInt32, attributes: UInt16
        ) {
            self.creation = creation
            self.lastAccess = lastAccess
            self.lastWrite = lastWrite
            self.dataSize = dataSize
            self.allocationSize = allocationSize
            self.attributes = attributes
        }
    }

    /// SMB_COM_SET_INFORMATION2 Request. [MS-CIFS] 2.2.4.30.1
    package struct SetInformation2Request: Hashable, Sendable {
        package var file: UInt16
        package var creation: DateTime
        package var lastAccess: DateTime
        package var lastWrite: DateTime

        package init(file: UInt16, creation: DateTime, lastAccess: DateTime, lastWrite: DateTime) {
            self.file = file
            self.creation = creation
            self.lastAccess = lastAccess
            self.lastWrite = lastWrite
        }
    }
}

extension SMB1.QueryInformationResponse {
    package func encode(into writer: inout WireWriter) {
        writer.body { writer in
            writer.u16(self.attributes)
            writer.u32(self.lastWriteTime.rawValue)
            writer.u32(self.fileSize)
            writer.zeros(10)
        }
    }
}

extension SMB1.SetInformationRequest {
    package init(decoding body: SMB1.Body, text: SMB1.TextForm) throws(WireError) {
        self = try body.withWords([8]) { (reader) throws(WireError) in
            let attributes = try reader.u16("FileAttributes")
            return Self(attributes: attributes, lastWriteTime: SMB1.UTime(rawValue: try reader.u32("LastWriteTime")), name: "")
        }
        self.name = try body.withBytes { (reader) throws(WireError) in try reader.pathname("FileName", text, end: body.bytesEnd) }
    }

    package func encode(into writer: inout WireWriter, text: SMB1.TextForm, header: Int) {
        writer.body { writer in
            writer.u16(self.attributes)
            writer.u32(self.lastWriteTime.rawValue)
            writer.zeros(10)
        } bytes: { writer in
            writer.pathname(self.name, text, header: header)
        }
    }
}

extension SMB1.QueryInformation2Request {
    package init(decoding body: SMB1.Body, text: SMB1.TextForm) throws(WireError) {
        self.file = try body.withWords([1]) { (reader) throws(WireError) in try reader.u16("FID") }
    }

    package func encode(into writer: inout WireWriter) { writer.body { $0.u16(self.file) } }
}

extension SMB1.QueryInformation2Response {
    package func encode(into writer: inout WireWriter) {
        writer.body { writer in
            writer.dateTime(self.creation)
            writer.dateTime(self.lastAccess)
            writer.dateTime(self.lastWrite)
            writer.u32(self.dataSize)
            writer.u32(self.allocationSize)
            writer.u16(self.attributes)
        }
    }
}

extension SMB1.SetInformation2Request {
    package init(decoding body: SMB1.Body, text: SMB1.TextForm) throws(WireError) {
        self = try body.withWords([7]) { (reader) throws(WireError) in
            let file = try reader.u16("FID")
            return Self(
                file: file, creation: try reader.dateTime("Create"), lastAccess: try reader.dateTime("LastAccess"),
                lastWrite: try reader.dateTime("LastWrite"))
        }
    }

    package func encode(into writer: inout WireWriter) {
        writer.body { writer in
            writer.u16(self.file)
            writer.dateTime(self.creation)
            writer.dateTime(self.lastAccess)
            writer.dateTime(self.lastWrite)
        }
    }
}
