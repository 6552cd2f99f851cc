// SPDX-License-Identifier: Apache-2.0

/// [MS-FSCC] 2.4.11.2
package struct FileDispositionInformationEx: Hashable, Sendable {
    package struct Flags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }
        package static let delete = Flags(rawValue: 0x1)
        package static let posixSemantics = Flags(rawValue: 0x2)
        package static let forceImageSectionCheck = Flags(rawValue: 0x4)
        package static let onClose = Flags(rawValue: 0x8)
        package static let ignoreReadOnlyAttribute = Flags(rawValue: 0x10)
    }

    package var flags: Flags

    package init(_ flags: Flags) { self.flags = flags }
}

extension FileDispositionInformationEx {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.flags = Flags(rawValue: try reader.u32("Flags"))
    }

    package func encode(into writer: inout WireWriter) { writer.u32(self.flags.rawValue) }
}
