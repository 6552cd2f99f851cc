// SPDX-License-Identifier: Apache-2.0

/// [MS-FSCC] 2.5.1
package struct FileFsAttributeInformation: Hashable, Sendable {
    package struct Attributes: OptionSet, Hashable, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }
        package static let caseSensitiveSearch = Attributes(rawValue: 0x0000_0001)
        package static let casePreservedNames = Attributes(rawValue: 0x0000_0002)
        package static let unicodeOnDisk = Attributes(rawValue: 0x0000_0004)
        package static let persistentACLs = Attributes(rawValue: 0x0000_0008)
        package static let supportsSparseFiles = Attributes(rawValue: 0x0000_0040)
        package static let supportsReparsePoints = Attributes(rawValue: 0x0000_0080)
        package static let supportsObjectIDs = Attributes(rawValue: 0x0001_0000)
        package static let namedStreams = Attributes(rawValue: 0x0004_0000)
        package static let readOnlyVolume = Attributes(rawValue: 0x0008_0000)
        package static let supportsHardLinks = Attributes(rawValue: 0x0040_0000)
        package static let supportsExtendedAttributes = Attributes(rawValue: 0x0080_0000)
        package static let supportsOpenByFileID = Attributes(rawValue: 0x0100_0000)
    }

    package var attributes: Attributes
    /// In characters.
    package var maximumComponentNameLength: UInt32
    package var filesystemName: String

    package init(attributes: Attributes, maximumComponentNameLength: UInt32, filesystemName: String) {
        self.attributes = attributes
        self.maximumComponentNameLength = maximumComponentNameLength
        self.filesystemName = filesystemName
    }
}

extension FileFsAttributeInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.attributes = Attributes(rawValue: try reader.u32("FileSystemAttributes"))
        self.maximumComponentNameLength = try reader.u32("MaximumComponentNameLength")
        let length = Int(try reader.u32("FileSystemNameLength"))
        self.filesystemName = try reader.utf16("FileSystemName", byteCount: length)
    }

    package func encode(into writer: inout WireWriter) {
        writer.u32(self.attributes.rawValue)
        writer.u32(self.maximumComponentNameLength)
        let length = writer.reserve32()
        writer.fill(length, with: writer.utf16(self.filesystemName))
    }
}
