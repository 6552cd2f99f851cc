// SPDX-License-Identifier: Apache-2.0

/// [MS-FSCC] 2.5.7
package struct FileFsSectorSizeInformation: Hashable, Sendable {
    package var logicalBytesPerSector: UInt32
    package var physicalBytesPerSectorForAtomicity: UInt32
    package var physicalBytesPerSectorForPerformance: UInt32
    package var effectivePhysicalBytesPerSectorForAtomicity: UInt32
    package var flags: UInt32
    package var byteOffsetForSectorAlignment: UInt32
    package var byteOffsetForPartitionAlignment: UInt32

    package init(
        logicalBytesPerSector: UInt32, physicalBytesPerSectorForAtomicity: UInt32, physicalBytesPerSectorForPerformance: UInt32,
        effectivePhysicalBytesPerSectorForAtomicity: UInt32, flags: UInt32, byteOffsetForSectorAlignment: UInt32,
        byteOffsetForPartitionAlignment: UInt32
    ) {
        self.logicalBytesPerSector = logicalBytesPerSector
        self.physicalBytesPerSectorForAtomicity = physicalBytesPerSectorForAtomicity
        self.physicalBytesPerSectorForPerformance = physicalBytesPerSectorForPerformance
        self.effectivePhysicalBytesPerSectorForAtomicity = effectivePhysicalBytesPerSectorForAtomicity
        self.flags = flags
        self.byteOffsetForSectorAlignment = byteOffsetForSectorAlignment
        self.byteOffsetForPartitionAlignment = byteOffsetForPartitionAlignment
    }
}

extension FileFsSectorSizeInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.logicalBytesPerSector = try reader.u32("LogicalBytesPerSector")
        self.physicalBytesPerSectorForAtomicity = try reader.u32("PhysicalBytesPerSectorForAtomicity")
        self.physicalBytesPerSectorForPerformance = try reader.u32("PhysicalBytesPerSectorForPerformance")
        self.effectivePhysicalBytesPerSectorForAtomicity = try reader.u32("FileSystemEffectivePhysicalBytesPerSectorForAtomicity")
        self.flags = try reader.u32("Flags")
        self.byteOffsetForSectorAlignment = try reader.u32("ByteOffsetForSectorAlignment")
        self.byteOffsetForPartitionAlignment = try reader.u32("ByteOffsetForPartitionAlignment")
    }

    package func encode(into writer: inout WireWriter) {
        writer.u32(self.logicalBytesPerSector)
        writer.u32(self.physicalBytesPerSectorForAtomicity)
        writer.u32(self.physicalBytesPerSectorForPerformance)
        writer.u32(self.effectivePhysicalBytesPerSectorForAtomicity)
        writer.u32(self.flags)
        writer.u32(self.byteOffsetForSectorAlignment)
        writer.u32(self.byteOffsetForPartitionAlignment)
    }
}

extension FileFsSectorSizeInformation {
    /// A device whose sectors are all `size` bytes and start where they should: flags "aligned device" and "aligned partition".
    package init(uniform size: UInt32) {
        self.init(
            logicalBytesPerSector: size, physicalBytesPerSectorForAtomicity: size, physicalBytesPerSectorForPerformance: size,
            effectivePhysicalBytesPerSectorForAtomicity: size, flags: 0x3, byteOffsetForSectorAlignment: 0,
            byteOffsetForPartitionAlignment: 0)
    }
}
