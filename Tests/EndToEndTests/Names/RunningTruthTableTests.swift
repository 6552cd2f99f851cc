// SPDX-License-Identifier: Apache-2.0
import Logging
import NIOCore
import SMBAuth
import SMBEngine
import SMBServer
import Support
import Testing

/// Rows of the truth table against running servers: status, events, evidence, and what the session then has to sign.
@Suite("The truth table of names, acted out") struct RunningTruthTableTests {
    private struct Users: CredentialSource {
        let table: [String: Credential]
        func credential(for query: CredentialQuery) -> Credential? { self.table[query.user.lowercased()] }
    }

    @Test("holds over sockets", .timeLimit(.minutes(5))) func overSockets() async throws {
        let rows = NameRow.sample(stride: 101) { $0.origin == .loopback }
        let server = TestServer(accepted: NameRow.acceptedNames)
        let users = Users(table: Dictionary(uniqueKeysWithValues: server.credentials.map { ($0.userName, $0) }))
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let listening = Server(state: server.state, credentials: users, logger: logger, loops: 1)
        let port = try await listening.listen(host: "127.0.0.1", port: 0).port ?? 0
        let differences = Result { try rows.flatMap { try $0.differences(on: server, SocketTransport(port: port)) } }
        await listening.shutDown()
        #expect(try differences.get().prefix(5) == [])
        #expect(rows.count > 200)
    }

    @Test("holds from elsewhere too", arguments: NameForm.all.indices)
    func inMemory(_ index: Int) throws {
        let server = TestServer(accepted: NameRow.acceptedNames)
        let form = NameForm.all[index]
        let rows = NameRow.rows(of: form).filter { $0.proof.isNTLM }.enumerated().filter {
            $0.offset.isMultiple(of: 37)
        }.map(\.element)
        let differences = try rows.flatMap { row in
            let isLoopback = row.origin == .loopback
            let address = isLoopback ? "127.0.0.1" : "192.0.2.7"
            return try row.differences(
                on: server,
                InMemoryConnection(
                    server: server.state, credentials: server.credentials, peer: Peer(address: address, isLoopback: isLoopback)))
        }
        #expect(!rows.isEmpty)
        #expect(differences.prefix(5) == [])
    }
}
