// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@testable import SMBEngine

@Suite("LOCKING_ANDX and its elders") struct SMB1LockingTests {
    private let client: SMB1Client
    private let other: SMB1Client
    private let file: UInt16
    private let otherFile: UInt16

    init() throws {
        let store = InMemoryStore()
        try store.put("file", "0123456789")
        let server = TestServer.speakingSMB1(store: store)
        self.client = server.smb1Client()
        self.other = server.smb1Client()
        try self.client.connect(to: "data")
        try self.other.connect(to: "data")
        self.file = try self.client.open("file")
        self.otherFile = try self.other.open("file")
    }

    private static func range(_ offset: UInt64, _ length: UInt64, process: UInt16 = 0x1234) -> SMB1.LockRange {
        SMB1.LockRange(processID: process, offset: offset, length: length)
    }

    private func lock(
        _ client: SMB1Client, _ file: UInt16, _ ranges: [SMB1.LockRange], type: SMB1.LockType = .largeFiles, timeout: UInt32 = 0
    ) throws -> NTStatus {
        try client.exchange(client.locking(SMB1.LockingRequest(file: file, type: type, timeout: timeout, locks: ranges))).status
    }

    private func unlock(_ client: SMB1Client, _ file: UInt16, _ ranges: [SMB1.LockRange]) throws -> NTStatus {
        try client.exchange(client.locking(SMB1.LockingRequest(file: file, type: .largeFiles, unlocks: ranges))).status
    }

    @Test func theFirstRefusalSaysNotGrantedAndTheNextConflict() throws {
        #expect(try self.lock(self.client, self.file, [Self.range(0, 4)]) == .success)
        #expect(try self.lock(self.other, self.otherFile, [Self.range(0, 4)]) == .lockNotGranted)
        // Who asks again is made to wait a little.
        try self.other.send(self.other.locking(SMB1.LockingRequest(file: self.otherFile, type: .largeFiles, locks: [Self.range(0, 4)])))
        #expect(self.other.hearsNothing)
        self.other.connection?.elapseTimers()
        #expect(try self.other.receive().status == .fileLockConflict)
    }

    @Test func anotherProcessIsSomebodyElse() throws {
        #expect(try self.lock(self.client, self.file, [Self.range(0, 4)]) == .success)
        #expect(try self.lock(self.client, self.file, [Self.range(0, 4, process: 1)]) == .lockNotGranted)
        #expect(try self.unlock(self.client, self.file, [Self.range(0, 4, process: 1)]) == .rangeNotLocked)
        #expect(try self.unlock(self.client, self.file, [Self.range(0, 4)]) == .success)
    }

    @Test func severalLocksComeTogetherOrNotAtAll() throws {
        #expect(try self.lock(self.client, self.file, [Self.range(8, 1)]) == .success)
        #expect(try self.lock(self.other, self.otherFile, [Self.range(0, 1), Self.range(8, 1)]) == .lockNotGranted)
        #expect(try self.lock(self.client, self.file, [Self.range(0, 1)]) == .success)
    }

    @Test func aLockIsWaitedForAsLongAsItsClientSays() throws {
        #expect(try self.lock(self.client, self.file, [Self.range(0, 4)]) == .success)
        try self.other.send(
            self.other.locking(SMB1.LockingRequest(file: self.otherFile, type: .largeFiles, timeout: 5000, locks: [Self.range(0, 4)])))
        #expect(self.other.hearsNothing)
        #expect(self.other.connection?.timers.values.contains(5000) == true)
        #expect(try self.unlock(self.client, self.file, [Self.range(0, 4)]) == .success)
        #expect(try self.other.receive().status == .success)
        #expect(self.other.connection?.timers.isEmpty == true)
    }

