// SPDX-License-Identifier: Apache-2.0

/// [MS-FSCC] 2.4.9
package struct FileCompressionInformation: Hashable, Sendable {
    package var compressedFileSize: UInt64
    package var compressionFormat: UInt16
    package var compressionUnitShift: UInt8
    package var chunkShift: UInt8
    package var clusterShift: UInt8

    package init(compressedFileSize: UInt64, compressionFormat: UInt16, compressionUnitShift: UInt8, chunkShift: UInt8, clusterShift: UInt8)
    {
        self.compressedFileSize = compressedFileSize
        self.compressionFormat = compressionFormat
        self.compressionUnitShift = compressionUnitShift
        self.chunkShift = chunkShift
        self.clusterShift = clusterShift
    }
}

extension FileCompressionInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.compressedFileSize = try reader.u64("CompressedFileSize")
        self.compressionFormat = try reader.u16("CompressionFormat")
        self.compressionUnitShift = try reader.u8("CompressionUnitShift")
        self.chunkShift = try reader.u8("ChunkShift")
        self.clusterShift = try reader.u8("ClusterShift")
        try reader.skip(3)
    }

    package func encode(into writer: inout WireWriter) {
        writer.u64(self.compressedFileSize)
        writer.u16(self.compressionFormat)
        writer.u8(self.compressionUnitShift)
        writer.u8(self.chunkShift)
        writer.u8(self.clusterShift)
        writer.zeros(3)
    }
}
