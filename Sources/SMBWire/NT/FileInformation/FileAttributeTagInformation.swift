// SPDX-License-Identifier: Apache-2.0

/// [MS-FSCC] 2.4.6
package struct FileAttributeTagInformation: Hashable, Sendable {
    package var attributes: FileAttributes
    package var reparseTag: UInt32

    package init(attributes: FileAttributes, reparseTag: UInt32) {
        self.attributes = attributes
        self.reparseTag = reparseTag
    }
}

extension FileAttributeTagInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.attributes = FileAttributes(rawValue: try reader.u32("FileAttributes"))
        self.reparseTag = try reader.u32("ReparseTag")
    }

    package func encode(into writer: inout WireWriter) {
        writer.u32(self.attributes.rawValue)
        writer.u32(self.reparseTag)
    }
}
