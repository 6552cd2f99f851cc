// SPDX-License-Identifier: Apache-2.0

/// [MS-FSCC] 2.5.8
package struct FileFsSizeInformation: Hashable, Sendable {
    package var totalAllocationUnits: UInt64
    package var availableAllocationUnits: UInt64
    package var sectorsPerAllocationUnit: UInt32
    package var bytesPerSector: UInt32

    package init(totalAllocationUnits: UInt64, availableAllocationUnits: UInt64, sectorsPerAllocationUnit: UInt32, bytesPerSector: UInt32) {
        self.totalAllocationUnits = totalAllocationUnits
        self.availableAllocationUnits = availableAllocationUnits
        self.sectorsPerAllocationUnit = sectorsPerAllocationUnit
        self.bytesPerSector = bytesPerSector
    }
}

extension FileFsSizeInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.totalAllocationUnits = try reader.u64("TotalAllocationUnits")
        self.availableAllocationUnits = try reader.u64("AvailableAllocationUnits")
        self.sectorsPerAllocationUnit = try reader.u32("SectorsPerAllocationUnit")
        self.bytesPerSector = try reader.u32("BytesPerSector")
    }

    package func encode(into writer: inout WireWriter) {
        writer.u64(self.totalAllocationUnits)
        writer.u64(self.availableAllocationUnits)
        writer.u32(self.sectorsPerAllocationUnit)
        writer.u32(self.bytesPerSector)
    }
}
