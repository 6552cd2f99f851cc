// SPDX-License-Identifier: Apache-2.0

/// [MS-FSCC] 2.4.13
package struct FileEndOfFileInformation: Hashable, Sendable {
    package var endOfFile: UInt64

    package init(_ endOfFile: UInt64) {
        self.endOfFile = endOfFile
    }
}

extension FileEndOfFileInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.endOfFile = try reader.u64("EndOfFile")
    }

    package func encode(into writer: inout WireWriter) {
        writer.u64(self.endOfFile)
    }
}
