// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB1 {
    /// One message of a transaction's answer. [MS-CIFS] 2.2.4.33.2, 2.2.4.46.2, 2.2.4.62.2
    package struct TransactionResponse: Hashable, Sendable {
        package var kind: TransactionKind
        package var totalParameterCount: Int
        package var totalDataCount: Int
        package var parameterDisplacement: Int
        package var dataDisplacement: Int
        package var setup: [UInt16]
        package var parameters: ByteBuffer
        package var data: ByteBuffer

        package init(
            kind: TransactionKind, totalParameterCount: Int, totalDataCount: Int, parameterDisplacement: Int = 0, dataDisplacement: Int = 0,
            setup: [UInt16] = [], parameters: ByteBuffer = ByteBuffer(), data: ByteBuffer = ByteBuffer()
        ) {
            self.kind = kind
            self.totalParameterCount = totalParameterCount
            self.totalDataCount = totalDataCount
            self.parameterDisplacement = parameterDisplacement
            self.dataDisplacement = dataDisplacement
            self.setup = setup
            self.parameters = parameters
            self.data = data
        }

        /// The most that a message has besides header, setup words, parameters and data: counts and padding.
        package static func overhead(_ kind: TransactionKind, setupCount: Int) -> Int {
            // WordCount, words, ByteCount, and up to three bytes before each piece.
            1 + (kind == .ntTransaction ? 36 : 20) + setupCount * 2 + 2 + 6
        }
    }
}

extension SMB1.TransactionResponse {
    package func encode(into writer: inout WireWriter, header: Int) {
        let wide = self.kind == .ntTransaction
        var holes = Placement(wide)
        writer.body { writer in
            if wide { writer.zeros(3) }
            holes.count(self.totalParameterCount, &writer)
            holes.count(self.totalDataCount, &writer)
            if !wide { writer.u16(0) }
            holes.piece(self.parameters.readableBytes, &writer)
            holes.count(self.parameterDisplacement, &writer)
            holes.piece(self.data.readableBytes, &writer)
            holes.count(self.dataDisplacement, &writer)
            writer.u8(UInt8(clamping: self.setup.count))
            if !wide { writer.u8(0) }
            for word in self.setup { writer.u16(word) }
        } bytes: { writer in
            holes.place(self.parameters, &writer, header: header)
            holes.place(self.data, &writer, header: header)
        }
    }

    package init(decoding body: SMB1.Body, _ kind: SMB1.TransactionKind) throws(WireError) {
        self.init(kind: kind, totalParameterCount: 0, totalDataCount: 0)
        let wide = kind == .ntTransaction
        var places: [(count: Int, offset: Int)] = []
        self = try body.withWords([max(body.wordCount, wide ? 18 : 10)]) { (reader) throws(WireError) in
            func count(_ reader: inout WireReader, _ field: StaticString) throws(WireError) -> Int {
                wide ? Int(try reader.u32(field)) : Int(try reader.u16(field))
            }
            if wide { try reader.skip(3) }
            var response = SMB1.TransactionResponse(
                kind: kind, totalParameterCount: try count(&reader, "TotalParameterCount"),
                totalDataCount: try count(&reader, "TotalDataCount"))
            if !wide { try reader.skip(2) }
            places.append((try count(&reader, "ParameterCount"), try count(&reader, "ParameterOffset")))
            response.parameterDisplacement = try count(&reader, "ParameterDisplacement")
            places.append((try count(&reader, "DataCount"), try count(&reader, "DataOffset")))
            response.dataDisplacement = try count(&reader, "DataDisplacement")
            let setupCount = try reader.u8("SetupCount")
            if !wide { try reader.skip(1) }
            for _ in 0..<setupCount { response.setup.append(try reader.u16("Setup")) }
            return response
        }
        self.parameters = try Self.bytes(body, places[0])
        self.data = try Self.bytes(body, places[1])
    }

    private static func bytes(_ body: SMB1.Body, _ place: (count: Int, offset: Int)) throws(WireError) -> ByteBuffer {
        try body.withBytes { (reader) throws(WireError) in try reader.payload("Trans_Data", at: place.offset, count: place.count) }
    }
}
