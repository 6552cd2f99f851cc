// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB2 {
    /// The body of any response that failed. [MS-SMB2] 2.2.2
    package struct ErrorResponse: Hashable, Sendable {
        package static let structureSize: UInt16 = 9

        /// Other than 0 only in 3.1.1, where the data is a list of contexts.
        package var errorContextCount: UInt8
        package var errorData: ByteBuffer

        package init(errorContextCount: UInt8 = 0, errorData: ByteBuffer = ByteBuffer()) {
            self.errorContextCount = errorContextCount
            self.errorData = errorData
        }
    }
}

extension SMB2.ErrorResponse {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        self.errorContextCount = try reader.u8("ErrorContextCount")
        try reader.skip(1)
        let count = try reader.u32("ByteCount")
        self.errorData = try reader.bytes("ErrorData", Int(count))
    }

    /// "If the ByteCount field is zero then the server MUST supply an ErrorData field that is one byte in length."
    package func encode(into writer: inout WireWriter, base _: Int) {
        writer.u16(Self.structureSize)
        writer.u8(self.errorContextCount)
        writer.u8(0)
        writer.u32(UInt32(clamping: self.errorData.readableBytes))
        writer.bytes(self.errorData)
        writer.padEmptyPayload(self.errorData.readableBytes)
    }
}
