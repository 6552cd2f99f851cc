// SPDX-License-Identifier: Apache-2.0
import SMBWire
import Support
import Testing

@Suite("CLOSE") struct CloseTests {
    private let store = InMemoryStore()

    @Test func theAnswerHasAttributesOnlyWhenAsked() throws {
        try self.store.put("file", "12345")
        let client = try TestServer(store: self.store).connectedClient()
        let silent = try client.close(try client.open("file"))
        #expect(silent == SMB2.CloseResponse())
        let telling = try client.close(try client.open("file"), flags: .postqueryAttributes)
        #expect(telling.flags == .postqueryAttributes)
        #expect(telling.endOfFile == 5)
    }

    @Test func aFileClosesOnce() throws {
        let client = try TestServer(store: self.store).connectedClient()
        let file = try client.open("file")
        try client.close(file)
        #expect(throws: NTStatus.fileClosed) { try client.close(file) }
        #expect(throws: NTStatus.fileClosed) { try client.read(file, 1) }
    }

    @Test("CVE-2023-52442: neither another tree nor another session can use a file id")
    func foreignTree() throws {
        let server = TestServer(store: self.store)
        let client = try server.connectedClient()
        let file = try client.open("file")
        let tree = client.treeID
        try client.treeConnect("data")
        #expect(client.treeID != tree)
        #expect(throws: NTStatus.fileClosed) { try client.write(file, "x") }
        client.treeID = tree
        #expect(try client.write(file, "x") == 1)
        let other = try server.connectedClient()
        #expect(throws: NTStatus.fileClosed) { try other.read(file, 1) }
        // Half of an id is none.
        #expect(throws: NTStatus.fileClosed) { try client.read(SMB2.FileID(persistent: 0, volatile: file.volatile), 1) }
    }
}
