// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("LOCK") struct LockTests {
    private let store = InMemoryStore()
    private let server: TestServer
    private let client: TestClient
    private let other: TestClient
    private let file: SMB2.FileID
    private let otherFile: SMB2.FileID

    init() throws {
        try self.store.put("file", "0123456789")
        self.server = TestServer(store: self.store)
        self.client = try self.server.connectedClient()
        self.other = try self.server.connectedClient()
        self.file = try self.client.open("file")
        self.otherFile = try self.other.open("file")
    }

    private static func element(_ offset: UInt64, _ length: UInt64, _ flags: SMB2.LockFlags) -> SMB2.LockElement {
        SMB2.LockElement(offset: offset, length: length, flags: flags)
    }

    @Test func anExclusiveLockKeepsOthersOut() throws {
        try self.client.lock(self.file, [Self.element(2, 3, [.exclusive, .failImmediately])])
        #expect(throws: NTStatus.fileLockConflict) { try self.other.read(self.otherFile, at: 0, 3) }
        #expect(throws: NTStatus.fileLockConflict) { try self.other.write(self.otherFile, at: 4, "x") }
        #expect(try self.other.read(self.otherFile, at: 5, 5).readableBytes == 5)
        #expect(try self.client.write(self.file, at: 2, "abc") == 3)
        #expect(throws: NTStatus.lockNotGranted) {
            try self.other.lock(self.otherFile, [Self.element(0, 10, [.shared, .failImmediately])])
        }
        try self.client.lock(self.file, [Self.element(2, 3, .unlock)])
        #expect(try self.other.write(self.otherFile, at: 4, "x") == 1)
    }

    @Test func nobodyCutsOffWhatAnotherHasLocked() throws {
        try self.client.lock(self.file, [Self.element(5, 1, [.exclusive, .failImmediately])])
        #expect(throws: NTStatus.fileLockConflict) {
            try self.other.set(self.otherFile, .endOfFile) { FileEndOfFileInformation(2).encode(into: &$0) }
        }
    }

    @Test func severalLocksComeTogetherOrNotAtAll() throws {
        try self.client.lock(self.file, [Self.element(8, 1, [.exclusive, .failImmediately])])
        #expect(throws: NTStatus.lockNotGranted) {
            try self.other.lock(
                self.otherFile, [Self.element(0, 1, [.exclusive, .failImmediately]), Self.element(8, 1, [.exclusive, .failImmediately])])
        }
        #expect(try self.client.write(self.file, at: 0, "x") == 1)
    }

    @Test func unlockingGoesOnUntilAnElementFails() throws {
        try self.client.lock(self.file, [Self.element(0, 10, [.exclusive, .failImmediately])])
        #expect(throws: NTStatus.invalidParameter) {
            try self.client.lock(self.file, [Self.element(0, 10, .unlock), Self.element(10, 10, [.exclusive, .failImmediately])])
        }
        #expect(throws: NTStatus.rangeNotLocked) {
            try self.client.lock(self.file, [Self.element(0, 10, .unlock), Self.element(0, 10, [])])
        }
        try self.other.lock(self.otherFile, [Self.element(0, 10, [.exclusive, .failImmediately])])
    }

    @Test(
        "requests that make no sense",
        arguments: [
            ([], .invalidParameter), ([element(0, 1, [])], .invalidParameter),
            ([element(0, 1, [.shared, .exclusive])], .invalidParameter), ([element(0, 1, [.unlock, .failImmediately])], .invalidParameter),
            ([element(0, 1, .exclusive), element(1, 1, .exclusive)], .invalidParameter),
            ([element(.max, 2, [.exclusive, .failImmediately])], .invalidLockRange), ([element(0, 1, .unlock)], .rangeNotLocked),
        ] as [([SMB2.LockElement], NTStatus)])
    func refuses(_ elements: [SMB2.LockElement], _ status: NTStatus) {
        #expect(throws: status) { try self.client.lock(self.file, elements) }
    }

    @Test func aFileTakesOnlySoManyLocks() throws {
        let elements = (0..<1024).map { Self.element(UInt64($0) * 2, 1, [.exclusive, .failImmediately]) }
        try self.client.lock(self.file, elements)
        try self.client.lock(self.file, elements.map { Self.element($0.offset + 10_000, 1, $0.flags) })
        #expect(throws: NTStatus.insufficientResources) {
            try self.client.lock(self.file, [Self.element(50_000, 1, [.exclusive, .failImmediately])])
        }
    }

    @Test func aLockIsWaitedForUntilTheOtherClientLetsGo() throws {
        try self.client.lock(self.file, [Self.element(0, 10, [.exclusive, .failImmediately])])
        let interim = try self.beginWaiting()
        #expect(interim.status == .pending)
        #expect(throws: TransportError.nothingReceived) { try self.other.receive() }
        try self.client.close(self.file)
        let reply = try self.other.receive()
        #expect(reply.status == .success)
        #expect(reply.header.asyncID == interim.header.asyncID)
        let third = try self.client.open("file")
        #expect(throws: NTStatus.fileLockConflict) { try self.client.read(third, 1) }
    }

    @Test func cancellingALockLeavesNothingBehind() throws {
        try self.client.lock(self.file, [Self.element(0, 10, [.exclusive, .failImmediately])])
        try self.other.cancel(try self.beginWaiting())
        #expect(try self.other.receive().status == .cancelled)
        try self.client.lock(self.file, [Self.element(0, 10, .unlock)])
        #expect(try self.client.write(self.file, "x") == 1)
        #expect(throws: TransportError.nothingReceived) { try self.other.receive() }
    }

    @Test("CVE-2025-21945: a client that goes away while it waits leaves nothing behind")
    func disconnect() throws {
        let connection = self.server.connection()
        let third = TestClient(connection)
        try third.connect(to: "data")
        try self.client.lock(self.file, [Self.element(0, 10, [.exclusive, .failImmediately])])
        let file = try third.open("file")
        _ = try third.begin(.lock) {
            SMB2.LockRequest(file: file, elements: [Self.element(0, 10, .exclusive)]).encode(into: &$0, base: $1)
        }
        connection.drop()
        try self.client.lock(self.file, [Self.element(0, 10, .unlock)])
        try self.other.lock(self.otherFile, [Self.element(0, 10, [.exclusive, .failImmediately])])
    }

    @Test func closingTheWaitingFileEndsTheRequest() throws {
        try self.client.lock(self.file, [Self.element(0, 10, [.exclusive, .failImmediately])])
        _ = try self.beginWaiting()
        let frame = self.other.encode(.close) { SMB2.CloseRequest(file: self.otherFile).encode(into: &$0, base: $1) }
        try self.other.transport.send(frame)
        #expect(try [self.other.receive().status, self.other.receive().status].contains(.rangeNotLocked))
    }

    private func beginWaiting() throws -> TestClient.Reply {
        try self.other.begin(.lock) {
            SMB2.LockRequest(file: self.otherFile, elements: [Self.element(0, 10, .exclusive)]).encode(into: &$0, base: $1)
        }
    }
}
