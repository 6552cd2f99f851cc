// SPDX-License-Identifier: Apache-2.0
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

@Suite("TREE_CONNECT") struct TreeConnectTests {
    private func loggedOn(_ shares: [ShareDefinition] = [], user: String = "alice", _ dialect: SMB2.Dialect = .smb3_1_1) throws
        -> TestClient
    {
        let client = TestServer(shares: shares).client()
        client.options.dialects = [dialect]
        client.options.logon.ntlm.user = user
        client.options.logon.ntlm.password = user == "alice" ? "Passw0rd!" : "Secret99"
        try client.negotiate()
        try client.logOn()
        return client
    }

    @Test(
        "finds a share without regard to case, by whatever name the server is called",
        arguments: [#"\\server\data"#, #"\\192.0.2.1\DATA"#, #"\\[::1]\Data"#, #"\\日本\data"#])
    func findsShare(_ path: String) throws {
        let client = try self.loggedOn()
        let reply = try client.ask(.treeConnect, SMB2.TreeConnectRequest(path: path), signed: true)
        let response = try reply.body { (reader) throws(WireError) in try SMB2.TreeConnectResponse(decoding: &reader) }
        #expect(response.shareType == .disk)
        #expect(response.maximalAccess == .fileAll)
        #expect(reply.header.treeID != 0)
    }

    @Test(
        "refuses a path that names no share",
        arguments: [#"\\server\nothing"#, #"\\server"#, "data", "", #"\\server\data\folder"#, #"\\server\\"#, #"\\server\.."#])
    func badName(_ path: String) throws {
        let client = try self.loggedOn()
        #expect(try client.ask(.treeConnect, SMB2.TreeConnectRequest(path: path), signed: true).status == .badNetworkName)
    }

    @Test("has IPC$ for pipes", arguments: ["IPC$", "ipc$"]) func pipes(_ name: String) throws {
        #expect(try self.loggedOn().treeConnect(name).shareType == .pipe)
    }

    struct Right: Sendable {
        var isReadOnly = false
        var readers: Set<String>?
        var writers: Set<String>?
        var alice: AccessMask?
        var bob: AccessMask?
    }

    static let readOnly: AccessMask = [.readData, .readEA, .execute, .readAttributes, .readControl, .synchronize]
    static let allRights: [Right] = [
        Right(alice: .fileAll, bob: .fileAll),
        Right(isReadOnly: true, alice: readOnly, bob: readOnly),
        Right(readers: ["alice"], alice: .fileAll, bob: nil),
        Right(writers: ["alice"], alice: .fileAll, bob: readOnly),
        Right(readers: ["bob"], writers: ["alice"], alice: .fileAll, bob: readOnly),
        Right(readers: [], writers: ["bob"], alice: nil, bob: .fileAll),
        Right(isReadOnly: true, writers: ["alice"], alice: readOnly, bob: readOnly),
    ]

    @Test("grants each user what the share allows", arguments: allRights, ["alice", "bob"]) func rights(_ right: Right, _ user: String)
        throws
    {
        let share = ShareDefinition(
            name: "share", isReadOnly: right.isReadOnly, readers: right.readers, writers: right.writers, store: InMemoryStore())
        let client = try self.loggedOn([share], user: user)
        if let access = user == "alice" ? right.alice : right.bob {
            #expect(try client.treeConnect("share").maximalAccess == access)
        } else {
            #expect(throws: NTStatus.accessDenied) { try client.treeConnect("share") }
        }
    }

    @Test("must be signed in 3.1.1, and only there", arguments: SMB2.Dialect.all) func unsigned(_ dialect: SMB2.Dialect) throws {
        let client = try self.loggedOn(dialect)
        let frame = client.frame(.treeConnect, SMB2.TreeConnectRequest(path: #"\\server\data"#), signed: false)
        if dialect == .smb3_1_1 {
            #expect(throws: TransportError.closed) { try client.exchange(frame) }
            #expect(client.connection?.disconnectReason == .unprotectedTreeConnect)
        } else {
            #expect(try client.exchange(frame).status == .success)
        }
    }

    @Test("needs a session") func withoutSession() throws {
        let client = TestServer().client()
        try client.negotiate()
        let request = SMB2.TreeConnectRequest(path: #"\\server\data"#)
        #expect(try client.ask(.treeConnect, request).status == .userSessionDeleted)
        #expect(try client.ask(.treeConnect, request) { $0.sessionID = 7 }.status == .userSessionDeleted)
    }

    @Test("gives a session a thousand trees and no more") func limit() throws {
        let client = try self.loggedOn()
        for _ in 0..<1024 { try client.treeConnect("data") }
        #expect(throws: NTStatus.insufficientResources) { try client.treeConnect("data") }
    }
}

extension TreeConnectTests {
    private func loggedOn(_ dialect: SMB2.Dialect) throws -> TestClient { try self.loggedOn([], user: "alice", dialect) }
}
