// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBAudit
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

@Suite("Trees, users and processes of SMB1") struct SMB1TreeTests {
    private func client(_ settings: Settings = .speakingSMB1, shares: [ShareDefinition] = []) throws -> (SMB1Client, TestServer) {
        let server = TestServer(settings, shares: shares)
        let client = server.smb1Client()
        try client.connect(to: "data")
        return (client, server)
    }

    private func status(of client: SMB1Client) throws -> UInt32 {
        try client.request(.checkDirectory, words: [], bytes: [4, 0, 0, 0]).status.rawValue
    }

    @Test("a share is reached by the older command too") func treeConnect() throws {
        let (client, _) = try self.client()
        let reply = try client.request(.treeConnect) {
            SMB1.TreeConnectRequest(path: #"\\server\data"#, service: .disk).encode(into: &$0, client.text, header: 0)
        }
        let response = try reply.body(SMB1.TreeConnectResponse.init(decoding:_:))
        #expect(response.treeID == reply.header.treeID && response.treeID != client.treeID)
    }

    @Test(
        "a share has one service",
        arguments: [
            ("data", "A:", true), ("data", "a:", true), ("data", "IPC", false), ("data", "LPT1:", false), ("IPC$", "IPC", true),
            ("IPC$", "A:", false),
        ])
    func service(_ share: String, _ service: String, _ fits: Bool) throws {
        let (client, _) = try self.client()
        let request = SMB1.TreeConnectAndXRequest(path: #"\\server\"# + share, service: SMB1.Service(rawValue: service))
        let status = try client.request(.treeConnectAndX) { request.encode(into: &$0, client.text, header: 0) }.status
        #expect(status == (fits ? .success : .badDeviceType))
    }

    @Test("who asks for it is told what a share lets do") func extendedResponse() throws {
        let store = InMemoryStore()
        let (client, _) = try self.client(shares: [ShareDefinition(name: "fixed", isReadOnly: true, store: store)])
        let request = SMB1.TreeConnectAndXRequest(flags: .extendedResponse, path: #"\\server\fixed"#)
        let reply = try client.request(.treeConnectAndX) { request.encode(into: &$0, client.text, header: 0) }
        let access = try #require(try reply.body(SMB1.TreeConnectAndXResponse.init(decoding:_:)).maximalAccess)
        #expect(access.user.contains(.readData) && !access.user.contains(.writeData))
    }

    @Test("a chain logs on and connects in one message") func chained() throws {
        let server = TestServer(.speakingSMB1)
        let client = server.smb1Client(.plain)
        guard case .challenge(let challenge, _, _) = try client.negotiate().security else {
            Issue.record("extended security")
            return
        }
        var ntlm = client.options.logon.ntlm
        let setup = SMB1.SessionSetupRequest(security: .responses(ntlm.responses(to: challenge)))
        let tree = SMB1.TreeConnectAndXRequest(path: #"\\server\data"#)
        let reply = try client.chain([
            (.sessionSetupAndX, { setup.encode(into: &$0, client.text, header: 0) }),
            (.treeConnectAndX, { tree.encode(into: &$0, client.text, header: 0) }),
        ])
        #expect(reply.status == .success && reply.header.userID != 0 && reply.header.treeID != 0)
        #expect(try reply.chain().map(\.command) == [.sessionSetupAndX, .treeConnectAndX])
    }

    @Test("a TID or a UID that is none is refused in SMB1's own words") func unknownIDs() throws {
        let (client, _) = try self.client()
        #expect(try self.status(of: client) == 0)
        let (tree, user) = (client.treeID, client.userID)
        client.treeID = 0x0FFF
        #expect(try self.status(of: client) == NTStatus.smbBadTID.rawValue)
        client.treeID = tree
        client.userID = 0x0FFF
        #expect(try self.status(of: client) == NTStatus.smbBadUID.rawValue)
        client.userID = user
        #expect(try client.request(.treeDisconnect, words: []).status == .success)
        #expect(try self.status(of: client) == NTStatus.smbBadTID.rawValue)
    }

    @Test("another user of the connection uses a tree with rights of its own") func sharedTree() throws {
        let store = InMemoryStore()
        let (client, _) = try self.client(shares: [ShareDefinition(name: "hers", readers: ["alice"], store: store)])
        try client.treeConnect("hers")
        let alice = client.userID
        try client.logOn(user: "bob", password: "Secret99")
        #expect(try self.status(of: client) == NTStatus.accessDenied.rawValue)
        client.userID = alice
        #expect(try self.status(of: client) == 0)
    }

    @Test("a tree outlives the user who made it, and ends for all when one disconnects it") func treeOutlivesUser() throws {
        let (client, server) = try self.client()
        let alice = client.userID
        try client.logOn(user: "bob", password: "Secret99")
        let bob = client.userID
        client.userID = alice
        #expect(try client.request(.logoffAndX, words: [0xFF, 0, 0, 0]).status == .success)
        #expect(try self.status(of: client) == NTStatus.smbBadUID.rawValue)
        client.userID = bob
        #expect(try self.status(of: client) == 0)
        #expect(server.state.sessions.count == 1)
        #expect(try client.request(.logoffAndX, words: [0xFF, 0, 0, 0]).status == .success)
        #expect(try client.request(.treeDisconnect, words: []).status == .success, "Nobody is left, the tree is.")
        #expect(try client.request(.treeDisconnect, words: []).status.rawValue == NTStatus.smbBadTID.rawValue)
    }

    @Test("a share that is closed to SMB1 is not reached, and is left when that is decided") func closedShare() throws {
        let store = InMemoryStore()
        let closed = ShareDefinition(name: "closed", speaksSMB1: false, store: store)
        let (client, server) = try self.client(shares: [closed])
        #expect(throws: NTStatus.accessDenied) { try client.treeConnect("closed") }
        #expect(try self.status(of: client) == 0)
        server.state.replace(ShareTable([ShareDefinition(name: "data", speaksSMB1: false, store: server.store)]))
        try #require(client.transport as? InMemoryConnection).pump()
        #expect(try self.status(of: client) == NTStatus.accessDenied.rawValue)
    }

    @Test("a share that must be encrypted is closed, unless who cannot is let in", arguments: [true, false]) func encryptedShare(
        _ rejects: Bool
    ) throws {
        var settings = Settings.speakingSMB1
        settings.rejectsUnencryptedAccess = rejects
        let (client, server) = try self.client(
            settings, shares: [ShareDefinition(name: "sealed", encryptsData: true, store: InMemoryStore())])
        guard rejects else {
            #expect(try client.treeConnect("sealed").service == .disk)
            return
        }
        #expect(throws: NTStatus.accessDenied) { try client.treeConnect("sealed") }
        #expect(server.sink.eventIDs.contains(EventID.unencryptedAccess))
    }

    @Test("a share that must be encrypted is left when clear text is no longer let in") func encryptedLater() throws {
        var settings = Settings.speakingSMB1
        settings.rejectsUnencryptedAccess = false
        let (client, server) = try self.client(
            settings, shares: [ShareDefinition(name: "sealed", encryptsData: true, store: InMemoryStore())])
        try client.treeConnect("sealed")
        #expect(try self.status(of: client) == 0)
        server.state.settings.replace(.speakingSMB1)
        #expect(try self.status(of: client) == NTStatus.accessDenied.rawValue)
        #expect(server.sink.eventIDs.contains(EventID.unencryptedAccess))
    }

    @Test("the end of a process closes its files and no others") func processExit() throws {
        let (client, server) = try self.client()
        let mine = try self.open("mine.txt", client)
        client.processID = 0x4321
        let other = try self.open("other.txt", client)
        #expect(try client.request(.processExit, words: []).status == .success)
        #expect(try self.close(other, client) == .invalidHandle)
        #expect(try self.close(mine, client) == .success)
        #expect(server.state.sessions.count == 1)
    }

    private func open(_ name: String, _ client: SMB1Client) throws -> UInt16 {
        // CREATE: attributes, a time, a name.
        let reply = try client.request(.create) { writer in
            writer.body {
                $0.zeros(6)
            } bytes: {
                $0.u8(4)
                $0.text(name, client.text, header: 0)
            }
        }
        guard reply.status == .success else { throw reply.status }
        return UInt16(reply.words[0]) | UInt16(reply.words[1]) << 8
    }

    private func close(_ file: UInt16, _ client: SMB1Client) throws -> NTStatus {
        try client.request(.close, words: [UInt8(truncatingIfNeeded: file), UInt8(truncatingIfNeeded: file >> 8), 0, 0, 0, 0]).status
    }

    @Test(
        "an echo comes as often as it was asked for, within reason",
        arguments: [(0, 4, 0), (1, 4, 1), (3, 4, 3), (60_000, 4, 100), (100, 32_768, 2)])
    func echo(_ asked: Int, _ size: Int, _ answers: Int) throws {
        let connection = TestServer(.speakingSMB1).connection()
        let client = SMB1Client(connection)
        try client.negotiate()
        let before = connection.framesReceived.count
        try client.send(
            client.encode(.echo) { SMB1.EchoRequest(count: UInt16(asked), data: ByteBuffer(repeating: 7, count: size)).encode(into: &$0) })
        let echoes = try connection.framesReceived.dropFirst(before).map {
            try SMB1Client.Reply($0).body(SMB1.EchoResponse.init(decoding:_:))
        }
        #expect(echoes.map(\.sequenceNumber) == (0..<answers).map { UInt16($0 + 1) })
        #expect(echoes.allSatisfy { $0.data.readableBytes == size })
    }
}
