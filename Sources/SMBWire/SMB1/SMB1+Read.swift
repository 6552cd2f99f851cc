// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB1 {
    /// SMB_COM_READ_ANDX Request. [MS-CIFS] 2.2.4.42.1, [MS-SMB] 2.2.4.2.1
    package struct ReadAndXRequest: Hashable, Sendable {
        package var file: UInt16
        package var offset: UInt64
        /// MaxCountOfBytesToReturn with its upper half.
        package var count: UInt32
        /// Of pipes: as much must be there before there is an answer.
        package var minimumCount: UInt16

        package init(file: UInt16, offset: UInt64, count: UInt32, minimumCount: UInt16 = 0) {
            self.file = file
            self.offset = offset
            self.count = count
            self.minimumCount = minimumCount
        }
    }

    /// SMB_COM_READ and SMB_COM_LOCK_AND_READ Requests. [MS-CIFS] 2.2.4.11.1, 2.2.4.20.1
    package struct ReadRequest: Hashable, Sendable {
        package var file: UInt16
        package var count: UInt16
        package var offset: UInt32

        package init(file: UInt16, count: UInt16, offset: UInt32) {
            self.file = file
            self.count = count
            self.offset = offset
        }
    }

    /// SMB_COM_READ_RAW Request. [MS-CIFS] 2.2.4.22.1
    package struct ReadRawRequest: Hashable, Sendable {
        package var file: UInt16
        package var offset: UInt64
        package var count: UInt16

        package init(file: UInt16, offset: UInt64, count: UInt16) {
            self.file = file
            self.offset = offset
            self.count = count
        }
    }
}

extension SMB1.ReadAndXRequest {
    package init(decoding body: SMB1.Body, text: SMB1.TextForm) throws(WireError) {
        self = try body.withWords([10, 12]) { (reader) throws(WireError) in
            try reader.skip(4, "AndX")
            let file = try reader.u16("FID")
            let low = UInt64(try reader.u32("Offset"))
            let count = UInt32(try reader.u16("MaxCountOfBytesToReturn"))
            let minimum = try reader.u16("MinCountOfBytesToReturn")
            // Where it is no count it is a time-out, which is -1 for "for ever".
            let high = try reader.u32("MaxCountHigh")
            try reader.skip(2, "Remaining")
            let offsetHigh = body.wordCount == 12 ? UInt64(try reader.u32("OffsetHigh")) : 0
            return Self(
                file: file, offset: offsetHigh &<< 32 | low, count: high < 0xFFFF ? high &<< 16 | count : count, minimumCount: minimum)
        }
    }

    package func encode(into writer: inout WireWriter) {
        writer.body { writer in
            writer.andX()
            writer.u16(self.file)
            writer.u32(UInt32(truncatingIfNeeded: self.offset))
            writer.u16(UInt16(truncatingIfNeeded: self.count))
            writer.u16(self.minimumCount)
            writer.u32(self.count &>> 16)
            writer.u16(0)
            writer.u32(UInt32(truncatingIfNeeded: self.offset &>> 32))
        }
    }
}

extension SMB1.ReadRequest {
    package init(decoding body: SMB1.Body, text: SMB1.TextForm) throws(WireError) {
        self = try body.withWords([5]) { (reader) throws(WireError) in
            let file = try reader.u16("FID")
            let count = try reader.u16("CountOfBytesToRead")
            return Self(file: file, count: count, offset: try reader.u32("ReadOffsetInBytes"))
        }
    }

    package func encode(into writer: inout WireWriter) {
        writer.body { writer in
            writer.u16(self.file)
            writer.u16(self.count)
            writer.u32(self.offset)
            writer.u16(0)
        }
    }
}

extension SMB1.ReadRawRequest {
    package init(decoding body: SMB1.Body, text: SMB1.TextForm) throws(WireError) {
        self = try body.withWords([8, 10]) { (reader) throws(WireError) in
            let file = try reader.u16("FID")
            let low = UInt64(try reader.u32("Offset"))
            let count = try reader.u16("MaxCountOfBytesToReturn")
            try reader.skip(2 + 4 + 2)
            let high = body.wordCount == 10 ? UInt64(try reader.u32("OffsetHigh")) : 0
            return Self(file: file, offset: high &<< 32 | low, count: count)
        }
    }
}

/// SMB_COM_READ_ANDX Response. [MS-CIFS] 2.2.4.42.2, [MS-SMB] 2.2.4.2.2
extension SMB1 {
    package struct ReadAndXResponse: ~Copyable {
        private let wordsStart: Int
        private let byteCount: Int
        private let dataStart: Int
        private let header: Int

        /// Writes everything up to the data, which goes into the writer's buffer next, followed by `finish`.
        package static func begin(in writer: inout WireWriter, header: Int) -> Self {
            writer.u8(12)
            let wordsStart = writer.count
            writer.andX()
            writer.u16(0xFFFF)  // Available: of pipes only.
            writer.zeros(18)
            let byteCount = writer.count
            writer.u16(0)
            writer.align(to: 4, from: header)
            return Self(wordsStart: wordsStart, byteCount: byteCount, dataStart: writer.count, header: header)
        }

        /// Of what was read, as much is announced as a response's words can say.
        package consuming func finish(in writer: inout WireWriter) {
            let count = UInt32(clamping: writer.count - self.dataStart)
            writer.buffer.setInteger(UInt16(truncatingIfNeeded: count), at: self.wordsStart + 10, endianness: .little)
            writer.buffer.setInteger(
                UInt16(clamping: self.dataStart - self.header), at: self.wordsStart + 12, endianness: .little)
            writer.buffer.setInteger(UInt32(count &>> 16), at: self.wordsStart + 14, endianness: .little)
            // Of a large read only the low half fits.
            writer.buffer.setInteger(
                UInt16(truncatingIfNeeded: writer.count - self.byteCount - 2), at: self.byteCount, endianness: .little)
        }
    }

    /// SMB_COM_READ and SMB_COM_LOCK_AND_READ Responses. [MS-CIFS] 2.2.4.11.2, 2.2.4.20.2
    package struct ReadResponse: Hashable, Sendable {
        package var data: ByteBuffer

        package init(data: ByteBuffer) { self.data = data }

        package func encode(into writer: inout WireWriter) {
            writer.body { writer in
                writer.u16(UInt16(clamping: self.data.readableBytes))
                writer.zeros(8)
            } bytes: { writer in
                writer.u8(DataFormat.dataBuffer)
                writer.u16(UInt16(clamping: self.data.readableBytes))
                writer.bytes(self.data)
            }
        }
    }

    /// The byte before each item of an old command's data. [MS-CIFS] 2.2.2.5
    package enum DataFormat {
        package static let dataBuffer: UInt8 = 1
        package static let dialect: UInt8 = 2
        package static let pathname: UInt8 = 3
        package static let ascii: UInt8 = 4
        package static let variableBlock: UInt8 = 5
    }
}
