// SPDX-License-Identifier: Apache-2.0

/// [MS-FSCC] 2.5.5
package struct FileFsLabelInformation: Hashable, Sendable {
    package var volumeLabel: String

    package init(_ volumeLabel: String) { self.volumeLabel = volumeLabel }
}

extension FileFsLabelInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        let length = Int(try reader.u32("VolumeLabelLength"))
        self.volumeLabel = try reader.utf16("VolumeLabel", byteCount: length)
    }

    package func encode(into writer: inout WireWriter) {
        let length = writer.reserve32()
        writer.fill(length, with: writer.utf16(self.volumeLabel))
    }
}
