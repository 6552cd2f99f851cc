// SPDX-License-Identifier: Apache-2.0

/// The file's number in 128 bits, of which we use the lower half. [MS-FSCC] 2.4.21
package struct FileIdInformation: Hashable, Sendable {
    package var volumeSerialNumber: UInt64
    package var fileIDLow: UInt64
    package var fileIDHigh: UInt64

    package init(volumeSerialNumber: UInt64, fileIDLow: UInt64, fileIDHigh: UInt64) {
        self.volumeSerialNumber = volumeSerialNumber
        self.fileIDLow = fileIDLow
        self.fileIDHigh = fileIDHigh
    }
}

extension FileIdInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.volumeSerialNumber = try reader.u64("VolumeSerialNumber")
        self.fileIDLow = try reader.u64("FileId")
        self.fileIDHigh = try reader.u64("FileId")
    }

    package func encode(into writer: inout WireWriter) {
        writer.u64(self.volumeSerialNumber)
        writer.u64(self.fileIDLow)
        writer.u64(self.fileIDHigh)
    }
}
