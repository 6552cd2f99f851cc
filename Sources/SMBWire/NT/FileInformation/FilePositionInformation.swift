// SPDX-License-Identifier: Apache-2.0

/// [MS-FSCC] 2.4.35
package struct FilePositionInformation: Hashable, Sendable {
    package var currentByteOffset: UInt64

    package init(_ currentByteOffset: UInt64) {
        self.currentByteOffset = currentByteOffset
    }
}

extension FilePositionInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.currentByteOffset = try reader.u64("CurrentByteOffset")
    }

    package func encode(into writer: inout WireWriter) {
        writer.u64(self.currentByteOffset)
    }
}
