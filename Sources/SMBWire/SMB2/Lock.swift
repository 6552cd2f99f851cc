// SPDX-License-Identifier: Apache-2.0

extension SMB2 {
    /// [MS-SMB2] 2.2.26
    package struct LockRequest: Hashable, Sendable {
        package static let structureSize: UInt16 = 48

        /// LockSequenceNumber (4 bits) and LockSequenceIndex (28 bits); reserved in 2.0.2.
        package var lockSequence: UInt32
        package var file: FileID
        /// Never more than the frame holds. An empty list is the engine's to refuse.
        package var elements: [LockElement]

        package init(lockSequence: UInt32 = 0, file: FileID, elements: [LockElement]) {
            self.lockSequence = lockSequence
            self.file = file
            self.elements = elements
        }

        package var lockSequenceNumber: UInt32 { self.lockSequence & 0xF }
        package var lockSequenceIndex: UInt32 { self.lockSequence &>> 4 }
    }

    /// [MS-SMB2] 2.2.26.1
    package struct LockElement: Hashable, Sendable {
        package var offset: UInt64
        package var length: UInt64
        package var flags: LockFlags

        package init(offset: UInt64, length: UInt64, flags: LockFlags) {
            self.offset = offset
            self.length = length
            self.flags = flags
        }
    }

    package struct LockFlags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package static let shared = LockFlags(rawValue: 0x01)
        package static let exclusive = LockFlags(rawValue: 0x02)
        package static let unlock = LockFlags(rawValue: 0x04)
        package static let failImmediately = LockFlags(rawValue: 0x10)
    }

    /// [MS-SMB2] 2.2.27
    package struct LockResponse: Hashable, Sendable {
        package static let structureSize: UInt16 = 4
        package init() {}
    }
}

extension SMB2.LockRequest {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        let count = try reader.u16("LockCount")
        self.lockSequence = try reader.u32("LockSequenceIndex")
        self.file = try SMB2.FileID(decoding: &reader)
        self.elements = []
        for _ in 0..<count { self.elements.append(try SMB2.LockElement(decoding: &reader)) }
    }

    package func encode(into writer: inout WireWriter, base _: Int) {
        writer.u16(Self.structureSize)
        writer.u16(UInt16(clamping: self.elements.count))
        writer.u32(self.lockSequence)
        self.file.encode(into: &writer)
        for element in self.elements { element.encode(into: &writer) }
    }
}

extension SMB2.LockElement {
    fileprivate init(decoding reader: inout WireReader) throws(WireError) {
        self.offset = try reader.u64("Offset")
        self.length = try reader.u64("Length")
        self.flags = SMB2.LockFlags(rawValue: try reader.u32("Flags"))
        try reader.skip(4)
    }

    fileprivate func encode(into writer: inout WireWriter) {
        writer.u64(self.offset)
        writer.u64(self.length)
        writer.u32(self.flags.rawValue)
        writer.u32(0)
    }
}

extension SMB2.LockResponse {
    package init(decoding reader: inout WireReader) throws(WireError) {
        try reader.structureSize(Self.structureSize)
        try reader.skip(2)
    }

    package func encode(into writer: inout WireWriter, base _: Int) {
        writer.u16(Self.structureSize)
        writer.u16(0)
    }
}
