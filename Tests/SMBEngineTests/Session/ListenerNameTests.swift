// SPDX-License-Identifier: Apache-2.0
import SMBAudit
import SMBAuth
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

@Suite("A listener's own name") struct ListenerNameTests {
    @Test(
        "is announced, its short form as the NetBIOS name",
        arguments: [("alias.example", "ALIAS"), ("nas", "NAS"), ("a-very-long-name-indeed.example", "A-VERY-LONG-NAM")])
    func announced(_ name: String, _ netbiosName: String) {
        let host = TestServer().state.names.value
        let named = host.named(name)
        #expect(named.announced.dnsName == name)
        #expect(named.announced.netbiosName == netbiosName)
        #expect(named.announced.netbiosDomain == host.announced.netbiosDomain)
        #expect(named.announced.dnsDomain == host.announced.dnsDomain)
    }

    @Test("counts on its connections and on no others", arguments: [nil, "alias.example"])
    func counts(_ listener: String?) throws {
        var settings = Settings()
        settings.hardeningLevel = .required
        let server = TestServer(settings)
        for (name, isOurs) in [("alias.example", listener != nil), ("alias", listener != nil), ("server.example", true)] {
            let connection = InMemoryConnection(server: server.state, credentials: server.credentials, listenerName: listener)
            let client = TestClient(connection)
            client.options.logon.ntlm.targetName = "cifs/\(name)"
            try client.negotiate()
            if isOurs { try client.logOn() } else { #expect(throws: NTStatus.accessDenied) { try client.logOn() } }
        }
    }
}

@Suite("A connection's identity") struct ConnectionIdentityTests {
    @Test("is one for all that is observed on it, and another's differs") func isUnique() throws {
        let server = TestServer()
        let ids = try (UInt16(1)...2).map { port in
            let peer = Peer(address: "192.0.2.7", port: port, isLoopback: false)
            let earlier = server.sink.observations.count
            let client = TestClient(InMemoryConnection(server: server.state, credentials: server.credentials, peer: peer))
            try client.connect(to: "data")
            try client.logOff()
            let seen = Set(server.sink.observations[earlier...].map(\.connection))
            #expect(seen.map(\.port) == [port])
            return try #require(seen.first).id
        }
        #expect(Set(ids).count == 2)
        #expect(!ids.contains(.zero))
    }

    @Test("is in event 551, with the port") func isInTheRefusal() throws {
        var settings = Settings()
        settings.hardeningLevel = .required
        let server = TestServer(settings)
        let peer = Peer(address: "192.0.2.7", port: 0xC001, isLoopback: false)
        let client = TestClient(InMemoryConnection(server: server.state, credentials: server.credentials, peer: peer))
        try client.negotiate()
        #expect(throws: NTStatus.accessDenied) { try client.logOn() }
        let event = try #require(server.sink.events.first)
        let observation = try #require(server.sink.observations.first)
        #expect(event["ClientAddress"]?.description == "0200c001c00002070000000000000000")
        #expect(event["ConnectionGUID"] == .guid("{\(observation.connection.id)}"))
    }
}
