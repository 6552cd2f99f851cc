// SPDX-License-Identifier: Apache-2.0
package import NIOCore

extension SMB1 {
    /// Where one command's parameter words and data bytes lie in its message. [MS-CIFS] 2.2.3.2, 2.2.3.3
    package struct Body: Hashable, Sendable {
        /// The whole message from its header on: what offsets inside of it count from.
        package let message: ByteBuffer
        package let wordCount: Int
        /// Offset of the first parameter word.
        package let wordsStart: Int
        /// Offset of the first data byte.
        package let bytesStart: Int
        package let byteCount: Int

        /// The end of the data bytes. A large WRITE_ANDX has more data than ByteCount can say; it names them by DataOffset.
        package var bytesEnd: Int { self.bytesStart + self.byteCount }
    }

    /// How a message writes its strings: SMB_FLAGS2_UNICODE. [MS-CIFS] 2.2.1.1
    package enum TextForm: Hashable, Sendable {
        case unicode
        /// One byte a letter, in the code page `OEMText` has.
        case oem

        package init(_ flags2: Flags2) { self = flags2.contains(.unicode) ? .unicode : .oem }
    }
}

extension SMB1.Body {
    /// Reads WordCount and ByteCount at `offset` of the message, and checks that both lie inside of it.
    package init(in message: ByteBuffer, at offset: Int) throws(WireError) {
        var reader = WireReader(message)
        try reader.seek(to: offset, "AndXOffset")
        self.message = message
        self.wordCount = Int(try reader.u8("WordCount"))
        self.wordsStart = reader.offset
        try reader.skip(self.wordCount * 2, "Words")
        self.byteCount = Int(try reader.u16("ByteCount"))
        self.bytesStart = reader.offset
        try reader.skip(self.byteCount, "Bytes")
    }

    /// Runs `decode` on a reader that stands at the first word, once there are as many words as the command has.
    package func withWords<Value>(
        _ counts: Set<Int>, _ decode: (inout WireReader) throws(WireError) -> Value
    ) throws(WireError) -> Value {
        var reader = WireReader(self.message)
        try reader.seek(to: self.wordsStart, "Words")
        guard counts.contains(self.wordCount) else { throw reader.failure(.value, "WordCount") }
        return try decode(&reader)
    }

    /// Runs `decode` on a reader that stands at the first data byte. What it reads may not lie behind the last: `decode` checks its
    /// offset against `bytesEnd` where the message could go on behind it.
    package func withBytes<Value>(_ decode: (inout WireReader) throws(WireError) -> Value) throws(WireError) -> Value {
        var reader = WireReader(self.message)
        try reader.seek(to: self.bytesStart, "Bytes")
        return try decode(&reader)
    }
}

extension WireReader {
    /// A string up to its terminator, which is read too, or to `end`: some clients leave it out at the end of a message.
    /// UTF-16 begins at an even offset from the header. [MS-CIFS] 2.2.1.1, 2.2.3.3
    package mutating func text(_ field: StaticString, _ form: SMB1.TextForm, end: Int) throws(WireError) -> String {
        switch form {
        case .unicode:
            if self.offset < end, !self.offset.isMultiple(of: 2) { try self.skip(1) }
            let length = try self.byteCountOfUTF16(field, before: end)
            let string = try self.utf16(field, byteCount: length)
            // The terminator, where there is one.
            if self.offset + 2 <= end { try self.skip(2) } else { try self.skip(max(0, end - self.offset)) }
            return string
        case .oem:
            var bytes: [UInt8] = []
            while self.offset < end {
                let byte = try self.u8(field)
                if byte == 0 { break }
                bytes.append(byte)
            }
            return OEMText.decode(bytes)
        }
    }
}

extension WireWriter {
    /// Writes one command's parameter words and data bytes with their counts. Offsets that a response names count from `header`, the
    /// index of the message's header in the buffer.
    package mutating func body(_ words: (inout WireWriter) -> Void, bytes: (inout WireWriter) -> Void = { _ in }) {
        let wordCount = self.count
        self.u8(0)
        words(&self)
        self.buffer.setInteger(UInt8(clamping: (self.count - wordCount - 1) / 2), at: wordCount)
        let byteCount = self.count
        self.u16(0)
        bytes(&self)
        // Of a large read only the low half fits. [MS-SMB] 2.2.4.2.2
        self.buffer.setInteger(UInt16(truncatingIfNeeded: self.count - byteCount - 2), at: byteCount, endianness: .little)
    }

    /// The four bytes that an AndX response begins with; the chain fills them in when another one follows.
    package mutating func andX() {
        self.u8(SMB1.Command.none.rawValue)
        self.u8(0)
        self.u16(0)
    }

    /// A string with its terminator. UTF-16 begins at an even offset from `header`.
    package mutating func text(_ string: String, _ form: SMB1.TextForm, header: Int) {
        switch form {
        case .unicode:
            self.align(to: 2, from: header)
            self.utf16(string)
            self.u16(0)
        case .oem:
            self.bytes(OEMText.encode(string))
            self.u8(0)
        }
    }
}
