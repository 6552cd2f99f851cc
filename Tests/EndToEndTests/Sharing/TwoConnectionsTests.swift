// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBEngine
import SMBWire
import Support
import Testing

@Suite("Two connections on two event loops") struct TwoConnectionsTests {
    /// Accepted connections go to the loops in turn, so that these two never share one.
    private func withTwoClients(_ body: (TestClient, TestClient) throws -> Void) async throws {
        try await LiveServer.serving(loops: 2) { live in
            try body(try live.connectedClient(), try live.connectedClient(.user("bob", password: "Secret99")))
        }
    }

    @Test func aShareModeHoldsForBoth() async throws {
        try await self.withTwoClients { first, second in
            let file = try first.open("report.txt", .genericWrite, share: .read)
            #expect(throws: NTStatus.sharingViolation) { try second.open("REPORT.TXT", .genericWrite) }
            try second.close(try second.open("report.txt", .genericRead))
            try first.close(file)
            try second.close(try second.open("report.txt", .genericWrite))
        }
    }

    @Test func whatOneWritesTheOtherReads() async throws {
        try await self.withTwoClients { first, second in
            let written = try first.open("shared.txt")
            try first.write(written, "from the first")
            let read = try second.open("shared.txt")
            #expect(try second.read(read, 64) == ByteBuffer(string: "from the first"))
        }
    }

    @Test func aFileThatOneDeletesGoesWithTheLastHandleOfTheOther() async throws {
        try await self.withTwoClients { first, second in
            let doomed = try first.open("doomed.txt")
            let held = try second.open("doomed.txt")
            try second.write(held, "still here")
            try first.setDisposition(doomed)
            try first.close(doomed)
            #expect(throws: NTStatus.deletePending) { try first.open("doomed.txt", .genericRead, .open) }
            #expect(try second.read(held, 64) == ByteBuffer(string: "still here"))
            try second.close(held)
            #expect(throws: NTStatus.objectNameNotFound) { try first.open("doomed.txt", .genericRead, .open) }
        }
    }

    @Test func aLockOfOneRefusesTheOther() async throws {
        try await self.withTwoClients { first, second in
            let (mine, yours) = (try first.open("locked.db"), try second.open("locked.db"))
            try first.write(mine, "0123456789")
            try first.lock(mine, [.init(offset: 0, length: 5, flags: [.exclusive, .failImmediately])])
            #expect(throws: NTStatus.fileLockConflict) { try second.read(yours, at: 2, 4) }
            #expect(throws: NTStatus.lockNotGranted) {
                try second.lock(yours, [.init(offset: 4, length: 2, flags: [.exclusive, .failImmediately])])
            }
            #expect(try second.read(yours, at: 5, 5) == ByteBuffer(string: "56789"))
        }
    }

    @Test func aLockThatOneWaitsForComesWhenTheOtherReleasesIt() async throws {
        try await self.withTwoClients { first, second in
            let (mine, yours) = (try first.open("locked.db"), try second.open("locked.db"))
            try first.lock(mine, [.init(offset: 0, length: 1, flags: [.exclusive, .failImmediately])])
            let interim = try second.begin(.lock) {
                SMB2.LockRequest(file: yours, elements: [.init(offset: 0, length: 1, flags: .exclusive)]).encode(into: &$0, base: $1)
            }
            #expect(interim.status == .pending)
            try first.lock(mine, [.init(offset: 0, length: 1, flags: .unlock)])
            let final = try second.receive()
            #expect(final.status == .success)
            #expect(final.header.messageID == interim.header.messageID)
        }
    }

    @Test func aLockThatOneWaitsForComesWhenTheOthersConnectionBreaks() async throws {
        try await LiveServer.serving { live in
            let second = try live.connectedClient()
            let yours = try second.open("locked.db")
            func holdAndBreak() throws -> TestClient.Reply {
                let first = try live.connectedClient()
                try first.lock(try first.open("locked.db"), [.init(offset: 0, length: 1, flags: [.exclusive, .failImmediately])])
                return try second.begin(.lock) {
                    SMB2.LockRequest(file: yours, elements: [.init(offset: 0, length: 1, flags: .exclusive)]).encode(into: &$0, base: $1)
                }
            }
            #expect(try holdAndBreak().status == .pending)
            #expect(try second.receive().status == .success)
        }
    }

    @Test func whatOneCreatesTheOtherIsNotifiedOf() async throws {
        try await self.withTwoClients { first, second in
            let folder = try first.open("", [.readData, .readAttributes], .open, options: .directoryFile)
            let interim = try first.begin(.changeNotify) {
                SMB2.ChangeNotifyRequest(outputBufferLength: 4096, file: folder, completionFilter: ChangeFilter.fileName.rawValue)
                    .encode(into: &$0, base: $1)
            }
            #expect(interim.status == .pending)
            try second.close(try second.open("new.txt"))
            let final = try first.receive()
            #expect(final.status == .success)
            let data = try final.body { (reader) throws(WireError) in try SMB2.ChangeNotifyResponse(decoding: &reader) }.data
            var expected = WireWriter()
            expected.u32(0)
            expected.u32(FileChange.Action.added.rawValue)
            expected.u32(14)
            expected.utf16("new.txt")
            #expect(data.readableBytesView.prefix(26).elementsEqual(expected.buffer.readableBytesView))
        }
    }
}
