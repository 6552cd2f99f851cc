// SPDX-License-Identifier: Apache-2.0

/// What may be done with a file, a directory or a pipe. [MS-SMB2] 2.2.13.1, [MS-DTYP] 2.4.3
package struct AccessMask: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let readData = AccessMask(rawValue: 0x0000_0001)
    package static let writeData = AccessMask(rawValue: 0x0000_0002)
    package static let appendData = AccessMask(rawValue: 0x0000_0004)
    package static let readEA = AccessMask(rawValue: 0x0000_0008)
    package static let writeEA = AccessMask(rawValue: 0x0000_0010)
    package static let execute = AccessMask(rawValue: 0x0000_0020)
    package static let deleteChild = AccessMask(rawValue: 0x0000_0040)
    package static let readAttributes = AccessMask(rawValue: 0x0000_0080)
    package static let writeAttributes = AccessMask(rawValue: 0x0000_0100)
    package static let delete = AccessMask(rawValue: 0x0001_0000)
    package static let readControl = AccessMask(rawValue: 0x0002_0000)
    package static let writeDAC = AccessMask(rawValue: 0x0004_0000)
    package static let writeOwner = AccessMask(rawValue: 0x0008_0000)
    package static let synchronize = AccessMask(rawValue: 0x0010_0000)
    package static let accessSystemSecurity = AccessMask(rawValue: 0x0100_0000)
    package static let maximumAllowed = AccessMask(rawValue: 0x0200_0000)
    package static let genericAll = AccessMask(rawValue: 0x1000_0000)
    package static let genericExecute = AccessMask(rawValue: 0x2000_0000)
    package static let genericWrite = AccessMask(rawValue: 0x4000_0000)
    package static let genericRead = AccessMask(rawValue: 0x8000_0000)

    // The same bits under their names for directories.
    package static let listDirectory = AccessMask.readData
    package static let addFile = AccessMask.writeData
    package static let addSubdirectory = AccessMask.appendData
    package static let traverse = AccessMask.execute

    /// FILE_ALL_ACCESS, and what the other generic rights mean for a file.
    package static let fileAll = AccessMask(rawValue: 0x001F_01FF)
    package static let fileGenericRead = AccessMask(rawValue: 0x0012_0089)
    package static let fileGenericWrite = AccessMask(rawValue: 0x0012_0116)
    package static let fileGenericExecute = AccessMask(rawValue: 0x0012_00A0)

    /// Generic rights replaced by those that they stand for.
    package func expandingGenerics() -> AccessMask {
        var mask = self.subtracting([.genericAll, .genericExecute, .genericWrite, .genericRead])
        if self.contains(.genericAll) { mask.formUnion(.fileAll) }
        if self.contains(.genericExecute) { mask.formUnion(.fileGenericExecute) }
        if self.contains(.genericWrite) { mask.formUnion(.fileGenericWrite) }
        if self.contains(.genericRead) { mask.formUnion(.fileGenericRead) }
        return mask
    }
}
