// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB1 {
    /// [MS-CIFS] 2.2.4.39.1
    package struct EchoRequest: Hashable, Sendable {
        /// So many answers are wanted.
        package var count: UInt16
        package var data: ByteBuffer

        package init(count: UInt16 = 1, data: ByteBuffer) {
            self.count = count
            self.data = data
        }
    }

    /// [MS-CIFS] 2.2.4.39.2
    package struct EchoResponse: Hashable, Sendable {
        /// From 1 on.
        package var sequenceNumber: UInt16
        package var data: ByteBuffer

        package init(sequenceNumber: UInt16, data: ByteBuffer) {
            self.sequenceNumber = sequenceNumber
            self.data = data
        }
    }
}

extension SMB1.EchoRequest {
    package init(decoding body: SMB1.Body, _ text: SMB1.TextForm) throws(WireError) {
        self.count = try body.withWords([1]) { (reader) throws(WireError) in try reader.u16("EchoCount") }
        self.data = try body.withBytes { (reader) throws(WireError) in try reader.bytes("Data", body.byteCount) }
    }

    package func encode(into writer: inout WireWriter) {
        writer.body({ $0.u16(self.count) }, bytes: { $0.bytes(self.data) })
    }
}

extension SMB1.EchoResponse {
    package init(decoding body: SMB1.Body, _ text: SMB1.TextForm) throws(WireError) {
        self.sequenceNumber = try body.withWords([1]) { (reader) throws(WireError) in try reader.u16("SequenceNumber") }
        self.data = try body.withBytes { (reader) throws(WireError) in try reader.bytes("Data", body.byteCount) }
    }

    package func encode(into writer: inout WireWriter) {
        writer.body({ $0.u16(self.sequenceNumber) }, bytes: { $0.bytes(self.data) })
    }
}
