// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB1 {
    /// SMB_COM_WRITE_ANDX Request. [MS-CIFS] 2.2.4.43.1, [MS-SMB] 2.2.4.3.1
    package struct WriteAndXRequest: Hashable, Sendable {
        package var file: UInt16
        package var offset: UInt64
        package var mode: WriteMode
        /// A slice of the message.
        package var data: ByteBuffer

        package init(file: UInt16, offset: UInt64, mode: WriteMode = [], data: ByteBuffer) {
            self.file = file
            self.offset = offset
            self.mode = mode
            self.data = data
        }
    }

    /// [MS-CIFS] 2.2.4.43.1
    package struct WriteMode: OptionSet, Hashable, Sendable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        package static let writeThrough = WriteMode(rawValue: 0x0001)
        package static let readBytesAvailable = WriteMode(rawValue: 0x0002)
        package static let namedPipeRaw = WriteMode(rawValue: 0x0004)
        package static let namedPipeStart = WriteMode(rawValue: 0x0008)
    }

    package struct WriteAndXResponse: Hashable, Sendable {
        package var count: UInt32

        package init(count: UInt32) { self.count = count }
    }

    /// SMB_COM_WRITE and SMB_COM_WRITE_AND_UNLOCK Requests. [MS-CIFS] 2.2.4.12.1, 2.2.4.21.1
    package struct WriteRequest: Hashable, Sendable {
        package var file: UInt16
        package var offset: UInt32
        package var data: ByteBuffer

        package init(file: UInt16, offset: UInt32, data: ByteBuffer) {
            self.file = file
            self.offset = offset
            self.data = data
        }
    }

    /// SMB_COM_WRITE_AND_CLOSE Request. [MS-CIFS] 2.2.4.40.1
    package struct WriteAndCloseRequest: Hashable, Sendable {
        package var file: UInt16
        package var offset: UInt32
        package var lastWriteTime: UTime
        package var data: ByteBuffer

        package init(file: UInt16, offset: UInt32, lastWriteTime: UTime = .unchanged, data: ByteBuffer) {
            self.file = file
            self.offset = offset
            self.lastWriteTime = lastWriteTime
            self.data = data
        }
    }
}

extension SMB1.WriteAndXRequest {
    /// The data lies where DataOffset says, and must lie there whole: a client that claims more than it sent would have the server write
    /// what else is in its memory.
    package init(decoding body: SMB1.Body, text: SMB1.TextForm) throws(WireError) {
        self = try body.withWords([12, 14]) { (reader) throws(WireError) in
            try reader.skip(4, "AndX")
            let file = try reader.u16("FID")
            let low = UInt64(try reader.u32("Offset"))
            try reader.skip(4, "Timeout")
            let mode = SMB1.WriteMode(rawValue: try reader.u16("WriteMode"))
            try reader.skip(2, "Remaining")
            let countHigh = Int(try reader.u16("DataLengthHigh"))
            let count = countHigh &<< 16 | Int(try reader.u16("DataLength"))
            let start = Int(try reader.u16("DataOffset"))
            let high = body.wordCount == 14 ? UInt64(try reader.u32("OffsetHigh")) : 0
            if count > 0, start < body.bytesStart { throw reader.failure(.overrun, "DataOffset") }
            let data = try reader.payload("Data", at: start, count: count)
            return Self(file: file, offset: high &<< 32 | low, mode: mode, data: data)
        }
    }

    package func encode(into writer: inout WireWriter, header: Int) {
        let count = UInt32(clamping: self.data.readableBytes)
        writer.body { writer in
            writer.andX()
            writer.u16(self.file)
            writer.u32(UInt32(truncatingIfNeeded: self.offset))
            writer.u32(0)
            writer.u16(self.mode.rawValue)
            writer.u16(0)
            writer.u16(UInt16(truncatingIfNeeded: count &>> 16))
            writer.u16(UInt16(truncatingIfNeeded: count))
            // Behind OffsetHigh, ByteCount and a byte of padding.
            writer.u16(UInt16(clamping: writer.count - header + 2 + 4 + 2 + 1))
            writer.u32(UInt32(truncatingIfNeeded: self.offset &>> 32))
        } bytes: { writer in
            writer.u8(0)
            writer.bytes(self.data)
        }
    }
}

extension SMB1.WriteAndXResponse {
    package func encode(into writer: inout WireWriter) {
        writer.body { writer in
            writer.andX()
            writer.u16(UInt16(truncatingIfNeeded: self.count))
            writer.u16(0xFFFF)  // Available: of pipes only.
            writer.u32(self.count &>> 16)
        }
    }
}

extension SMB1.WriteRequest {
    package init(decoding body: SMB1.Body, text: SMB1.TextForm) throws(WireError) {
        let (file, count, offset) = try body.withWords([5]) { (reader) throws(WireError) in
            let file = try reader.u16("FID")
            let count = try reader.u16("CountOfBytesToWrite")
            return (file, count, try reader.u32("WriteOffsetInBytes"))
        }
        let data = try body.withBytes { (reader) throws(WireError) in try reader.dataBuffer(count: Int(count), end: body.bytesEnd) }
        self.init(file: file, offset: offset, data: data)
    }

    package func encode(into writer: inout WireWriter) {
        let count = UInt16(clamping: self.data.readableBytes)
        writer.body { writer in
            writer.u16(self.file)
            writer.u16(count)
            writer.u32(self.offset)
            writer.u16(0)
        } bytes: { writer in
            writer.u8(SMB1.DataFormat.dataBuffer)
            writer.u16(count)
            writer.bytes(self.data)
        }
    }
}

extension SMB1.WriteAndCloseRequest {
    package init(decoding body: SMB1.Body, text: SMB1.TextForm) throws(WireError) {
        let count: Int
        (self, count) = try body.withWords([6, 12]) { (reader) throws(WireError) in
            let file = try reader.u16("FID")
            let count = Int(try reader.u16("CountOfBytesToWrite"))
            let offset = try reader.u32("WriteOffsetInBytes")
            let time = SMB1.UTime(rawValue: try reader.u32("LastWriteTime"))
            return (Self(file: file, offset: offset, lastWriteTime: time, data: ByteBuffer()), count)
        }
        self.data = try body.withBytes { (reader) throws(WireError) in
            try reader.skip(1, "Pad")
            guard count <= body.bytesEnd - reader.offset else { throw reader.failure(.overrun, "Data") }
            return try reader.bytes("Data", count)
        }
    }

    package func encode(into writer: inout WireWriter) {
        writer.body { writer in
            writer.u16(self.file)
            writer.u16(UInt16(clamping: self.data.readableBytes))
            writer.u32(self.offset)
            writer.u32(self.lastWriteTime.rawValue)
        } bytes: { writer in
            writer.u8(0)
            writer.bytes(self.data)
        }
    }
}

extension WireReader {
    /// A data buffer of an old command: its format, its length and as many bytes as the words announced.
    fileprivate mutating func dataBuffer(count: Int, end: Int) throws(WireError) -> ByteBuffer {
        try self.skip(1, "BufferFormat")
        try self.skip(2, "DataLength")
        guard count <= end - self.offset else { throw self.failure(.overrun, "Data") }
        return try self.bytes("Data", count)
    }
}
