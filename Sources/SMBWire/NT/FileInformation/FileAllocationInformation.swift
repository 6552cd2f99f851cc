// SPDX-License-Identifier: Apache-2.0

/// [MS-FSCC] 2.4.4
package struct FileAllocationInformation: Hashable, Sendable {
    package var allocationSize: UInt64

    package init(_ allocationSize: UInt64) {
        self.allocationSize = allocationSize
    }
}

extension FileAllocationInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.allocationSize = try reader.u64("AllocationSize")
    }

    package func encode(into writer: inout WireWriter) {
        writer.u64(self.allocationSize)
    }
}
