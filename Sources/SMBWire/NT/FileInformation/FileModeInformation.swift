// SPDX-License-Identifier: Apache-2.0

/// How the file was opened, in the bits of CreateOptions. [MS-FSCC] 2.4.26
package struct FileModeInformation: Hashable, Sendable {
    package var mode: UInt32

    package init(_ mode: UInt32) {
        self.mode = mode
    }
}

extension FileModeInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.mode = try reader.u32("Mode")
    }

    package func encode(into writer: inout WireWriter) {
        writer.u32(self.mode)
    }
}
