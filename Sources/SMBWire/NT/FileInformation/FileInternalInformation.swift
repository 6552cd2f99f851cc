// SPDX-License-Identifier: Apache-2.0

/// [MS-FSCC] 2.4.22
package struct FileInternalInformation: Hashable, Sendable {
    package var indexNumber: UInt64

    package init(_ indexNumber: UInt64) {
        self.indexNumber = indexNumber
    }
}

extension FileInternalInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.indexNumber = try reader.u64("IndexNumber")
    }

    package func encode(into writer: inout WireWriter) {
        writer.u64(self.indexNumber)
    }
}
