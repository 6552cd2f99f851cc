// SPDX-License-Identifier: Apache-2.0
import Glibc
import NIOCore
import SMBAuth
import SMBWire
import Support
import Testing

/// The server knows what it is called, also when that changes while it runs.
@Suite("own names") struct OwnNamesTests {
    let folder: TemporaryFolder

    init() throws {
        self.folder = try TemporaryFolder()
        try self.folder.prepare()
    }

    /// Whether a client that typed this name is let in where a name is required.
    private func isLetIn(_ name: String, _ transport: SocketTransport) throws -> Bool {
        let client = TestClient(transport)
        client.options.logon.ntlm.targetName = "cifs/\(name)"
        try client.negotiate()
        do {
            try client.logOn()
            return true
        } catch let status as NTStatus where status == .accessDenied {
            return false
        }
    }

    @Test("an address and a host name are known from when they come until they go") func namesFollowTheHost() throws {
        let server = try ServeProgram(
            state: self.folder.statePath, ["--set", "SmbServerNameHardeningLevel=2"], launcher: NetworkNamespace.launcher)
        let inside = NetworkNamespace(of: server)
        func isLetIn(_ name: String) throws -> Bool { try self.isLetIn(name, inside.connect(port: server.port)) }

        for address in ["192.0.2.77", "2001:db8::77"] {
            let device = address.contains(":") ? "\(address)/128 dev lo nodad" : "\(address)/32 dev lo"
            #expect(try !isLetIn(address))
            try inside.run("ip addr add \(device)")
            #expect(try eventually { try isLetIn(address) })
            try inside.run("ip addr del \(device)")
            #expect(try eventually { try !isLetIn(address) })
        }

        #expect(try !isLetIn("renamed"))
        try inside.run("echo renamed.example > /proc/sys/kernel/hostname")
        #expect(try eventually { try isLetIn("renamed") })
        #expect(try isLetIn("renamed.example"))
        #expect(try isLetIn("localhost"))
        #expect(try server.terminate() == .exit(0))
    }

    @Test("a name of SrvAllowedServerNames counts from the next logon on, and a hang-up loses none") func allowedNames() throws {
        let server = try ServeProgram(state: self.folder.statePath, ["--set", "SmbServerNameHardeningLevel=2", "--server-name", "typed"])
        #expect(try self.isLetIn("typed", server.socket()))
        #expect(try !self.isLetIn("allowed", server.socket()))
        try Signet.succeed(["policy", "set", "SrvAllowedServerNames=allowed,198.51.100.7"], state: self.folder.statePath)
        for name in ["allowed", "198.51.100.7", "typed"] { #expect(try self.isLetIn(name, server.socket())) }
        server.program.signal(SIGHUP)
        for name in ["allowed", "198.51.100.7", "typed", "127.0.0.1"] { #expect(try self.isLetIn(name, server.socket())) }
        #expect(try server.terminate() == .exit(0))
    }

    @Test("a listener's own name is announced and accepted on its connections and on no others") func listenerNames() throws {
        let server = try ServeProgram(
            state: self.folder.statePath, listeners: ["127.0.0.1:0", "127.0.0.1:0,name=alias.example"],
            ["--set", "SmbServerNameHardeningLevel=2", "--server-name", "common.example"])
        func socket(_ index: Int) throws -> SocketTransport { try SocketTransport(port: server.ports[index]) }
        for name in ["alias.example", "alias", "ALIAS"] {
            #expect(try !self.isLetIn(name, socket(0)))
            #expect(try self.isLetIn(name, socket(1)))
        }
        for index in 0...1 { #expect(try self.isLetIn("common.example", socket(index))) }

        let common = try self.announced(socket(0))
        let own = try self.announced(socket(1))
        #expect(own == ["ALIAS", "alias.example"])
        #expect(Set(common).isDisjoint(with: own))
        #expect(try server.terminate() == .exit(0))
    }

    /// The computer names of the challenge, NetBIOS and DNS.
    private func announced(_ transport: SocketTransport) throws -> [String] {
        let client = TestClient(transport)
        try client.negotiate()
        var tokens = client.options.logon
        var hash = client.preauth
        let reply = try client.sessionSetup(tokens.begin(), &hash)
        var reader = WireReader(reply.bytes)
        try reader.skip(SMB2.Header.size)
        let response = try SMB2.SessionSetupResponse(decoding: &reader)
        let token = try #require(NegTokenResp(Array(response.securityBuffer.readableBytesView))?.responseToken)
        let challenge = try ChallengeMessage(decoding: ByteBuffer(bytes: token))
        let names = try [AVPairs.Identifier.netbiosComputerName, .dnsComputerName].map { try #require(challenge.targetInfo[$0]) }
        return zip(names, [true, false]).map { bytes, isUpperCase in
            let text = String(decoding: bytes.filter { $0 != 0 }, as: UTF8.self)
            return isUpperCase ? text.uppercased() : text.lowercased()
        }
    }
}
