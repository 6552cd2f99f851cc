// SPDX-License-Identifier: Apache-2.0

/// [MS-FSCC] 2.5.9
package struct FileFsVolumeInformation: Hashable, Sendable {
    package var volumeCreationTime: NTTime
    package var volumeSerialNumber: UInt32
    package var supportsObjects: Bool
    package var volumeLabel: String

    package init(volumeCreationTime: NTTime, volumeSerialNumber: UInt32, supportsObjects: Bool = false, volumeLabel: String) {
        self.volumeCreationTime = volumeCreationTime
        self.volumeSerialNumber = volumeSerialNumber
        self.supportsObjects = supportsObjects
        self.volumeLabel = volumeLabel
    }
}

extension FileFsVolumeInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.volumeCreationTime = try NTTime(decoding: &reader, "VolumeCreationTime")
        self.volumeSerialNumber = try reader.u32("VolumeSerialNumber")
        let length = Int(try reader.u32("VolumeLabelLength"))
        self.supportsObjects = try reader.u8("SupportsObjects") != 0
        try reader.skip(1)
        self.volumeLabel = try reader.utf16("VolumeLabel", byteCount: length)
    }

    package func encode(into writer: inout WireWriter) {
        self.volumeCreationTime.encode(into: &writer)
        writer.u32(self.volumeSerialNumber)
        let length = writer.reserve32()
        writer.u8(self.supportsObjects ? 1 : 0)
        writer.u8(0)
        writer.fill(length, with: writer.utf16(self.volumeLabel))
    }
}
