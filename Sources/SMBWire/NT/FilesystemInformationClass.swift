// SPDX-License-Identifier: Apache-2.0

/// What is asked or set about a filesystem. [MS-FSCC] 2.5
package struct FilesystemInformationClass: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let volume = FilesystemInformationClass(rawValue: 1)
    package static let label = FilesystemInformationClass(rawValue: 2)
    package static let size = FilesystemInformationClass(rawValue: 3)
    package static let device = FilesystemInformationClass(rawValue: 4)
    package static let attribute = FilesystemInformationClass(rawValue: 5)
    package static let control = FilesystemInformationClass(rawValue: 6)
    package static let fullSize = FilesystemInformationClass(rawValue: 7)
    package static let objectID = FilesystemInformationClass(rawValue: 8)
    package static let driverPath = FilesystemInformationClass(rawValue: 9)
    package static let volumeFlags = FilesystemInformationClass(rawValue: 10)
    package static let sectorSize = FilesystemInformationClass(rawValue: 11)
}
