// SPDX-License-Identifier: Apache-2.0

extension SMB2 {
    /// Names an open. [MS-SMB2] 2.2.14.1
    package struct FileID: Hashable, Sendable {
        package var persistent: UInt64
        package var volatile: UInt64

        package init(persistent: UInt64, volatile: UInt64) {
            self.persistent = persistent
            self.volatile = volatile
        }

        /// All ones: in a related compound, the open of the request before; in an IOCTL, no open at all.
        package static let related = FileID(persistent: .max, volatile: .max)
    }
}

extension SMB2.FileID {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.persistent = try reader.u64("FileId.Persistent")
        self.volatile = try reader.u64("FileId.Volatile")
    }

    package func encode(into writer: inout WireWriter) {
        writer.u64(self.persistent)
        writer.u64(self.volatile)
    }
}
