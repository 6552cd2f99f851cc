// SPDX-License-Identifier: Apache-2.0
package import NIOCore

// How parameters are written down: each number aligned to its size from the stub's start. C706 chapter 14

extension WireReader {
    package mutating func ndrLong(_ field: StaticString) throws(WireError) -> UInt32 {
        try self.align(to: 4)
        return try self.u32(field)
    }

    /// Whether a unique pointer points to something, which then follows.
    package mutating func ndrPointer(_ field: StaticString) throws(WireError) -> Bool { try self.ndrLong(field) != 0 }

    /// A conformant and varying string of UTF-16 with its terminator, which is taken off.
    package mutating func ndrString(_ field: StaticString) throws(WireError) -> String {
        let maximum = try self.ndrLong(field)
        let offset = try self.ndrLong(field)
        let count = try self.ndrLong(field)
        guard offset == 0, count <= maximum else { throw self.failure(.value, field) }
        guard Int(count) * 2 <= self.remaining else { throw self.failure(.overrun, field) }
        var string = try self.utf16(field, byteCount: Int(count) * 2)
        if string.unicodeScalars.last == "\0" { string.unicodeScalars.removeLast() }
        return string
    }

    package mutating func ndrUniqueString(_ field: StaticString) throws(WireError) -> String? {
        try self.ndrPointer(field) ? try self.ndrString(field) : nil
    }
}

/// Writes results. Referents are numbered as every implementation does, though a client looks only whether they are 0.
package struct NDRWriter {
    private var writer = WireWriter()
    private var nextReferent: UInt32 = 0x0002_0000
    /// Strings that pointers promised, written when their structure is complete.
    private var deferred: [String] = []

    package init() {}

    package var stub: ByteBuffer { self.writer.buffer }

    package mutating func long(_ value: UInt32) {
        self.writer.align(to: 4, from: 0)
        self.writer.u32(value)
    }

    package mutating func null() { self.long(0) }

    /// A pointer to what the caller writes where its kind has to stand.
    package mutating func pointer() {
        self.long(self.nextReferent)
        self.nextReferent &+= 4
    }

    /// A member that points to a string; the string itself follows with `flush`.
    package mutating func deferredString(_ string: String) {
        self.pointer()
        self.deferred.append(string)
    }

    package mutating func flush() {
        for string in self.deferred { self.string(string) }
        self.deferred = []
    }

    package mutating func string(_ string: String) {
        let count = UInt32(clamping: string.utf16.count) + 1
        self.long(count)
        self.long(0)
        self.long(count)
        self.writer.utf16(string)
        self.writer.u16(0)
    }
}
