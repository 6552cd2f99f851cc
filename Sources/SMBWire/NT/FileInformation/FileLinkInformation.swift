// SPDX-License-Identifier: Apache-2.0

/// A further name for the file. [MS-FSCC] 2.4.28.2
package struct FileLinkInformation: Hashable, Sendable {
    package var replaceIfExists: Bool
    /// Always 0 over the network; kept so that a handler can refuse another value.
    package var rootDirectory: UInt64
    package var fileName: String

    package init(replaceIfExists: Bool, fileName: String, rootDirectory: UInt64 = 0) {
        self.replaceIfExists = replaceIfExists
        self.rootDirectory = rootDirectory
        self.fileName = fileName
    }
}

extension FileLinkInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.replaceIfExists = try reader.u8("ReplaceIfExists") != 0
        try reader.skip(7)
        self.rootDirectory = try reader.u64("RootDirectory")
        let length = Int(try reader.u32("FileNameLength"))
        self.fileName = try reader.utf16("FileName", byteCount: length)
    }

    package func encode(into writer: inout WireWriter) {
        writer.u8(self.replaceIfExists ? 1 : 0)
        writer.zeros(7)
        writer.u64(self.rootDirectory)
        let length = writer.reserve32()
        writer.fill(length, with: writer.utf16(self.fileName))
    }
}
