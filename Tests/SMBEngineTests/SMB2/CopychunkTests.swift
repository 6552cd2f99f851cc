// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBEngine
import SMBWire
import Support
import Testing

@Suite("FSCTL_SRV_COPYCHUNK") struct CopychunkTests {
    private let store = InMemoryStore()
    private let server: TestServer
    private let client: TestClient
    private let source: SMB2.FileID
    private let target: SMB2.FileID

    init() throws {
        try self.store.put("source", "0123456789")
        self.server = TestServer(store: self.store)
        self.client = try self.server.connectedClient()
        self.source = try self.client.open("source", .genericRead, .open)
        self.target = try self.client.open("target")
    }

    private func key(of file: SMB2.FileID, _ client: TestClient? = nil) throws -> SMB2.ResumeKey {
        let reply = try (client ?? self.client).ioControl(file, .srvRequestResumeKey, limit: 32)
        let output = try reply.body { (reader) throws(WireError) in try SMB2.IOControlResponse(decoding: &reader) }.output
        var reader = WireReader(output)
        return try SMB2.ResumeKeyResponse(decoding: &reader).resumeKey
    }

    private func copy(
        _ key: SMB2.ResumeKey, _ chunks: [(UInt64, UInt64, UInt32)], to target: SMB2.FileID? = nil,
        _ code: SMB2.ControlCode = .srvCopychunk
    ) throws -> TestClient.Reply {
        var writer = WireWriter()
        let chunks = chunks.map { SMB2.Copychunk(sourceOffset: $0, targetOffset: $1, length: $2) }
        SMB2.CopychunkRequest(sourceKey: key, chunks: chunks).encode(into: &writer)
        return try self.client.ioControl(target ?? self.target, code, writer.buffer)
    }

    @Test func chunksArriveWhereTheyShould() throws {
        let reply = try self.copy(try self.key(of: self.source), [(0, 5, 5), (5, 0, 5)])
        let output = try reply.body { (reader) throws(WireError) in try SMB2.IOControlResponse(decoding: &reader) }.output
        var reader = WireReader(output)
        let answer = try SMB2.CopychunkResponse(decoding: &reader)
        #expect(answer == SMB2.CopychunkResponse(chunksWritten: 2, chunkBytesWritten: 0, totalBytesWritten: 10))
        #expect(self.store.text("target") == "5678901234")
    }

    @Test(
        "more than the limits are answered with the limits",
        arguments: [
            Array(repeating: (0, 0, 1), count: 257), [(0, 0, (1 << 20) + 1)], Array(repeating: (0, 0, 1 << 20), count: 17), [(0, 0, 0)], [],
        ] as [[(UInt64, UInt64, UInt32)]])
    func limits(_ chunks: [(UInt64, UInt64, UInt32)]) throws {
        let reply = try self.copy(try self.key(of: self.source), chunks)
        #expect(reply.status == .invalidParameter)
        var reader = WireReader(reply.bytes)
        try reader.skip(SMB2.Header.size)
        let output = try SMB2.IOControlResponse(decoding: &reader).output
        var limits = WireReader(output)
        #expect(
            try SMB2.CopychunkResponse(decoding: &limits)
                == SMB2.CopychunkResponse(chunksWritten: 256, chunkBytesWritten: 1 << 20, totalBytesWritten: 16 << 20))
    }

    @Test(
        "no offset overflows",
        arguments: [(UInt64.max, 0), (0, UInt64.max), (UInt64(Int64.max), 0), (0, UInt64(Int64.max))] as [(UInt64, UInt64)])
    func overflow(_ from: UInt64, _ to: UInt64) throws {
        #expect(try self.copy(try self.key(of: self.source), [(from, to, 10)]).status == .invalidParameter)
    }

    @Test("CVE-2026-52944: copying needs the rights that reading and writing need")
    func access() throws {
        let key = try self.key(of: self.source)
        let reader = try self.client.open("target", .genericRead, .open)
        #expect(try self.copy(key, [(0, 0, 1)], to: reader).status == .accessDenied)
        let writer = try self.client.open("target", .genericWrite, .open)
        #expect(try self.copy(key, [(0, 0, 1)], to: writer).status == .accessDenied)
        #expect(try self.copy(key, [(0, 0, 1)], to: writer, .srvCopychunkWrite).status == .success)
        let blind = try self.client.open("source", .readAttributes, .open)
        #expect(try self.copy(try self.key(of: blind), [(0, 0, 1)]).status == .accessDenied)
    }

    @Test func keysAreGivenNotGuessed() throws {
        let guessed = SMB2.ResumeKey(first: self.source.persistent, second: self.source.volatile, third: self.client.sessionID)
        #expect(try self.copy(guessed, [(0, 0, 1)]).status == .objectNameNotFound)
        let other = try self.server.connectedClient()
        let foreign = try self.key(of: try other.open("source", .genericRead, .open), other)
        #expect(try self.copy(foreign, [(0, 0, 1)]).status == .objectNameNotFound)
    }

    @Test("what lies in an encrypted share is copied by encrypted requests only", arguments: [true, false])
    func encryptedSource(_ isEncrypted: Bool) throws {
        let secret = InMemoryStore()
        try secret.put("source", "0123456789")
        let plain = InMemoryStore()
        let server = TestServer(
            store: plain, shares: [ShareDefinition(name: "secret", encryptsData: true, store: secret)])
        let client = try server.connectedClient(.encrypting())
        let target = try client.open("target")
        let tree = client.treeID
        try client.treeConnect("secret")
        #expect(client.encrypts)
        let key = try self.key(of: try client.open("source", .genericRead, .open), client)
        client.treeID = tree
        client.encrypts = isEncrypted
        var writer = WireWriter()
        SMB2.CopychunkRequest(sourceKey: key, chunks: [SMB2.Copychunk(sourceOffset: 0, targetOffset: 0, length: 10)]).encode(into: &writer)
        let reply = try client.ioControl(target, .srvCopychunk, writer.buffer)
        #expect(reply.status == (isEncrypted ? .success : .accessDenied))
        #expect(plain.text("target") == (isEncrypted ? "0123456789" : ""))
    }

    @Test func lockedBytesAreNotCopied() throws {
        let other = try self.server.connectedClient()
        let held = try other.open("source")
        try other.lock(held, [SMB2.LockElement(offset: 0, length: 1, flags: [.exclusive, .failImmediately])])
        #expect(try self.copy(try self.key(of: self.source), [(0, 0, 5)]).status == .fileLockConflict)
    }

    @Test func aCopyThatStopsSaysHowFarItGot() throws {
        let reply = try self.copy(try self.key(of: self.source), [(0, 0, 5), (8, 5, 5)])
        #expect(reply.status == NTStatus(rawValue: 0xC000_001F))
        var reader = WireReader(reply.bytes)
        try reader.skip(SMB2.Header.size)
        let output = try SMB2.IOControlResponse(decoding: &reader).output
        var answer = WireReader(output)
        #expect(
            try SMB2.CopychunkResponse(decoding: &answer)
                == SMB2.CopychunkResponse(chunksWritten: 1, chunkBytesWritten: 0, totalBytesWritten: 5))
        #expect(self.store.text("target") == "01234")
    }
}
