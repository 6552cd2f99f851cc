// SPDX-License-Identifier: Apache-2.0

/// The path beneath the share, each component spelled as it is stored. [MS-FSCC] 2.4.30
package struct FileNormalizedNameInformation: Hashable, Sendable {
    package var fileName: String

    package init(_ fileName: String) { self.fileName = fileName }
}

extension FileNormalizedNameInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        let length = Int(try reader.u32("FileNameLength"))
        self.fileName = try reader.utf16("FileName", byteCount: length)
    }

    package func encode(into writer: inout WireWriter) {
        let length = writer.reserve32()
        writer.fill(length, with: writer.utf16(self.fileName))
    }
}
