// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBWire
import Support
import Testing

@testable import SMBEngine

@Suite("Shares that change under their users") struct ReplacedSharesTests {
    private let store = InMemoryStore()
    private let server: TestServer
    private let connection: InMemoryConnection
    private let client: TestClient
    private let file: SMB2.FileID

    init() throws {
        try self.store.put("file", "0123456789")
        self.server = TestServer(store: self.store)
        self.connection = self.server.connection()
        self.client = TestClient(self.connection)
        try self.client.connect(to: "data")
        self.file = try self.client.open("file")
    }

    private func replace(_ share: ShareDefinition?) {
        self.server.state.replace(ShareTable(share.map { [$0] } ?? []))
        self.connection.pump()
    }

    @Test func aShareThatIsRemovedIsLeft() throws {
        self.replace(nil)
        #expect(throws: NTStatus.networkNameDeleted) { try self.client.read(self.file, 4) }
        #expect(self.server.state.opens.count == 0)
        #expect(throws: NTStatus.badNetworkName) { try self.client.treeConnect("data") }
    }

    @Test func aRightThatIsTakenAwayIsGoneFromOpenFilesToo() throws {
        self.replace(ShareDefinition(name: "data", isReadOnly: true, store: self.store))
        #expect(throws: NTStatus.networkNameDeleted) { try self.client.write(self.file, "x") }
        try self.client.treeConnect("data")
        #expect(throws: NTStatus.accessDenied) { try self.client.open("file", .genericWrite, .open) }
    }

    @Test func aShareThatMovesElsewhereIsLeft() throws {
        self.replace(ShareDefinition(name: "data", store: InMemoryStore()))
        #expect(throws: NTStatus.networkNameDeleted) { try self.client.read(self.file, 4) }
    }

    @Test func aCommentChangesNothing() throws {
        self.replace(ShareDefinition(name: "data", comment: "ours", store: self.store))
        #expect(try self.client.read(self.file, 4).readableBytes == 4)
    }
}
