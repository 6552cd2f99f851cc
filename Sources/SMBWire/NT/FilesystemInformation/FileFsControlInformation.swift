// SPDX-License-Identifier: Apache-2.0

/// Quota settings. [MS-FSCC] 2.5.2
package struct FileFsControlInformation: Hashable, Sendable {
    package var freeSpaceStartFiltering: UInt64
    package var freeSpaceThreshold: UInt64
    package var freeSpaceStopFiltering: UInt64
    package var defaultQuotaThreshold: UInt64
    package var defaultQuotaLimit: UInt64
    package var flags: UInt32

    package init(
        freeSpaceStartFiltering: UInt64, freeSpaceThreshold: UInt64, freeSpaceStopFiltering: UInt64, defaultQuotaThreshold: UInt64,
        defaultQuotaLimit: UInt64, flags: UInt32
    ) {
        self.freeSpaceStartFiltering = freeSpaceStartFiltering
        self.freeSpaceThreshold = freeSpaceThreshold
        self.freeSpaceStopFiltering = freeSpaceStopFiltering
        self.defaultQuotaThreshold = defaultQuotaThreshold
        self.defaultQuotaLimit = defaultQuotaLimit
        self.flags = flags
    }
}

extension FileFsControlInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.freeSpaceStartFiltering = try reader.u64("FreeSpaceStartFiltering")
        self.freeSpaceThreshold = try reader.u64("FreeSpaceThreshold")
        self.freeSpaceStopFiltering = try reader.u64("FreeSpaceStopFiltering")
        self.defaultQuotaThreshold = try reader.u64("DefaultQuotaThreshold")
        self.defaultQuotaLimit = try reader.u64("DefaultQuotaLimit")
        self.flags = try reader.u32("FileSystemControlFlags")
        try reader.skip(4)
    }

    package func encode(into writer: inout WireWriter) {
        writer.u64(self.freeSpaceStartFiltering)
        writer.u64(self.freeSpaceThreshold)
        writer.u64(self.freeSpaceStopFiltering)
        writer.u64(self.defaultQuotaThreshold)
        writer.u64(self.defaultQuotaLimit)
        writer.u32(self.flags)
        writer.zeros(4)
    }
}

extension FileFsControlInformation {
    /// No quota is kept: no threshold, no limit.
    package static let withoutQuota = FileFsControlInformation(
        freeSpaceStartFiltering: 0, freeSpaceThreshold: 0, freeSpaceStopFiltering: 0, defaultQuotaThreshold: .max,
        defaultQuotaLimit: .max, flags: 0)
}
