// SPDX-License-Identifier: Apache-2.0

/// Whether the file goes away with its last handle. [MS-FSCC] 2.4.11
package struct FileDispositionInformation: Hashable, Sendable {
    package var deletePending: Bool

    package init(_ deletePending: Bool) {
        self.deletePending = deletePending
    }
}

extension FileDispositionInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.deletePending = try reader.u8("DeletePending") != 0
    }

    package func encode(into writer: inout WireWriter) {
        writer.u8(self.deletePending ? 1 : 0)
    }
}
