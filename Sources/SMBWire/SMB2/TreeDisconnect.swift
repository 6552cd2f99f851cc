// SPDX-License-Identifier: Apache-2.0

extension SMB2 {
    /// [MS-SMB2] 2.2.11
    package struct TreeDisconnectRequest: Hashable, Sendable {
        package static let structureSize: UInt16 = 4
        package init() {}
    }

    /// [MS-SMB2] 2.2.12
    package struct TreeDisconnectResponse: Hashable, Sendable {
        package static let structureSize: UInt16 = 4
        package init() {}
    }
}

extension SMB2.TreeDisconnectRequest {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        try reader.skip(2)
    }

    package func encode(into writer: inout WireWriter, base _: Int) {
        writer.u16(Self.structureSize)
        writer.u16(0)
    }
}

extension SMB2.TreeDisconnectResponse {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        try reader.skip(2)
    }

    package func encode(into writer: inout WireWriter, base _: Int) {
        writer.u16(Self.structureSize)
        writer.u16(0)
    }
}
