// SPDX-License-Identifier: Apache-2.0

/// [MS-FSCC] 2.5.10
package struct FileFsDeviceInformation: Hashable, Sendable {
    package var deviceType: UInt32
    package var characteristics: UInt32

    package init(deviceType: UInt32, characteristics: UInt32) {
        self.deviceType = deviceType
        self.characteristics = characteristics
    }
}

extension FileFsDeviceInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.deviceType = try reader.u32("DeviceType")
        self.characteristics = try reader.u32("Characteristics")
    }

    package func encode(into writer: inout WireWriter) {
        writer.u32(self.deviceType)
        writer.u32(self.characteristics)
    }
}

extension FileFsDeviceInformation {
    /// FILE_DEVICE_DISK, mounted.
    package static let disk = FileFsDeviceInformation(deviceType: 0x07, characteristics: 0x20)
    /// FILE_DEVICE_NAMED_PIPE, mounted.
    package static let namedPipe = FileFsDeviceInformation(deviceType: 0x11, characteristics: 0x20)
}
