// SPDX-License-Identifier: Apache-2.0

/// [MS-FSCC] 2.5.6
package struct FileFsObjectIdInformation: Hashable, Sendable {
    package var objectID: GUID

    package init(_ objectID: GUID) { self.objectID = objectID }
}

extension FileFsObjectIdInformation {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.objectID = try GUID(decoding: &reader)
        try reader.skip(48, "ExtendedInfo")
    }

    package func encode(into writer: inout WireWriter) {
        self.objectID.encode(into: &writer)
        writer.zeros(48)
    }
}
