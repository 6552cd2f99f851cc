// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@testable import SMBEngine

@Suite("OPLOCK_BREAK") struct OplockBreakTests {
    private let server: TestServer
    private let client: TestClient
    private let other: TestClient

    init() throws {
        let store = InMemoryStore()
        try store.put("file", "0123456789")
        self.server = TestServer(store: store)
        self.client = try self.server.connectedClient()
        self.other = try self.server.connectedClient()
    }

    private func open(
        _ client: TestClient, _ level: SMB2.OplockLevel, share: ShareAccess = .all, _ disposition: CreateDisposition = .openIf
    ) throws -> SMB2.CreateResponse {
        try client.create(
            SMB2.CreateRequest(
                requestedOplockLevel: level, desiredAccess: .genericAll, shareAccess: share, createDisposition: disposition, name: "file"))
    }

    /// The break that the client finds when it looks.
    private func notification(_ client: TestClient) throws -> SMB2.OplockBreakNotification {
        let frame = try client.transport.receive()
        let header = try SMB2.Header.decode(from: frame)
        #expect(header.command == .oplockBreak)
        #expect(header.messageID == .max)
        var reader = WireReader(frame)
        try reader.skip(SMB2.Header.size)
        return try SMB2.OplockBreakNotification(decoding: &reader)
    }

    @Test func aLoneOpenGetsWhatItWantsAndASecondBreaksIt() throws {
        let mine = try self.open(self.client, .batch)
        #expect(mine.oplockLevel == .batch)
        var notification: SMB2.OplockBreakNotification?
        self.other.connection?.othersTurn = {
            notification = try? self.notification(self.client)
            try? self.client.acknowledge(mine.file, .levelII)
        }
        #expect(try self.open(self.other, .batch).oplockLevel == .levelII)
        #expect(notification == SMB2.OplockBreakNotification(oplockLevel: .levelII, file: mine.file))
        // A write ends what is left for both, unasked.
        try self.client.write(mine.file, at: 0, "x")
        #expect(try self.notification(self.client).oplockLevel == .none)
        #expect(try self.notification(self.other).oplockLevel == .none)
    }

    @Test func anOpenThatAnOplockKeepsWaitingIsToldSo() throws {
        let mine = try self.open(self.client, .exclusive)
        let request = SMB2.CreateRequest(desiredAccess: .genericAll, shareAccess: .all, createDisposition: .open, name: "file")
        let reply = try self.other.exchange(self.other.frame(.create, request), passesInterim: true)
        #expect(reply.status == .pending)
        try self.client.close(mine.file)
        #expect(try self.other.receive().status == .success)
    }

    @Test func aHolderOfABatchOplockMayCloseBeforeShareModesCount() throws {
        let mine = try self.open(self.client, .batch, share: [])
        self.other.connection?.othersTurn = { _ = try? self.client.close(mine.file) }
        #expect(try self.open(self.other, .none).oplockLevel == .none)
    }

    @Test func anExclusiveOplockStaysWhereShareModesRefuse() throws {
        _ = try self.open(self.client, .exclusive, share: [])
        #expect(throws: NTStatus.sharingViolation) { try self.open(self.other, .none) }
        #expect(self.client.connection?.timers.isEmpty == true)
    }

    @Test func aClientThatNeverAnswersHoldsNobodyUpForLongerThanTheLimit() throws {
        _ = try self.open(self.client, .batch)
        self.other.connection?.othersTurn = {
            self.client.connection?.pump()
            #expect(self.client.connection?.timers.values.contains(35_000) == true)
            self.client.connection?.elapseTimers()
        }
        #expect(try self.open(self.other, .none).createAction == .opened)
    }

    @Test func theEndOfItsConnectionEndsAnOplock() throws {
        _ = try self.open(self.client, .batch)
        self.other.connection?.othersTurn = { self.client.connection?.drop() }
        #expect(try self.open(self.other, .batch).oplockLevel == .batch)
    }

    @Test func aLookBreaksNothing() throws {
        _ = try self.open(self.client, .batch)
        _ = try self.other.create("file", .readAttributes)
        self.client.connection?.pump()
        #expect(self.client.connection?.timers.isEmpty == true)
    }

    @Test func aWaitingOpenCanBeCancelled() throws {
        _ = try self.open(self.client, .batch)
        let request = SMB2.CreateRequest(desiredAccess: .genericAll, shareAccess: .all, createDisposition: .open, name: "file")
        let reply = try self.other.exchange(self.other.frame(.create, request), passesInterim: true)
        #expect(reply.status == .pending)
        try self.other.transport.send(
            self.other.frame(.cancel, SMB2.CancelRequest()) { header in
                header.flags.insert(.async)
                header.asyncID = reply.header.asyncID
            })
        #expect(try self.other.receive().status == .cancelled)
    }

    @Test func anAnswerToNoBreakIsRefused() throws {
        let mine = try self.open(self.client, .batch)
        #expect(throws: NTStatus.invalidOplockProtocol) { try self.client.acknowledge(mine.file, .none) }
    }
}

extension TestClient {
    fileprivate func acknowledge(_ file: SMB2.FileID, _ level: SMB2.OplockLevel) throws {
        let reply = try self.request(.oplockBreak) {
            SMB2.OplockBreakAcknowledgment(oplockLevel: level, file: file).encode(into: &$0, base: $1)
        }
        if reply.status != .success { throw reply.status }
    }
}
