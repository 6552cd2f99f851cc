// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@Suite("CHANGE_NOTIFY") struct ChangeNotifyTests {
    private let store = InMemoryStore()
    private let client: TestClient
    private let folder: SMB2.FileID

    init() throws {
        try self.store.put("sub/file")
        self.client = try TestServer(store: self.store).connectedClient()
        self.folder = try self.client.open("", .genericRead, .open)
    }

    private func watch(_ file: SMB2.FileID? = nil, limit: UInt32 = 4096, filter: UInt32 = 0x3) throws -> TestClient.Reply {
        try self.client.begin(.changeNotify) {
            SMB2.ChangeNotifyRequest(outputBufferLength: limit, file: file ?? self.folder, completionFilter: filter)
                .encode(into: &$0, base: $1)
        }
    }

    /// Actions and names of an answer.
    private static func changes(_ reply: TestClient.Reply) throws -> [String] {
        let data = try reply.body { (reader) throws(WireError) in try SMB2.ChangeNotifyResponse(decoding: &reader) }.data
        return try EntryChain.split(data, alignment: 4).map { entry in
            var reader = WireReader(entry)
            try reader.skip(4)
            let action = try reader.u32("Action")
            let length = try reader.u32("FileNameLength")
            return "\(action) \(try reader.utf16("FileName", byteCount: Int(length)))"
        }
    }

    @Test func aChangeEndsTheWait() throws {
        let interim = try self.watch()
        #expect(interim.status == .pending)
        try self.store.put("new")
        let reply = try self.client.receive()
        #expect(reply.header.asyncID == interim.header.asyncID)
        #expect(try Self.changes(reply) == ["1 new"])
    }

    @Test func whatHappensBetweenTwoRequestsIsNotLost() throws {
        _ = try self.watch()
        try self.store.put("one")
        _ = try self.client.receive()
        try self.store.put("two")
        try self.store.put("three")
        // Delivers what was posted, as the loop would.
        #expect(throws: TransportError.nothingReceived) { try self.client.receive() }
        #expect(try Self.changes(try self.watch()) == ["1 two", "1 three"])
    }

    @Test func tooMuchToTellMeansListAgain() throws {
        _ = try self.watch(limit: 16)
        try self.store.put("a name that does not fit")
        #expect(try self.client.receive().status == .notifyEnumDir)
        for number in 0..<5000 { try self.store.put("file \(number)") }
        #expect(throws: TransportError.nothingReceived) { try self.client.receive() }
        #expect(try self.watch(limit: 65536).status == .notifyEnumDir)
        #expect(try self.watch().status == .pending)
    }

    @Test func closingTheDirectoryEndsTheWait() throws {
        _ = try self.watch()
        let frame = self.client.encode(.close) { SMB2.CloseRequest(file: self.folder).encode(into: &$0, base: $1) }
        try self.client.transport.send(frame)
        let statuses = try [self.client.receive(), self.client.receive()].map(\.status)
        #expect(Set(statuses) == [.success, .notifyCleanup])
    }

    @Test func aCancelEndsTheWait() throws {
        try self.client.cancel(try self.watch())
        #expect(try self.client.receive().status == .cancelled)
        #expect(try self.watch().status == .pending)
        try self.store.put("new")
        #expect(try Self.changes(try self.client.receive()) == ["1 new"])
    }

    @Test("whoever watches a directory that is to be removed must let go of it", arguments: [false, true])
    func deletion(_ byOption: Bool) throws {
        let watched = try self.client.open("watched", .genericRead, .openIf, options: .directoryFile)
        _ = try self.watch(watched)
        let options: CreateOptions = byOption ? [.directoryFile, .deleteOnClose] : .directoryFile
        let deleter = try self.client.open("watched", .delete, .open, options: options)
        if !byOption { try self.client.setDisposition(deleter) }
        if byOption { try self.client.close(deleter) }
        #expect(try self.client.receive().status == .deletePending)
        #expect(try self.watch(watched).status == .deletePending)
        if !byOption { try self.client.close(deleter) }
        try self.client.close(watched)
        #expect(throws: NTStatus.objectNameNotFound) { try self.client.open("watched", .genericRead, .open) }
    }

    @Test func unknownBitsOfTheFilterAreTaken() throws {
        #expect(try self.watch(filter: 0x8000_0001).status == .pending)
        try self.store.put("new")
        #expect(try Self.changes(try self.client.receive()) == ["1 new"])
    }

    @Test("CVE-2020-14318: watching needs the right to list, and a directory")
    func access() throws {
        let attributes = try self.client.open("", [.readAttributes, .synchronize], .open)
        #expect(try self.watch(attributes).status == .accessDenied)
        let file = try self.client.open(#"sub\file"#, .genericRead, .open)
        #expect(try self.watch(file).status == .invalidParameter)
        #expect(try self.watch(filter: 0).status == .invalidParameter)
    }
}
