// SPDX-License-Identifier: Apache-2.0
import EventStore
import NIOCore
import SMBAudit
import SMBSettings
import SMBWire
import Support
import Testing

/// "Signing required" that is not enforced is the oldest of these mistakes. (CVE-2016-2114, CVE-2023-3347)
@Suite("Required signing over a socket") struct SigningTests {
    private func serving(_ dialect: SMB2.Dialect, _ body: (LiveServer, TestClient) throws -> Void) async throws -> [UInt16] {
        var settings = Settings()
        settings.requiresSigning = true
        var ids: [UInt16] = []
        try await LiveServer.serving(settings) { live in
            var options = TestClient.Options()
            options.dialects = [dialect]
            let client = try live.client(options)
            client.signs = true
            try client.connect(to: "data")
            try body(live, client)
            live.audit.flush()
            ids = try live.reader().events().map(\.event.id)
        }
        return ids
    }

    @Test("holds for every dialect, and what was refused leaves a record", arguments: SMB2.Dialect.all)
    func isEnforced(_ dialect: SMB2.Dialect) async throws {
        let ids = try await self.serving(dialect) { _, client in
            let file = try client.open("signed.txt")
            try client.write(file, "signed")
            let write = SMB2.WriteRequest(file: file, offset: 0, data: ByteBuffer(string: "forged"))
            #expect(try client.request(.write, signed: false) { write.encode(into: &$0, base: $1) }.status == .accessDenied)
            #expect(try client.read(file, 16) == ByteBuffer(string: "signed"))
        }
        #expect(ids == [60001])
    }

    @Test("a changed request is refused, required or not", arguments: SMB2.Dialect.all)
    func changesAreSeen(_ dialect: SMB2.Dialect) async throws {
        let ids = try await self.serving(dialect) { _, client in
            let file = try client.open("signed.txt")
            let write = SMB2.WriteRequest(file: file, offset: 0, data: ByteBuffer(string: "signed"))
            var frame = client.encode(.write, signed: true) { write.encode(into: &$0, base: $1) }
            frame.setString("forged", at: frame.writerIndex - 6)
            #expect(try client.exchange(frame).status == .accessDenied)
            #expect(throws: NTStatus.endOfFile) { try client.read(file, 16) }
        }
        #expect(ids == [1004])
    }

    @Test("another connection cannot use a session, and does it no harm") func sessionsBelongToTheirConnection() async throws {
        let ids = try await self.serving(.smb3_1_1) { live, client in
            let thief = try live.client()
            try thief.negotiate()
            thief.sessionID = client.sessionID
            thief.treeID = client.treeID
            #expect(throws: NTStatus.userSessionDeleted) { try thief.open("signed.txt") }
            #expect(throws: NTStatus.userSessionDeleted) { try thief.logOff() }
            try client.echo()
        }
        #expect(ids == [])
    }
}
