// SPDX-License-Identifier: Apache-2.0
package import SMBAudit
package import SMBAuth
import SMBCrypto
package import SMBEngine
package import SMBSettings
import SMBWire

/// A server as a value: shares in memory, two users, and everything it observed.
package final class TestServer {
    package let state: ServerState
    package let sink = RecordingSink()
    package let clock = ManualClock()
    package let store: any FileStore
    package let credentials: [Credential]
    private var connections: [InMemoryConnection] = []

    package init(
        _ settings: Settings = Settings(), store: any FileStore = InMemoryStore(), shares: [ShareDefinition] = [],
        accepted: AcceptedNames = AcceptedNames(hostNames: ["server.example"], addresses: ["192.0.2.1"])
    ) {
        self.store = store
        self.credentials = [
            Credential(
                userName: "alice", ntHash: SecretKey(NTHash.of(password: "Passw0rd!")), relativeIdentifier: 1000, isAdministrator: true),
            Credential(userName: "bob", ntHash: SecretKey(NTHash.of(password: "Secret99")), relativeIdentifier: 1001),
        ]
        let names = ServerNames(netbiosName: "SERVER", netbiosDomain: "WORKGROUP", dnsName: "server.example", dnsDomain: "example")
        self.state = ServerState(
            guid: GUID(low: 1, high: 2), settings: settings, shares: ShareTable([ShareDefinition(name: "data", store: store)] + shares),
            names: ServerIdentity(announced: names, accepted: accepted), entropy: SeededEntropy(), clock: self.clock, sink: self.sink)
    }

    package func connection(from address: String = "192.0.2.7", isLoopback: Bool = false) -> InMemoryConnection {
        let connection = InMemoryConnection(
            server: self.state, credentials: self.credentials, peer: Peer(address: address, isLoopback: isLoopback))
        connection.othersTurn = { [weak self] in self?.connections.forEach { $0.pump() } }
        self.connections.append(connection)
        return connection
    }

    /// A client on a connection of its own, not yet negotiated.
    package func client(_ options: TestClient.Options = TestClient.Options(), from address: String = "192.0.2.7") -> TestClient {
        TestClient(self.connection(from: address), options)
    }

    /// A client with a tree.
    package func connectedClient(_ options: TestClient.Options = TestClient.Options(), to share: String = "data") throws -> TestClient {
        let client = self.client(options)
        try client.connect(to: share)
        return client
    }
}
