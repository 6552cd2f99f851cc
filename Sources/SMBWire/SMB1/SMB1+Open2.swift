// SPDX-License-Identifier: Apache-2.0

extension SMB1.OpenAndXRequest {
    /// The same fields as TRANS2_OPEN2's parameters have them. [MS-CIFS] 2.2.6.1.1
    package init(decodingOpen2 reader: inout WireReader, _ text: SMB1.TextForm) throws(WireError) {
        self.init(
            flags: Flags(rawValue: try reader.u16("Flags")), accessMode: SMB1.AccessMode(rawValue: try reader.u16("AccessMode")),
            searchAttributes: try reader.u16("Reserved1"), attributes: try reader.u16("FileAttributes"),
            creationTime: SMB1.UTime(rawValue: try reader.u32("CreationTime")),
            openMode: SMB1.OpenMode(rawValue: try reader.u16("OpenMode")), allocationSize: try reader.u32("AllocationSize"), name: "")
        try reader.skip(10)
        self.name = try reader.text("FileName", text, end: reader.count)
    }
}
