// SPDX-License-Identifier: Apache-2.0

/// What the open was granted. [MS-FSCC] 2.4.1
package struct FileAccessInformation: Hashable, Sendable {
    package var accessFlags: AccessMask

    package init(_ accessFlags: AccessMask) {
        self.accessFlags = accessFlags
    }
}

extension FileAccessInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.accessFlags = AccessMask(rawValue: try reader.u32("AccessFlags"))
    }

    package func encode(into writer: inout WireWriter) {
        writer.u32(self.accessFlags.rawValue)
    }
}
