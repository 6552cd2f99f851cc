// SPDX-License-Identifier: Apache-2.0

extension SMB1 {
    /// What TRANS2's queries and sets are about: levels of SMB1's own, and those that pass a class of [MS-FSCC] through.
    /// [MS-CIFS] 2.2.2.3, [MS-SMB] 2.2.2.3.5
    package struct InformationLevel: RawRepresentable, Hashable, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        // Of a file, queried or set.
        package static let standard = InformationLevel(rawValue: 0x0001)
        /// SMB_INFO_QUERY_EA_SIZE; SMB_INFO_SET_EAS.
        package static let eaSize = InformationLevel(rawValue: 0x0002)
        package static let easFromList = InformationLevel(rawValue: 0x0003)
        package static let allEAs = InformationLevel(rawValue: 0x0004)
        package static let isNameValid = InformationLevel(rawValue: 0x0006)
        package static let queryAllInformation = InformationLevel(rawValue: 0x0107)

        /// SMB_SET_FILE_END_OF_FILE_INFO
        package static let endOfFile = InformationLevel(rawValue: 0x0104)

        /// SMB_INFO_PASSTHROUGH
        private static let passThroughBase: UInt16 = 1000

        /// The class that a level of 1000 or more stands for.
        private var passedThrough: UInt8? {
            self.rawValue < Self.passThroughBase ? nil : UInt8(exactly: self.rawValue - Self.passThroughBase)
        }

        /// The class that says the same as this level of a query.
        package var queriedFileClass: FileInformationClass? {
            switch self.rawValue {
            case 0x0101: .basic
            case 0x0102: .standard
            case 0x0103: .ea
            case 0x0104: .name
            case 0x0108: .alternateName
            case 0x0109: .stream
            case 0x010B: .compression
            default: self.passedThrough.map(FileInformationClass.init(rawValue:))
            }
        }

        /// The class that sets the same as this level.
        package var setFileClass: FileInformationClass? {
            switch self.rawValue {
            case 0x0101: .basic
            case 0x0102: .disposition
            case 0x0103: .allocation
            case 0x0104: .endOfFile
            default: self.passedThrough.map(FileInformationClass.init(rawValue:))
            }
        }

        // Of a filesystem.
        package static let allocation = InformationLevel(rawValue: 0x0001)
        package static let volume = InformationLevel(rawValue: 0x0002)

        package var filesystemClass: FilesystemInformationClass? {
            switch self.rawValue {
            case 0x0102: .volume
            case 0x0103: .size
            case 0x0104: .device
            case 0x0105: .attribute
            default: self.passedThrough.map(FilesystemInformationClass.init(rawValue:))
            }
        }
    }
}
