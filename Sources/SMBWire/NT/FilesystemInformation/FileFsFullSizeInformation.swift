// SPDX-License-Identifier: Apache-2.0

/// [MS-FSCC] 2.5.4
package struct FileFsFullSizeInformation: Hashable, Sendable {
    package var totalAllocationUnits: UInt64
    package var callerAvailableAllocationUnits: UInt64
    package var actualAvailableAllocationUnits: UInt64
    package var sectorsPerAllocationUnit: UInt32
    package var bytesPerSector: UInt32

    package init(
        totalAllocationUnits: UInt64, callerAvailableAllocationUnits: UInt64, actualAvailableAllocationUnits: UInt64,
        sectorsPerAllocationUnit: UInt32, bytesPerSector: UInt32
    ) {
        self.totalAllocationUnits = totalAllocationUnits
        self.callerAvailableAllocationUnits = callerAvailableAllocationUnits
        self.actualAvailableAllocationUnits = actualAvailableAllocationUnits
        self.sectorsPerAllocationUnit = sectorsPerAllocationUnit
        self.bytesPerSector = bytesPerSector
    }
}

extension FileFsFullSizeInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.totalAllocationUnits = try reader.u64("TotalAllocationUnits")
        self.callerAvailableAllocationUnits = try reader.u64("CallerAvailableAllocationUnits")
        self.actualAvailableAllocationUnits = try reader.u64("ActualAvailableAllocationUnits")
        self.sectorsPerAllocationUnit = try reader.u32("SectorsPerAllocationUnit")
        self.bytesPerSector = try reader.u32("BytesPerSector")
    }

    package func encode(into writer: inout WireWriter) {
        writer.u64(self.totalAllocationUnits)
        writer.u64(self.callerAvailableAllocationUnits)
        writer.u64(self.actualAvailableAllocationUnits)
        writer.u32(self.sectorsPerAllocationUnit)
        writer.u32(self.bytesPerSector)
    }
}
