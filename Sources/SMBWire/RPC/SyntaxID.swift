// SPDX-License-Identifier: Apache-2.0

extension RPC {
    /// An interface or a way to write data down, with its version. C706 12.6.3.1
    package struct SyntaxID: Hashable, Sendable {
        package var uuid: GUID
        /// Major version in the lower half.
        package var version: UInt32

        package init(uuid: GUID, version: UInt32) {
            self.uuid = uuid
            self.version = version
        }

        package static let none = SyntaxID(uuid: .zero, version: 0)
        /// 4b324fc8-1670-01d3-1278-5a47bf6ee188 version 3. [MS-SRVS] 1.9
        package static let serverService = SyntaxID(
            uuid: GUID(low: 0x01D3_1670_4B32_4FC8, high: 0x88E1_6EBF_475A_7812), version: 3)
        /// 8a885d04-1ceb-11c9-9fe8-08002b104860 version 2. [MS-RPCE] 2.2.4.12
        package static let ndr = SyntaxID(uuid: GUID(low: 0x11C9_1CEB_8A88_5D04, high: 0x6048_102B_0008_E89F), version: 2)

        /// Not a syntax but a question hidden in one: 6cb71c2c-9812-4540-…, whose last bytes are flags. [MS-RPCE] 3.3.1.5.3
        package var isFeatureNegotiation: Bool { self.uuid.low == 0x4540_9812_6CB7_1C2C && self.version == 1 }
    }
}

extension RPC.SyntaxID {
    package init(decoding reader: inout WireReader) throws(WireError) {
        self.uuid = try GUID(decoding: &reader)
        self.version = try reader.u32("if_version")
    }

    package func encode(into writer: inout WireWriter) {
        self.uuid.encode(into: &writer)
        writer.u32(self.version)
    }
}
