// SPDX-License-Identifier: Apache-2.0
import NIOCore
import SMBEngine
import SMBSettings
import SMBWire
import Support
import Testing

@Suite("NetBIOS sessions") struct NetBIOSTests {
    private static let called = NetBIOSName(text: "*SMBSERVER", suffix: NetBIOSName.serverSuffix)

    @Test("a client that asks for a session gets it, and its files") func servesSession() async throws {
        try await LiveServer.serving(transport: .netBIOS) { live in
            let socket = try live.socket()
            #expect(try socket.openNetBIOSSession(called: Self.called) == NetBIOSSession.PacketType.positiveResponse)
            let client = TestClient(socket)
            let agreed = try client.negotiate()
            #expect(agreed.maximumReadSize == 64 << 10, "a message has 17 bits of length")
            try client.logOn()
            try client.treeConnect("data")
            try socket.send(raw: ByteBuffer(bytes: [NetBIOSSession.PacketType.keepAlive, 0, 0, 0]))
            try client.echo()
        }
    }

    @Test("who calls another service is told, and the connection ends") func refusesOtherServices() async throws {
        try await LiveServer.serving(transport: .netBIOS) { live in
            let socket = try live.socket()
            let messenger = NetBIOSName(text: "FILES", suffix: 0x03)
            #expect(try socket.openNetBIOSSession(called: messenger) == NetBIOSSession.PacketType.negativeResponse)
            #expect(socket.waitForClose())
        }
    }

    @Test("who asks for no session and says nothing is let go in time") func endsSilence() async throws {
        var settings = Settings()
        settings.pendingClientTimeoutSeconds = 1
        try await LiveServer.serving(settings, transport: .netBIOS) { live in
            let silent = try live.socket()
            let idle = try live.socket()
            _ = try idle.openNetBIOSSession(called: Self.called)
            #expect(silent.waitForClose())
            #expect(idle.waitForClose())
        }
    }

    @Test("direct TCP knows no session requests") func directTCPRefuses() async throws {
        try await LiveServer.serving { live in
            let socket = try live.socket()
            #expect(throws: TransportError.self) { try socket.openNetBIOSSession(called: Self.called) }
        }
    }

    @Test("serve opens one where --netbios names it") func serveOption() throws {
        let folder = try TemporaryFolder()
        try folder.prepare()
        let server = try ServeProgram(state: folder.statePath, ["--netbios", "127.0.0.1:0"], listenerCount: 2)
        let direct = try server.connectedClient()
        try direct.echo()
        let socket = try SocketTransport(port: server.ports[1])
        #expect(try socket.openNetBIOSSession(called: Self.called) == NetBIOSSession.PacketType.positiveResponse)
        let client = TestClient(socket)
        try client.connect(to: "data")
        #expect(try server.terminate() == .exit(0))
    }

    @Test("a listener on port 139 is one by itself") func port139() throws {
        let folder = try TemporaryFolder()
        try folder.prepare()
        let server = try ServeProgram(state: folder.statePath, listeners: ["127.0.0.1:139"], launcher: NetworkNamespace.launcher)
        let socket = try NetworkNamespace(of: server).connect(port: 139)
        #expect(try socket.openNetBIOSSession(called: Self.called) == NetBIOSSession.PacketType.positiveResponse)
        try TestClient(socket).connect(to: "data")
        #expect(try server.terminate() == .exit(0))
    }
}
