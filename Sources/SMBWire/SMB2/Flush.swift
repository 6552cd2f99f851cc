// SPDX-License-Identifier: Apache-2.0

extension SMB2 {
    /// [MS-SMB2] 2.2.17
    package struct FlushRequest: Hashable, Sendable {
        package static let structureSize: UInt16 = 24

        package var file: FileID

        package init(file: FileID) { self.file = file }
    }

    /// [MS-SMB2] 2.2.18
    package struct FlushResponse: Hashable, Sendable {
        package static let structureSize: UInt16 = 4
        package init() {}
    }
}

extension SMB2.FlushRequest {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        try reader.skip(6)
        self.file = try SMB2.FileID(decoding: &reader)
    }

    package func encode(into writer: inout WireWriter, base _: Int) {
        writer.u16(Self.structureSize)
        writer.zeros(6)
        self.file.encode(into: &writer)
    }
}

extension SMB2.FlushResponse {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        try reader.skip(2)
    }

    package func encode(into writer: inout WireWriter, base _: Int) {
        writer.u16(Self.structureSize)
        writer.u16(0)
    }
}
