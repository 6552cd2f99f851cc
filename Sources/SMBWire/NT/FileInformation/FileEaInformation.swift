// SPDX-License-Identifier: Apache-2.0

/// [MS-FSCC] 2.4.12
package struct FileEaInformation: Hashable, Sendable {
    package var eaSize: UInt32

    package init(_ eaSize: UInt32) {
        self.eaSize = eaSize
    }
}

extension FileEaInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.eaSize = try reader.u32("EaSize")
    }

    package func encode(into writer: inout WireWriter) {
        writer.u32(self.eaSize)
    }
}
