// SPDX-License-Identifier: Apache-2.0

extension SMB1 {
    /// TypeOfLock. [MS-CIFS] 2.2.4.32.1
    package struct LockType: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// READ_WRITE_LOCK without it: exclusive.
        package static let shared = LockType(rawValue: 0x01)
        package static let oplockRelease = LockType(rawValue: 0x02)
        package static let changeLockType = LockType(rawValue: 0x04)
        package static let cancelLock = LockType(rawValue: 0x08)
        /// Offsets and lengths have 64 bits.
        package static let largeFiles = LockType(rawValue: 0x10)
    }

    /// LOCKING_ANDX_RANGE, of 32 or 64 bits. [MS-CIFS] 2.2.4.32.1
    package struct LockRange: Hashable, Sendable {
        package var processID: UInt16
        package var offset: UInt64
        package var length: UInt64

        package init(processID: UInt16, offset: UInt64, length: UInt64) {
            self.processID = processID
            self.offset = offset
            self.length = length
        }
    }

    /// LOCKING_ANDX: also the break of an oplock, sent by the server, and its acknowledgment. [MS-CIFS] 2.2.4.32
    package struct LockingRequest: Hashable, Sendable {
        package var file: UInt16
        package var type: LockType
        /// What is left of a breaking oplock: 0 nothing, 1 level II.
        package var oplockLevel: UInt8
        /// Milliseconds that the locks may take: 0 none, all ones any time.
        package var timeout: UInt32
        package var unlocks: [LockRange]
        package var locks: [LockRange]

        package init(
            file: UInt16, type: LockType = [], oplockLevel: UInt8 = 0, timeout: UInt32 = 0, unlocks: [LockRange] = [],
            locks: [LockRange] = []
        ) {
            self.file = file
            self.type = type
            self.oplockLevel = oplockLevel
            self.timeout = timeout
            self.unlocks = unlocks
            self.locks = locks
        }

        package static let waitForever: UInt32 = .max
    }

    /// LOCK_BYTE_RANGE and UNLOCK_BYTE_RANGE. [MS-CIFS] 2.2.4.13.1, 2.2.4.14.1
    package struct ByteRangeRequest: Hashable, Sendable {
        package var file: UInt16
        package var count: UInt32
        package var offset: UInt32

        package init(file: UInt16, count: UInt32, offset: UInt32) {
            self.file = file
            self.count = count
            self.offset = offset
        }
    }
}

extension SMB1.LockingRequest {
    package init(decoding body: SMB1.Body, _ text: SMB1.TextForm) throws(WireError) {
        let words = try body.withWords([8]) { (reader) throws(WireError) -> (SMB1.LockingRequest, unlocks: UInt16, locks: UInt16) in
            try reader.skip(4, "AndX")
            var request = SMB1.LockingRequest(file: try reader.u16("FID"))
            request.type = SMB1.LockType(rawValue: try reader.u8("TypeOfLock"))
            request.oplockLevel = try reader.u8("NewOpLockLevel")
            request.timeout = try reader.u32("Timeout")
            return (request, try reader.u16("NumberOfRequestedUnlocks"), try reader.u16("NumberOfRequestedLocks"))
        }
        self = words.0
        let isLarge = self.type.contains(.largeFiles)
        let (unlocks, locks) = try body.withBytes { (reader) throws(WireError) -> ([SMB1.LockRange], [SMB1.LockRange]) in
            let needed = (Int(words.unlocks) + Int(words.locks)) * (isLarge ? SMB1.LockRange.largeSize : SMB1.LockRange.size)
            guard needed <= body.byteCount else { throw reader.failure(.overrun, "Locks") }
            let unlocks = try SMB1.LockRange.decodeList(&reader, count: Int(words.unlocks), isLarge: isLarge)
            return (unlocks, try SMB1.LockRange.decodeList(&reader, count: Int(words.locks), isLarge: isLarge))
        }
        self.unlocks = unlocks
        self.locks = locks
    }

    package func encode(into writer: inout WireWriter) {
        let isLarge = self.type.contains(.largeFiles)
        writer.body(
            {
                $0.andX()
                $0.u16(self.file)
                $0.u8(self.type.rawValue)
                $0.u8(self.oplockLevel)
                $0.u32(self.timeout)
                $0.u16(UInt16(clamping: self.unlocks.count))
                $0.u16(UInt16(clamping: self.locks.count))
            },
            bytes: { writer in for range in self.unlocks + self.locks { range.encode(into: &writer, isLarge: isLarge) } })
    }
}

extension SMB1.LockRange {
    fileprivate static let size = 10
    fileprivate static let largeSize = 20

    fileprivate static func decodeList(_ reader: inout WireReader, count: Int, isLarge: Bool) throws(WireError) -> [SMB1.LockRange] {
        var ranges: [SMB1.LockRange] = []
        ranges.reserveCapacity(count)
        for _ in 0..<count { ranges.append(try SMB1.LockRange(decoding: &reader, isLarge: isLarge)) }
        return ranges
    }

    private init(decoding reader: inout WireReader, isLarge: Bool) throws(WireError) {
        self.processID = try reader.u16("PID")
        guard isLarge else {
            self.offset = UInt64(try reader.u32("ByteOffset"))
            self.length = UInt64(try reader.u32("LengthInBytes"))
            return
        }
        try reader.skip(2)
        let offsetHigh = UInt64(try reader.u32("ByteOffsetHigh"))
        self.offset = offsetHigh &<< 32 | UInt64(try reader.u32("ByteOffsetLow"))
        let lengthHigh = UInt64(try reader.u32("LengthInBytesHigh"))
        self.length = lengthHigh &<< 32 | UInt64(try reader.u32("LengthInBytesLow"))
    }

    fileprivate func encode(into writer: inout WireWriter, isLarge: Bool) {
        writer.u16(self.processID)
        if isLarge {
            writer.u16(0)
            writer.u32(UInt32(truncatingIfNeeded: self.offset &>> 32))
            writer.u32(UInt32(truncatingIfNeeded: self.offset))
            writer.u32(UInt32(truncatingIfNeeded: self.length &>> 32))
            writer.u32(UInt32(truncatingIfNeeded: self.length))
        } else {
            writer.u32(UInt32(truncatingIfNeeded: self.offset))
            writer.u32(UInt32(truncatingIfNeeded: self.length))
        }
    }
}

extension SMB1.ByteRangeRequest {
    package init(decoding body: SMB1.Body, _ text: SMB1.TextForm) throws(WireError) {
        self = try body.withWords([5]) { (reader) throws(WireError) in
            SMB1.ByteRangeRequest(
                file: try reader.u16("FID"), count: try reader.u32("CountOfBytesToLock"), offset: try reader.u32("LockOffsetInBytes"))
        }
    }

    package func encode(into writer: inout WireWriter) {
        writer.body {
            $0.u16(self.file)
            $0.u32(self.count)
            $0.u32(self.offset)
        }
    }
}
