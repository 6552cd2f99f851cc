// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@testable import SMBEngine

@Suite("Oplocks of SMB1") struct SMB1OplockTests {
    private let server: TestServer
    private let client: SMB1Client
    private let other: SMB1Client

    init() throws {
        let store = InMemoryStore()
        try store.put("file", "0123456789")
        self.server = TestServer.speakingSMB1(store: store)
        self.client = self.server.smb1Client()
        self.other = self.server.smb1Client()
        try self.client.connect(to: "data")
        try self.other.connect(to: "data")
    }

    @Test func aSecondOpenWaitsForTheAnswerToTheBreak() throws {
        let mine = try self.client.openAsking(for: .requestBatchOplock)
        #expect(mine.oplock == .batch)
        let asked = self.other.ntCreate("file", flags: .requestBatchOplock)
        try self.other.send(asked)
        #expect(self.other.hearsNothing)

        #expect(try self.client.receiveBreak() == SMB1.LockingRequest(file: mine.file, type: .oplockRelease, oplockLevel: 1))
        try self.client.send(self.client.locking(SMB1.LockingRequest(file: mine.file, type: .oplockRelease, oplockLevel: 1)))
        #expect(self.client.hearsNothing)
        #expect(try self.other.receive().grantedOplock == .levelII)
    }

    @Test("what else lets a waiting open go on", arguments: ["close", "limit", "drop"]) func ends(_ how: String) throws {
        let mine = try self.client.openAsking(for: .requestBatchOplock, share: [])
        try self.other.send(self.other.ntCreate("file", flags: .requestBatchOplock))
        _ = try self.client.receiveBreak()
        switch how {
        case "close": try self.client.close(mine.file)
        case "limit": self.client.connection?.elapseTimers()
        default: self.client.connection?.drop()
        }
        if how == "limit" {
            // Nothing is shared: that is waited for a moment longer, as with any open.
            #expect(self.other.hearsNothing)
            self.other.connection?.elapseTimers()
            #expect(try self.other.receive().status == .sharingViolation)
        } else {
            #expect(try self.other.receive().grantedOplock == .batch)
        }
    }

    @Test func anSMB2ClientWaitsForAnSMB1Clients() throws {
        let mine = try self.client.openAsking(for: .requestOplock)
        #expect(mine.oplock == .exclusive)
        let modern = try self.server.connectedClient()
        modern.connection?.othersTurn = {
            guard let notice = try? self.client.receiveBreak() else { return }
            try? self.client.send(self.client.locking(SMB1.LockingRequest(file: notice.file, type: .oplockRelease)))
        }
        #expect(try modern.create("file").createAction == .opened)
    }

    @Test func aClientWithoutLevelIILosesItsOplockWhole() throws {
        var options = SMB1Client.Options()
        options.capabilities.remove(.levelTwoOplocks)
        let old = self.server.smb1Client(options)
        try old.connect(to: "data")
        _ = try old.openAsking(for: .requestOplock)
        try self.other.send(self.other.ntCreate("file"))
        #expect(try old.receiveBreak().oplockLevel == 0)
    }

    @Test func aSharingViolationIsWaitedForAMoment() throws {
        let mine = try self.client.openAsking(for: [], share: [])
        try self.other.send(self.other.ntCreate("file"))
        #expect(self.other.hearsNothing)
        #expect(self.other.connection?.timers.values.contains(1000) == true)
        try self.client.close(mine.file)
        #expect(try self.other.receive().status == .success)
    }

    @Test func aWaitingOpenCanBeCancelled() throws {
        _ = try self.client.openAsking(for: .requestOplock)
        try self.other.send(self.other.ntCreate("file"))
        let id = self.other.multiplexID
        try self.other.send(self.other.encode(.ntCancel, header: { $0.multiplexID = id }) { $0.body { _ in } })
        #expect(try self.other.receive().status == .cancelled)
        #expect(self.other.hearsNothing)
    }

    @Test func anAnswerToNoBreakChangesNothing() throws {
        let mine = try self.client.openAsking(for: .requestOplock)
        try self.client.send(self.client.locking(SMB1.LockingRequest(file: mine.file, type: .oplockRelease)))
        #expect(self.client.hearsNothing)
        try self.other.send(self.other.ntCreate("file"))
        #expect(try self.client.receiveBreak().file == mine.file)
    }
}
