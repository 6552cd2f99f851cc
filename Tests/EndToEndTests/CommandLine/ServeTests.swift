// SPDX-License-Identifier: Apache-2.0
import Foundation
import NIOCore
import SMBWire
import Support
import Testing

/// How a server starts and ends.
@Suite("signet serve") struct ServeTests {
    let folder: TemporaryFolder

    init() throws {
        self.folder = try TemporaryFolder()
        try self.folder.prepare()
    }

    @Test("several listeners, IPv4 and IPv6, each named as it begins") func severalListeners() throws {
        let server = try ServeProgram(state: self.folder.statePath, listeners: ["127.0.0.1:0", "[::1]:0", "127.0.0.2:0"])
        let clients = try zip(["127.0.0.1", "::1", "127.0.0.2"], server.ports).map { host, port in
            let client = TestClient(try SocketTransport(host: host, port: port))
            try client.connect(to: "data")
            return client
        }
        let listed = try Signet.succeed(["sessions", "list"], state: self.folder.statePath)
        #expect(listed.split(separator: "\n").count == 1 + clients.count)
        #expect(listed.contains("  ::1  "))
        for client in clients { try client.echo() }
        #expect(try server.terminate() == .exit(0))
    }

    @Test("IPv6 clients are named without brackets") func eventsNameIPv6Clients() throws {
        let server = try ServeProgram(
            state: self.folder.statePath, listeners: ["[::]:0"], ["--set", "AuditClientSpnSupport=1"])
        for host in ["::1", "127.0.0.1"] { try TestClient(SocketTransport(host: host, port: server.port)).connect(to: "data") }
        #expect(try server.terminate() == .exit(0))
        let printed = try Signet.succeed(["events", "--format", "json"], state: self.folder.statePath)
        let names = try printed.split(separator: "\n").map { try PrintedEvent($0).values["ClientName"] as? String }
        #expect(names == [#"\\::1"#, #"\\127.0.0.1"#])
    }

    @Test("a second server on one state is refused, and the first goes on") func oneServerForAState() throws {
        let first = try ServeProgram(state: self.folder.statePath)
        let second = try Signet.run(["serve", "--listen", "127.0.0.1:0"], state: self.folder.statePath)
        #expect(second.status == 1)
        #expect(
            second.errors == "signet: start the server: another server runs on \(self.folder.statePath); "
                + "stop that one first, or name another folder with --state\n")
        try first.connectedClient().echo()
        #expect(try Signet.succeed(["policy", "get", "RequireSecuritySignature"], state: self.folder.statePath) == "0\n")
        #expect(try first.terminate() == .exit(0))
    }

    @Test("a port that is taken is said") func takenPortIsSaid() throws {
        let first = try ServeProgram(state: self.folder.statePath)
        let other = try TemporaryFolder()
        let second = try Signet.run(["serve", "--listen", "127.0.0.1:\(first.port)"], state: other.statePath)
        #expect(second.status == 1)
        #expect(
            second.errors == "signet: listen on 127.0.0.1:\(first.port): Address already in use; "
                + "another server has the port; stop it, or name another with --listen\n")
    }

    @Test("a killed server leaves nothing that is in the way of the next") func restartsAfterKill() throws {
        for _ in 0..<3 {
            let server = try ServeProgram(state: self.folder.statePath)
            try server.connectedClient().echo()
            server.program.kill()
        }
    }

    // MARK: - The end

    @Test("SIGTERM answers what is in progress before it ends, whatever its size", arguments: [SIGTERM, SIGINT])
    func drains(_ signal: CInt) throws {
        let server = try ServeProgram(state: self.folder.statePath, ["--set", "InvalidAuthenticationDelayTimeInMs=700"])
        let reader = try server.connectedClient()
        let file = try reader.open("large.bin")
        for part in UInt64(0)..<4 { try reader.write(file, at: part << 20, ByteBuffer(repeating: 7, count: 1 << 20)) }
        let guesser = try server.client(.user(password: "wrong"))
        try guesser.negotiate()
        try guesser.sendLogon()
        let request = SMB2.ReadRequest(length: 4 << 20, offset: 0, file: file)
        try reader.transport.send(reader.encode(.read, creditCharge: 64) { request.encode(into: &$0, base: $1) })
        // Once this is answered, the requests before it have been read.
        try server.connectedClient().echo()
        server.program.signal(signal)
        #expect(try guesser.receive().status == .logonFailure)
        let answer = try reader.receive().body { (reader) throws(WireError) in try SMB2.ReadResponse(decoding: &reader) }
        #expect(answer.data.readableBytes == 4 << 20)
        #expect((reader.transport as? SocketTransport)?.waitForClose() == true)
        #expect(try server.program.wait(within: .seconds(10)).end == .exit(0))
    }

    @Test("a connection that does nothing does not hold the end up") func idleConnectionsDoNotHoldTheEnd() throws {
        let server = try ServeProgram(state: self.folder.statePath)
        let idle = try (0..<50).map { _ in try server.socket() }
        let start = ContinuousClock.now
        #expect(try server.terminate() == .exit(0))
        #expect(ContinuousClock.now - start < .seconds(3))
        withExtendedLifetime(idle) {}
    }

    @Test("what was recorded last is stored before the end") func theEndStoresEverything() throws {
        let server = try ServeProgram(state: self.folder.statePath, ["--set", "AuditClientSpnSupport=1"])
        for number in 0..<20 { try server.connectedClient(.user(workstation: "W\(number)")).echo() }
        #expect(try server.terminate() == .exit(0))
        #expect(try Signet.succeed(["events"], state: self.folder.statePath).split(separator: "\n").count == 20)
    }

    // MARK: - Policy over the command line

    private func lock(_ text: String) throws { try self.folder.write(text, to: "state/policy.d/lock.toml") }

    @Test("--set that weakens a policy is refused", arguments: ["RequireSecuritySignature=0", "SmbServerNameHardeningLevel=1"])
    func weakeningIsRefused(_ assignment: String) throws {
        try self.lock("RequireSecuritySignature = 1\nSmbServerNameHardeningLevel = 2\n")
        let end = try Signet.run(["serve", "--listen", "127.0.0.1:0", "--set", assignment], state: self.folder.statePath)
        #expect(end.status == 1)
        #expect(end.errors.hasPrefix("signet: start the server: "))
        #expect(end.errors.contains("--override-policy"))
    }

    @Test("with --override-policy it is not") func overridingIsAllowed() throws {
        try self.lock("RequireSecuritySignature = 1\n")
        let server = try ServeProgram(state: self.folder.statePath, ["--set", "RequireSecuritySignature=0", "--override-policy"])
        #expect(try server.client().negotiate().securityMode == .signingEnabled)
    }

    @Test("--set that is stricter than the policy needs no permission") func strengtheningIsAllowed() throws {
        try self.lock("RequireSecuritySignature = 0\n")
        let server = try ServeProgram(state: self.folder.statePath, ["--set", "RequireSecuritySignature=1"])
        #expect(try server.client().negotiate().securityMode == [.signingEnabled, .signingRequired])
    }
}
