// SPDX-License-Identifier: Apache-2.0

extension SMB2 {
    /// [MS-SMB2] 2.2.28
    package struct EchoRequest: Hashable, Sendable {
        package static let structureSize: UInt16 = 4
        package init() {}
    }

    /// [MS-SMB2] 2.2.29
    package struct EchoResponse: Hashable, Sendable {
        package static let structureSize: UInt16 = 4
        package init() {}
    }
}

extension SMB2.EchoRequest {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        try reader.skip(2)
    }

    package func encode(into writer: inout WireWriter, base _: Int) {
        writer.u16(Self.structureSize)
        writer.u16(0)
    }
}

extension SMB2.EchoResponse {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        try reader.skip(2)
    }

    package func encode(into writer: inout WireWriter, base _: Int) {
        writer.u16(Self.structureSize)
        writer.u16(0)
    }
}