    @Test("a request that waits for ever ends with", arguments: ["CANCEL_LOCK", "NT_CANCEL", "its file"]) func ends(_ how: String) throws {
        #expect(try self.lock(self.client, self.file, [Self.range(0, 4)]) == .success)
        try self.other.send(
            self.other.locking(
                SMB1.LockingRequest(
                    file: self.otherFile, type: .largeFiles, timeout: SMB1.LockingRequest.waitForever, locks: [Self.range(0, 4)])))
        let id = self.other.multiplexID
        #expect(self.other.hearsNothing)
        #expect(self.other.connection?.timers.isEmpty == true)
        switch how {
        case "CANCEL_LOCK":
            try self.other.send(
                self.other.locking(
                    SMB1.LockingRequest(file: self.otherFile, type: [.largeFiles, .cancelLock], locks: [Self.range(0, 4)])))
        case "NT_CANCEL": try self.other.send(self.other.encode(.ntCancel, header: { $0.multiplexID = id }) { $0.body { _ in } })
        default:
            try self.other.send(
                self.other.encode(.close) {
                    $0.body { words in
                        words.u16(self.otherFile); words.u32(0)
                    }
                })
        }
        var answers: [UInt16: NTStatus] = [:]
        while let reply = try? self.other.receive() { answers[reply.header.multiplexID] = reply.status }
        #expect(answers[id] == (how == "its file" ? .rangeNotLocked : .fileLockConflict))
    }

    @Test func toCancelWhatDoesNotWaitIsAnErrorOfDOS() throws {
        let reply = try self.client.exchange(
            self.client.locking(SMB1.LockingRequest(file: self.file, type: [.largeFiles, .cancelLock], locks: [Self.range(0, 4)])))
        #expect(!reply.header.flags2.contains(.ntStatus))
        #expect(reply.status.rawValue & 0xFF == 1)
    }

    @Test func aLockTypeCannotBeChanged() throws {
        let reply = try self.client.exchange(
            self.client.locking(SMB1.LockingRequest(file: self.file, type: [.largeFiles, .changeLockType], locks: [Self.range(0, 4)])))
        #expect(!reply.header.flags2.contains(.ntStatus))
        #expect(reply.status != .success)
    }

    @Test func whatWrapsAroundIsNoRange() throws {
        #expect(try self.lock(self.client, self.file, [Self.range(.max, 2)]) == .invalidLockRange)
        #expect(try self.lock(self.client, self.file, [Self.range(.max, 1)]) == .success)
    }

    @Test func countsThatTheBytesDoNotHoldAreRefused() throws {
        let reply = try self.client.request(
            .lockingAndX,
            words: [
                0xFF, 0, 0, 0, UInt8(truncatingIfNeeded: self.file), UInt8(truncatingIfNeeded: self.file &>> 8), 0x10, 0, 0, 0, 0, 0, 0xFF,
                0xFF, 0xFF, 0xFF,
            ],
            bytes: [1, 2, 3])
        #expect(reply.status == .invalidSMB)
    }

    @Test func theOldCommandsLockForTheProcessInTheHeader() throws {
        let range = SMB1.ByteRangeRequest(file: self.file, count: 4, offset: 2)
        #expect(try self.client.request(.lockByteRange) { range.encode(into: &$0) }.status == .success)
        #expect(try self.lock(self.other, self.otherFile, [Self.range(3, 1)], type: .shared) == .lockNotGranted)
        #expect(
            try self.client.request(.unlockByteRange, header: { $0.processID = 9 }) { range.encode(into: &$0) }.status == .rangeNotLocked)
        #expect(try self.client.request(.unlockByteRange) { range.encode(into: &$0) }.status == .success)
    }

    @Test func nobodyGetsAheadOfARequestThatWaitsForSeveralLocks() throws {
        #expect(try self.lock(self.client, self.file, [Self.range(0, 1), Self.range(8, 1)]) == .success)
        let both = [Self.range(0, 1, process: 1), Self.range(8, 1, process: 1)]
        try self.client.send(
            self.client.locking(SMB1.LockingRequest(file: self.file, type: .largeFiles, timeout: 9000, locks: both)))
        let id = self.client.multiplexID
        #expect(try self.unlock(self.client, self.file, [Self.range(0, 1)]) == .success)
        #expect(try self.lock(self.client, self.file, [Self.range(0, 1, process: 2)]) == .lockNotGranted)
        try self.client.send(self.client.locking(SMB1.LockingRequest(file: self.file, type: .largeFiles, unlocks: [Self.range(8, 1)])))
        var answers: [UInt16: NTStatus] = [:]
        while let reply = try? self.client.receive() { answers[reply.header.multiplexID] = reply.status }
        #expect(answers[id] == .success)
    }
}
