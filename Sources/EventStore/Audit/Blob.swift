// SPDX-License-Identifier: Apache-2.0

/// The compact form of what is stored as a blob: numbers in LEB128, texts and lists with their count before them.
struct BlobWriter {
    private(set) var bytes: [UInt8] = []

    /// What clients choose is cut at this length, so that a row stays small whoever logs on.
    static let maximumTextLength = 1024

    init() { self.bytes.reserveCapacity(192) }

    mutating func number(_ value: some FixedWidthInteger & UnsignedInteger) {
        var rest = UInt64(value)
        while rest > 0x7F {
            self.bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        self.bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func flag(_ value: Bool) { self.bytes.append(value ? 1 : 0) }

    mutating func text(_ value: String) {
        let value = value.utf8.count <= Self.maximumTextLength ? value : String(Self.clipped(value))
        self.number(UInt64(value.utf8.count))
        self.bytes.append(contentsOf: value.utf8)
    }

    mutating func data(_ value: [UInt8]) {
        self.number(UInt64(value.count))
        self.bytes.append(contentsOf: value)
    }

    mutating func optional<Value>(_ value: Value?, _ write: (inout BlobWriter, Value) -> Void) {
        self.flag(value != nil)
        if let value { write(&self, value) }
    }

    mutating func list<Value>(_ values: [Value], _ write: (inout BlobWriter, Value) -> Void) {
        self.number(UInt64(values.count))
        for value in values { write(&self, value) }
    }

    private static func clipped(_ text: String) -> Substring {
        let end = text.utf8.index(text.startIndex, offsetBy: self.maximumTextLength)
        // Rounds down to a whole character.
        return text[
            ..<(end.samePosition(in: text.unicodeScalars) ?? text.unicodeScalars.index(before: text.unicodeScalars.index(after: end)))]
    }
}

/// A stored blob that this program cannot have written.
struct BlobCorrupted: Error {}

struct BlobReader {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func number<Value: FixedWidthInteger & UnsignedInteger>(_ type: Value.Type = Value.self) throws(BlobCorrupted) -> Value {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            guard self.offset < self.bytes.count, shift < 64 else { throw BlobCorrupted() }
            let byte = self.bytes[self.offset]
            self.offset += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { break }
            shift += 7
        }
        guard let result = Value(exactly: value) else { throw BlobCorrupted() }
        return result
    }

    mutating func flag() throws(BlobCorrupted) -> Bool {
        switch try self.number(UInt8.self) {
        case 0: false
        case 1: true
        default: throw BlobCorrupted()
        }
    }

    mutating func text() throws(BlobCorrupted) -> String { String(decoding: try self.data(), as: UTF8.self) }

    mutating func data() throws(BlobCorrupted) -> [UInt8] {
        let count = try self.count()
        defer { self.offset += count }
        return [UInt8](self.bytes[self.offset..<(self.offset + count)])
    }

    mutating func optional<Value>(_ read: (inout BlobReader) throws(BlobCorrupted) -> Value) throws(BlobCorrupted) -> Value? {
        try self.flag() ? try read(&self) : nil
    }

    mutating func list<Value>(_ read: (inout BlobReader) throws(BlobCorrupted) -> Value) throws(BlobCorrupted) -> [Value] {
        var values: [Value] = []
        for _ in 0..<(try self.count()) { values.append(try read(&self)) }
        return values
    }

    /// No item is shorter than a byte, so a count beyond the rest is wrong.
    private mutating func count() throws(BlobCorrupted) -> Int {
        let count = try self.number(UInt64.self)
        guard count <= UInt64(self.bytes.count - self.offset) else { throw BlobCorrupted() }
        return Int(count)
    }
}
