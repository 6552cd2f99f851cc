// SPDX-License-Identifier: Apache-2.0
import SMBWire

/// Which files a command means that names them by their attributes too. [MS-CIFS] 2.2.1.2.4
struct SearchAttributes: Hashable {
    let rawValue: UInt16

    /// Files with one of these are found only by those who ask for them.
    private static let special: FileAttributes = [.hidden, .system, .directory]

    func finds(_ metadata: FileMetadata) -> Bool {
        let attributes = metadata.wireAttributes
        guard attributes.intersection(Self.special).isSubset(of: FileAttributes(rawValue: UInt32(clamping: self.rawValue & 0xFF))) else {
            return false
        }
        // The upper byte says what a file must have.
        return FileAttributes(rawValue: UInt32(clamping: self.rawValue &>> 8 & 0x37)).isSubset(of: attributes)
    }

    var includesDirectories: Bool { FileAttributes(rawValue: UInt32(clamping: self.rawValue)).contains(.directory) }
}

extension FileMetadata {
    /// SMB_FILE_ATTRIBUTES: those that DOS knew, and 0 for a normal file. [MS-CIFS] 2.2.1.2.4
    var dosAttributes: UInt16 { UInt16(truncatingIfNeeded: self.wireAttributes.rawValue & 0x37) }
    /// The low half of the size: all that the old commands have room for.
    var dosSize: UInt32 { UInt32(truncatingIfNeeded: self.endOfFile) }
}

extension FileAttributes {
    /// What a client of DOS sets.
    init(dos attributes: UInt16) { self.init(rawValue: UInt32(clamping: attributes) & 0x37) }
}
