// SPDX-License-Identifier: Apache-2.0

/// Nine classes in one answer. [MS-FSCC] 2.4.2
package struct FileAllInformation: Hashable, Sendable {
    package var basic: FileBasicInformation
    package var standard: FileStandardInformation
    package var `internal`: FileInternalInformation
    package var ea: FileEaInformation
    package var access: FileAccessInformation
    package var position: FilePositionInformation
    package var mode: FileModeInformation
    package var alignment: FileAlignmentInformation
    package var name: FileNameInformation

    package init(
        basic: FileBasicInformation, standard: FileStandardInformation, internal: FileInternalInformation, ea: FileEaInformation,
        access: FileAccessInformation, position: FilePositionInformation, mode: FileModeInformation,
        alignment: FileAlignmentInformation, name: FileNameInformation
    ) {
        self.basic = basic
        self.standard = standard
        self.internal = `internal`
        self.ea = ea
        self.access = access
        self.position = position
        self.mode = mode
        self.alignment = alignment
        self.name = name
    }
}

extension FileAllInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.basic = try FileBasicInformation(decoding: &reader)
        self.standard = try FileStandardInformation(decoding: &reader)
        self.internal = try FileInternalInformation(decoding: &reader)
        self.ea = try FileEaInformation(decoding: &reader)
        self.access = try FileAccessInformation(decoding: &reader)
        self.position = try FilePositionInformation(decoding: &reader)
        self.mode = try FileModeInformation(decoding: &reader)
        self.alignment = try FileAlignmentInformation(decoding: &reader)
        self.name = try FileNameInformation(decoding: &reader)
    }

    package func encode(into writer: inout WireWriter) {
        self.basic.encode(into: &writer)
        self.standard.encode(into: &writer)
        self.internal.encode(into: &writer)
        self.ea.encode(into: &writer)
        self.access.encode(into: &writer)
        self.position.encode(into: &writer)
        self.mode.encode(into: &writer)
        self.alignment.encode(into: &writer)
        self.name.encode(into: &writer)
    }
}
