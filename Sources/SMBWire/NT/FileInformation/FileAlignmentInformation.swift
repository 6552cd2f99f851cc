// SPDX-License-Identifier: Apache-2.0

/// What buffers must be aligned to: 0 means a byte. [MS-FSCC] 2.4.3
package struct FileAlignmentInformation: Hashable, Sendable {
    package var alignmentRequirement: UInt32

    package init(_ alignmentRequirement: UInt32) {
        self.alignmentRequirement = alignmentRequirement
    }
}

extension FileAlignmentInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.alignmentRequirement = try reader.u32("AlignmentRequirement")
    }

    package func encode(into writer: inout WireWriter) {
        writer.u32(self.alignmentRequirement)
    }
}
