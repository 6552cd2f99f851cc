// SPDX-License-Identifier: Apache-2.0
import EventStore
import Logging
import NIOCore
import POSIXStore
import SMBAudit
import SMBAuth
import SMBCrypto
import SMBEngine
import SMBServer
import SMBSettings
import SMBWire
import Support

/// The server in this process, with everything real but the command line: sockets, files, the audit's database.
final class LiveServer: Sendable {
    let folder: TemporaryFolder
    let server: Server
    let audit: AuditWriter
    let port: Int

    private struct Users: CredentialSource {
        static let table = [
            "alice": Credential(
                userName: "alice", ntHash: SecretKey(NTHash.of(password: "Passw0rd!")), relativeIdentifier: 1000, isAdministrator: true),
            "bob": Credential(userName: "bob", ntHash: SecretKey(NTHash.of(password: "Secret99")), relativeIdentifier: 1001),
        ]
        func credential(for query: CredentialQuery) -> Credential? { Self.table[query.user.lowercased()] }
    }

    private init(_ settings: Settings, loops: Int, accepted: AcceptedNames, transport: Transport) async throws {
        self.folder = try TemporaryFolder()
        self.audit = try AuditWriter(in: try self.folder.state(), computer: "server.example")
        let names = ServerNames(netbiosName: "SERVER", netbiosDomain: "WORKGROUP", dnsName: "server.example", dnsDomain: "example")
        let store = try POSIXStore(root: self.folder.share)
        let state = ServerState(
            guid: GUID(low: 1, high: 2), settings: settings, shares: ShareTable([ShareDefinition(name: "data", store: store)]),
            names: ServerIdentity(announced: names, accepted: accepted), entropy: SystemEntropy(), clock: SystemClock(), sink: self.audit)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        self.server = Server(state: state, credentials: Users(), logger: logger, loops: loops)
        self.port = try await self.server.listen(host: "127.0.0.1", port: 0, transport: transport).port ?? 0
    }

    static func serving(
        _ settings: Settings = Settings(), loops: Int = 2,
        accepted: AcceptedNames = AcceptedNames(hostNames: ["server.example"], addresses: ["127.0.0.1"]),
        transport: Transport = .directTCP, _ body: (LiveServer) throws -> Void
    ) async throws {
        let live = try await LiveServer(settings, loops: loops, accepted: accepted, transport: transport)
        let result = Result { try body(live) }
        await live.server.shutDown()
        live.audit.flush()
        try result.get()
    }

    func socket(from source: String? = nil) throws -> SocketTransport { try SocketTransport(port: self.port, from: source) }

    /// A client on a connection of its own, not yet negotiated. Accepted connections go to the event loops in turn.
    func client(_ options: TestClient.Options = TestClient.Options(), from source: String? = nil) throws -> TestClient {
        TestClient(try self.socket(from: source), options)
    }

    func connectedClient(_ options: TestClient.Options = TestClient.Options(), from source: String? = nil) throws -> TestClient {
        let client = try self.client(options, from: source)
        try client.connect(to: "data")
        return client
    }

    func reader() throws -> AuditReader { try AuditReader(in: try self.folder.state()) }
}

extension TestClient {
    func echo() throws {
        let reply = try self.request(.echo) { SMB2.EchoRequest().encode(into: &$0, base: $1) }
        if reply.status.isError { throw reply.status }
    }
}

extension TestClient.Options {
    static func user(_ name: String = "alice", password: String = "Passw0rd!", workstation: String = "CLIENT") -> Self {
        var options = Self()
        options.logon.ntlm.user = name
        options.logon.ntlm.password = password
        options.logon.ntlm.workstation = workstation
        return options
    }
}
